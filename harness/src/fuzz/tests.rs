use std::collections::BTreeSet;

use engine::{Claims, DenyReason, Engine, Policy, Request, Settings, Source};

use super::*;
use crate::mint::{KeyStore, Minter};

const POLICY: &str = "
version: 1
authorizers: { a: { issuer: https://a, audience: [x], algorithms: [ES256] } }
default_authorizer: a
routes:
  GET /health: { public: true }
  GET /orders/mine: { scopes: orders/read }
  GET /orders/{id}: { scopes: orders/admin }
  GET /orders/{path+}: { claims: { role: auditor } }
  ANY /orders/{id}: { claims: { plan: { none_of: [free] } } }
guardrails:
  admin: { paths: ['/orders/admin*'], claims: { role: admin } }
  never: { paths: ['**/*.bak'], deny: true }
";

fn engine() -> Engine {
    let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
    Engine::compile(policy.unwrap().policy).unwrap()
}

fn extent(cases: u64) -> Extent {
    Extent { cases, seed: 0, time: None }
}

fn found(subject: &dyn Subject, tokens: Option<&Tokens>) -> Found {
    fuzz(subject, tokens, extent(20_000), &Progress::hidden(0)).unwrap()
}

/// How a planted mistake answers, given the policy, the request, the claims and the right answer.
type Mistake = fn(&Planted, &Request, Option<&Claims>, Answer) -> Answer;

/// The engine with a mistake planted between it and whoever asks.
struct Planted {
    right: Engine,
    /// Decides by a policy that reads its precedence or conditions otherwise.
    other: Engine,
    on_claims: Mistake,
    on_token: Mistake,
    explained: Mistake,
}

const HONEST: Mistake = |_, _, _, answer| answer;

impl Planted {
    fn everywhere(mistake: Mistake) -> Self {
        Self { on_claims: mistake, on_token: mistake, explained: mistake, ..Self::honest() }
    }

    fn honest() -> Self {
        let (right, other) = (engine(), engine());
        Self { right, other, on_claims: HONEST, on_token: HONEST, explained: HONEST }
    }

    /// Decides by another policy, under the names of the right one.
    fn by_text(from: &str, to: &str) -> Self {
        assert!(POLICY.contains(from));
        let text = POLICY.replacen(from, to, 1);
        let policy = Policy::from_source(&Source::new("p", text), &Settings::default());
        let other = Engine::compile(policy.unwrap().policy).unwrap();
        let mistake: Mistake = |planted, request, claims, _| match claims {
            Some(claims) => planted.other.on_claims(request, claims),
            None => planted.other.on_token(request, 0),
        };
        Self { other, ..Self::everywhere(mistake) }
    }
}

impl Subject for Planted {
    fn policy(&self) -> &Policy {
        self.right.policy()
    }

    fn on_claims(&self, request: &Request, claims: &Claims) -> Answer {
        let answer = self.right.on_claims(request, claims);
        (self.on_claims)(self, request, Some(claims), answer)
    }

    fn on_token(&self, request: &Request, now: i64) -> Answer {
        let answer = self.right.on_token(request, now);
        (self.on_token)(self, request, None, answer)
    }

    fn explained(&self, request: &Request, claims: &Claims) -> (Answer, bool) {
        let answer = self.right.on_claims(request, claims);
        let answer = (self.explained)(self, request, Some(claims), answer);
        let passed = answer.is_allowed();
        (answer, passed)
    }
}

#[test]
fn a_right_engine_breaks_no_law() {
    let minter = Minter::new(KeyStore::fresh());
    let (engine, tokens) = Tokens::new(engine(), minter, 1_767_225_600).unwrap();
    let found = found(&engine, Some(&tokens));
    assert!(found.broken.is_none(), "{found:?}");
    assert_eq!(found.cases, 20_000);
}

/// Mistakes that a decision shows, each with the smallest request that shows it.
#[test]
fn a_planted_mistake_is_found_and_made_small() {
    let first_literal_last: Mistake = |_, _, _, answer| match answer.route.as_deref() {
        Some("GET /orders/mine") => Answer {
            route: Some("GET /orders/{id}".to_owned()),
            variables: vec![("id".to_owned(), "mine".to_owned())],
            ..answer
        },
        _ => answer,
    };
    let any_before_exact: Mistake = |_, _, _, answer| match answer.route.as_deref() {
        Some("GET /orders/{id}") => Answer { route: Some("ANY /orders/{id}".to_owned()), ..answer },
        _ => answer,
    };
    for (what, planted, law, target) in [
        ("literal", Planted::everywhere(first_literal_last), Law::AsDocumented, "/orders/mine"),
        ("method", Planted::everywhere(any_before_exact), Law::AsDocumented, "/orders/a"),
        (
            "a guardrail that denies is gone",
            Planted::by_text("'**/*.bak'", "'**/*.bac'"),
            Law::AsDocumented,
            "/orders/.bak",
        ),
        (
            "a guardrail that asks is gone",
            Planted::by_text("'/orders/admin*'", "'/orders/admix*'"),
            Law::AsDocumented,
            "/orders/admin",
        ),
        (
            "a protected route is public",
            Planted::by_text("mine: { scopes: orders/read }", "mine: { public: true }"),
            Law::ClosedWithoutToken,
            "/orders/mine",
        ),
    ] {
        let Found { broken: Some(finding), cases } = found(&planted, None) else {
            panic!("{what} is not found")
        };
        assert!(cases < 5_000, "{what} is found late: {cases}");
        assert_eq!(finding.breach.law, law, "{what}");
        assert_eq!((finding.case.method.as_str(), finding.case.target.as_str()), ("GET", target));
        let claims = finding.case.claims.map_or(0, |claims| claims.len());
        assert!(claims <= 1, "{what}");
        assert!(finding.row.contains(target) && finding.row.contains("fuzz, seed 0"), "{what}");
    }
}

/// The first breach of one law, made small.
fn first_of(law: Law, subject: &dyn Subject) -> Case {
    let vocabulary = Vocabulary::of(subject.policy());
    let generator = Generator::new(&vocabulary, 0);
    let court = Court { subject, vocabulary: &vocabulary, tokens: None };
    let mut cases = (0..20_000).map(|number| generator.case(number));
    let breach = cases.find_map(|case| Some((court.try_law(law, &case)?, case)));
    let (breach, case) = breach.expect("it is found");
    let (case, breach) = shrink::shrink(&court, case, breach);
    assert_eq!(breach.law, law);
    case
}

/// Mistakes by which less opens more.
#[test]
fn a_missing_scope_or_claim_that_opens_is_found() {
    let empty_is_all: Mistake = |_, _, claims, answer| {
        let empty = claims.is_some_and(|claims| claims.scopes().next().is_none());
        match answer.reason {
            Some(DenyReason::InsufficientScope) if empty => Answer { reason: None, ..answer },
            _ => answer,
        }
    };
    let case = first_of(Law::FewerScopes, &Planted::everywhere(empty_is_all));
    let claims = case.claims.unwrap();
    assert_eq!(claims.len(), 1, "one scope, which opens when it is taken away: {claims:?}");
    let absent_is_met: Mistake = |_, _, claims, answer| match (claims, answer.reason) {
        (Some(claims), Some(DenyReason::ClaimMismatch)) if claims.get("plan").is_none() => {
            Answer { reason: None, ..answer }
        }
        _ => answer,
    };
    let case = first_of(Law::FewerClaims, &Planted::everywhere(absent_is_met));
    let names: Vec<String> = case.claims.unwrap().keys().cloned().collect();
    assert_eq!(names, ["plan"]);
}

#[test]
fn a_way_of_asking_that_answers_otherwise_is_found() {
    let denies: Mistake =
        |_, _, _, answer| Answer { reason: Some(DenyReason::ClaimMismatch), ..answer };
    let explained = Planted { explained: denies, ..Planted::honest() };
    let finding = found(&explained, None).broken.expect("it is found");
    assert_eq!(finding.breach.law, Law::ExplainedAlike);
    let minter = Minter::new(KeyStore::fresh());
    let (right, tokens) = Tokens::new(engine(), minter, 1_767_225_600).unwrap();
    let expired: Mistake = |_, _, _, answer| match answer.reason {
        None if answer.route.as_deref() != Some("GET /health") => {
            Answer { reason: Some(DenyReason::Expired), ..answer }
        }
        _ => answer,
    };
    let on_token = Planted { right, on_token: expired, ..Planted::honest() };
    let finding = found(&on_token, Some(&tokens)).broken.expect("it is found");
    assert_eq!(finding.breach.law, Law::TokenAsClaims);
    assert!(finding.case.minted);
}

#[test]
fn a_panic_is_a_broken_law() {
    let panics: Mistake = |_, _, _, answer| {
        assert!(answer.route.as_deref() != Some("GET /orders/mine"), "planted");
        answer
    };
    let finding = found(&Planted::everywhere(panics), None).broken.expect("it is found");
    assert_eq!((finding.breach.law, finding.case.target.as_str()), (Law::Answers, "/orders/mine"));
}

#[test]
fn an_allowance_without_a_route_is_found() {
    let opens: Mistake = |_, _, _, answer| match answer.reason {
        Some(DenyReason::NoRoute) => Answer { reason: None, ..answer },
        _ => answer,
    };
    let finding = found(&Planted::everywhere(opens), None).broken.expect("it is found");
    assert_eq!((finding.breach.law, finding.case.target.as_str()), (Law::AllowedByARoute, "/"));
}

#[test]
fn the_first_breach_is_the_same_on_any_number_of_threads() {
    let planted = Planted::by_text("'**/*.bak'", "'**/*.bac'");
    let cases: BTreeSet<(u64, String)> = [1, 2, 5]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| found(&planted, None));
            (found.cases, found.broken.unwrap().row)
        })
        .collect();
    assert_eq!(cases.len(), 1);
}

#[test]
fn the_clock_ends_a_run_without_end() {
    let time = Some(Duration::from_millis(50));
    let extent = Extent { cases: u64::MAX, seed: 0, time };
    let found = fuzz(&engine(), None, extent, &Progress::hidden(0)).unwrap();
    assert!(found.broken.is_none() && found.cases >= WAVE);
    let none = Extent { cases: u64::MAX, seed: 0, time: Some(Duration::ZERO) };
    assert_eq!(fuzz(&engine(), None, none, &Progress::hidden(0)).unwrap().cases, 0);
}
