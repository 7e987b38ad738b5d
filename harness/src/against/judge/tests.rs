use super::*;

const SCOPED: &str = r#"Bearer scope="s" error="invalid_token" error_description="it is old""#;
const OTHERS: &str = r#"Bearer scope="s" error="invalid_token" error_description="too late""#;
const WRONG: &str = r#"Bearer scope="t" error="invalid_token" error_description="it is old""#;

fn expired(certainty: Certainty) -> Facts {
    Facts {
        is_allowed: false,
        reason: Some("expired"),
        status: 401,
        challenge: Some(SCOPED.to_owned()),
        certainty,
        told: "deny: expired (401)".to_owned(),
        route: None,
        guardrail: None,
    }
}

fn allowed() -> Facts {
    let told = "allow".to_owned();
    Facts {
        is_allowed: true,
        reason: None,
        status: 200,
        challenge: None,
        told,
        ..expired(Certainty::Ours)
    }
}

fn expecting(decision: Expected, status: Option<u16>) -> Expectation {
    let mut expectation = Expectation::default();
    (expectation.decision, expectation.status) = (decision, status);
    expectation
}

fn deny(reason: Option<&str>) -> Expectation {
    let mut expectation = expecting(Expected::Deny, None);
    expectation.reason = reason.map(str::to_owned);
    expectation
}

fn answer(status: u16, challenge: Option<&str>) -> Answer {
    let mut answer = Answer {
        status,
        challenge: challenge.map(str::to_owned),
        is_api_gateway: true,
        ..Answer::default()
    };
    answer.body = answer.body_of_denial().unwrap_or("{}").as_bytes().to_vec();
    answer
}

#[track_caller]
fn comes_to(
    outcome: Outcome,
    expectation: &Expectation,
    facts: &Facts,
    answer: &Answer,
) -> Verdict {
    let verdict = judge(expectation, facts, answer, Compare::Answer);
    assert_eq!(verdict.outcome(), outcome, "{verdict:?}");
    verdict
}

#[test]
fn a_reason_is_met_by_its_status_and_the_engines_challenge() {
    let (facts, reason) = (expired(Certainty::Documented), deny(Some("expired")));
    let verdict = comes_to(Outcome::Pass, &reason, &facts, &answer(401, Some(SCOPED)));
    assert_eq!(verdict.unseen, ["reason"]);
    assert!(verdict.has_challenge && verdict.differences.is_empty());
    comes_to(Outcome::Fail, &reason, &facts, &answer(401, Some(OTHERS)));
    comes_to(Outcome::Fail, &reason, &facts, &answer(401, Some(WRONG)));
    comes_to(Outcome::Fail, &reason, &facts, &answer(401, None));
    comes_to(Outcome::Fail, &reason, &facts, &answer(403, Some(SCOPED)));
}

#[test]
fn a_description_that_nobody_documents_is_a_difference_and_no_failure() {
    for certainty in [Certainty::Likely, Certainty::Ours] {
        let (facts, reason) = (expired(certainty), deny(Some("expired")));
        let verdict = comes_to(Outcome::Pass, &reason, &facts, &answer(401, Some(OTHERS)));
        assert_eq!(verdict.differences, [format!("the engine's challenge is {SCOPED}")]);
        comes_to(Outcome::Fail, &reason, &facts, &answer(401, Some(WRONG)));
    }
}

#[test]
fn a_challenge_that_is_said_is_compared_byte_for_byte() {
    let mut said = deny(Some("expired"));
    said.challenge = Some(OTHERS.to_owned());
    let facts = expired(Certainty::Ours);
    comes_to(Outcome::Pass, &said, &facts, &answer(401, Some(OTHERS)));
    comes_to(Outcome::Fail, &said, &facts, &answer(401, Some(SCOPED)));
}

#[test]
fn an_open_door_fails_every_denial() {
    let facts = expired(Certainty::Documented);
    let said = expecting(Expected::Deny, Some(401));
    for expectation in [deny(None), deny(Some("expired")), said, Expectation::default()] {
        let verdict = comes_to(Outcome::Fail, &expectation, &facts, &answer(200, None));
        assert_eq!(verdict.differences, ["the engine decides deny: expired (401)"]);
    }
}

#[test]
fn a_closed_door_fails_an_allowance() {
    let allow = expecting(Expected::Allow, None);
    comes_to(Outcome::Fail, &allow, &allowed(), &answer(401, Some("Bearer")));
    comes_to(Outcome::Pass, &allow, &allowed(), &answer(201, None));
    let two_hundred = expecting(Expected::Allow, Some(200));
    comes_to(Outcome::Pass, &two_hundred, &allowed(), &answer(201, None));
}

#[test]
fn a_bare_deny_is_met_by_401_and_403_alone() {
    let facts = expired(Certainty::Documented);
    comes_to(Outcome::Pass, &deny(None), &facts, &answer(401, Some(SCOPED)));
    comes_to(Outcome::Pass, &deny(None), &facts, &answer(403, None));
    comes_to(Outcome::Fail, &deny(None), &facts, &answer(404, None));
    comes_to(Outcome::Fail, &deny(None), &facts, &answer(400, None));
    comes_to(Outcome::Fail, &deny(None), &facts, &answer(413, None));
}

#[test]
fn an_expectation_of_which_nothing_shows_is_met_by_the_engines_status() {
    let mut route = Expectation::default();
    route.route = Some("GET /x".to_owned());
    let verdict = comes_to(Outcome::Pass, &route, &allowed(), &answer(200, None));
    assert_eq!(verdict.unseen, ["route"]);
    comes_to(Outcome::Fail, &route, &allowed(), &answer(403, None));
    comes_to(Outcome::Fail, &route, &expired(Certainty::Ours), &answer(403, None));
}

#[test]
fn an_answer_that_shows_nothing_is_an_error() {
    for expectation in [deny(None), expecting(Expected::Allow, None)] {
        comes_to(Outcome::Error, &expectation, &allowed(), &answer(503, None));
    }
}

#[test]
fn a_body_that_is_not_the_gateways_is_told_and_one_of_head_is_not_asked_for() {
    let facts = expired(Certainty::Documented);
    let empty = Answer { body: Vec::new(), ..answer(401, Some(SCOPED)) };
    let verdict = comes_to(Outcome::Fail, &deny(None), &facts, &empty);
    assert_eq!(verdict.unmet, [r#"expected body {"message":"Unauthorized"}"#]);
    comes_to(Outcome::Pass, &deny(None), &facts, &Answer { is_head: true, ..empty });
}

#[test]
fn a_reason_without_a_challenge_is_met_by_none() {
    let facts = Facts {
        reason: Some("no_route"),
        status: 404,
        challenge: None,
        ..expired(Certainty::Documented)
    };
    comes_to(Outcome::Pass, &deny(Some("no_route")), &facts, &answer(404, None));
    comes_to(Outcome::Fail, &deny(Some("no_route")), &facts, &answer(404, Some("Bearer")));
}

#[test]
fn by_status_alone_texts_are_not_compared() {
    let facts = expired(Certainty::Documented);
    let mut said = deny(Some("expired"));
    said.challenge = Some(SCOPED.to_owned());
    let other = Answer { is_api_gateway: false, body: b"no".to_vec(), ..answer(401, None) };
    let verdict = judge(&said, &facts, &other, Compare::Status);
    assert_eq!(verdict.outcome(), Outcome::Pass);
    assert_eq!(verdict.unseen, ["reason", "challenge"]);
    let verdict = judge(&said, &facts, &Answer { status: 403, ..other }, Compare::Status);
    assert_eq!(verdict.outcome(), Outcome::Fail);
}
