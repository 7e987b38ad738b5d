//! From ways to what is shown: each sent with a really signed token to both engines.

use std::collections::BTreeSet;

use engine::{Decision, DenyReason, Engine, Policy};

use super::difference::{Change, Credential, Diff, Difference, Radius, Verdict};
use super::gather::Way;
use crate::analysis::{
    facts::Facts,
    outcome::Answer,
    refusal::Refusal,
    witness::{Replay, ReplayError, RowOf, Sent, Witness},
};
use crate::clock::DEFAULT_NOW;
use crate::mint::Minter;
use crate::spec_row::Apart;

/// What a browser's preflight has beside its method.
const ASKED: [(&str, &str); 2] =
    [("Origin", "https://web.example"), ("Access-Control-Request-Method", "GET")];

/// Shows all ways, in their order.
pub(super) fn show(
    facts: &mut Facts<'_>,
    sides: [&Policy; 2],
    (ways, radius): (Vec<Way>, Radius),
    minter: &Minter,
) -> Result<Diff, ReplayError> {
    let mut differences = Vec::new();
    if !ways.is_empty() {
        let mut replay = Replay::new(facts, minter)?;
        for way in ways {
            differences.push(shown(facts, &mut replay, way)?);
        }
    }
    let (mut new, mut old) = (Apart::default(), Apart::default());
    let mut known = BTreeSet::new();
    for one in &mut differences {
        let row = new.row(&one.row);
        // What comes to the same row as another is said by that one.
        one.row = if known.insert(row.clone()) { row } else { String::new() };
        one.old_row = old.row(&one.old_row);
    }
    let assumptions = assumptions(facts, sides);
    Ok(Diff { differences, radius, assumptions })
}

fn shown(
    facts: &mut Facts<'_>,
    replay: &mut Replay<'_>,
    way: Way,
) -> Result<Difference, ReplayError> {
    let lost = || ReplayError::Refused(Refusal::new("analysis-fault", "an outcome is lost"));
    let witness = facts.witness(&way.cell, &way.weakest)?;
    let (old, new) = way.ends;
    let expected = facts.outcome_of(old).zip(facts.outcome_of(new)).ok_or_else(lost)?;
    let are_allowed = [expected.0, expected.1].map(|one| one.answer == Answer::Allow);
    let mut request = if way.is_preflight {
        replay.request(facts, &witness)?
    } else {
        replay.check(facts, &way.cell, &witness, &[expected.0, expected.1])?
    };
    let headers = if way.is_preflight { &ASKED[..] } else { &[] };
    for (header, value) in headers {
        request = request.with_header(*header, *value);
    }
    let scope_sets = facts.share_of_scopes(&way.cell, way.tokens)?;
    let [old, new] = [0, 1].map(|side| replay.engine(side));
    let (old, new) = old.zip(new).ok_or_else(lost)?;
    let answers = [old, new].map(|engine| verdict(engine, &engine.decide(&request, DEFAULT_NOW)));
    if answers.map(|answer| answer.reason.is_none()) != are_allowed {
        let what = format!("{} {} as a preflight", witness.method, witness.path);
        return Err(ReplayError::Mismatch(what));
    }
    let rows = [(0, old, answers[0]), (1, new, answers[1])].map(|(side, engine, answer)| {
        let name = name(&way, &witness, answer);
        witness.row(facts, RowOf { side, engine, request: &request, name: &name, headers })
    });
    let [old_row, row] = rows.map(|row| row.map(Option::unwrap_or_default));
    let unwritten = |error: std::io::Error| ReplayError::Minting(error.to_string());
    Ok(Difference {
        change: way.change,
        is_preflight: way.is_preflight,
        methods: std::iter::once(way.cell.method)
            .chain(way.methods.into_iter().filter(|method| *method != way.cell.method))
            .collect(),
        target: witness.path.clone(),
        credential: credential(&witness),
        old: answers[0],
        new: answers[1],
        pairs: way.pairs,
        scope_sets,
        row: row.map_err(unwritten)?,
        old_row: old_row.map_err(unwritten)?,
    })
}

fn credential(witness: &Witness) -> Credential {
    if witness.tokens.len() > 1 {
        let claims = |sent: &Sent| sent.token.as_ref().map(|plan| plan.claims.clone());
        let tokens = witness.tokens.iter().map(|sent| (sent.source.clone(), claims(sent)));
        return Credential::Tokens(tokens.collect());
    }
    match witness.claims() {
        Some(claims) => Credential::Token(claims.clone()),
        None if witness.tokens.is_empty() => Credential::None,
        None => Credential::Refused,
    }
}

fn verdict(engine: &Engine, decision: &Decision<'_>) -> Verdict {
    let policy = engine.policy();
    let route = decision
        .route()
        .and_then(|own| policy.routes().iter().position(|route| std::ptr::eq(route, own)));
    let guardrail = decision
        .guardrail()
        .and_then(|own| policy.guardrails().iter().position(|one| std::ptr::eq(one, own)));
    Verdict { reason: decision.reason(), status: decision.status(), route, guardrail }
}

/// Names the row after the request and what becomes of it.
fn name(way: &Way, witness: &Witness, answer: Verdict) -> String {
    let change = match way.change {
        Change::NewlyAllowed => "newly allowed",
        Change::NewlyDenied => "newly denied",
        Change::DeniedDifferently => "denied differently",
    };
    let token = match witness.claims() {
        _ if way.is_preflight => "a preflight",
        _ if witness.tokens.len() > 1 => "its tokens",
        Some(_) => "its token",
        None if witness.tokens.is_empty() => "no token",
        None => "a bad token",
    };
    let answer = answer.reason.map_or("allowed", DenyReason::as_str);
    let with = if way.is_preflight { "as" } else { "with" };
    format!("{} {} {with} {token}: {answer} ({change})", witness.method, witness.path)
}

/// What was taken for granted, or lies outside of what is compared.
fn assumptions(facts: &Facts<'_>, sides: [&Policy; 2]) -> Vec<String> {
    let mut told = Vec::new();
    let all: Vec<_> = (0..).map_while(|class| facts.credentials.authorizer(class)).collect();
    let mut sources: Vec<usize> =
        (0..all.len()).map(|class| facts.credentials.key_class(class)).collect();
    sources.sort_unstable();
    sources.dedup();
    if sources.len() > 1 {
        let text = "authorizers whose keys come from sources written differently share no key";
        told.push(text.to_owned());
    }
    if let [Some(old), Some(new)] = sides.map(Policy::cors)
        && old != new
    {
        let text = "what `cors` allows other origins differs; browsers enforce it, and no request \
                    is decided by it";
        told.push(text.to_owned());
    }
    told
}
