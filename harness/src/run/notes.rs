//! What a failing row needs to be mended: where it was decided, and what the token lacked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::{Claims, Decision, DenyReason, Span, Trace};

use super::sending::Sending;
use crate::outcome::Note;
use crate::spec::{Case, Got};
use crate::suite::ReadySpec;

/// Claims that decide of themselves, in the order they are checked.
const DECIDING: [&str; 8] = ["iss", "aud", "client_id", "exp", "nbf", "iat", "scope", "scp"];

/// Explains a row that failed.
pub(super) fn of(spec: &ReadySpec, case: &Case, sending: &Sending, got: &Got<'_>) -> Vec<Note> {
    let engine = sending.engine.as_ref().unwrap_or(&spec.policy.engine);
    let (decision, trace) = engine.explain(&sending.request, spec.spec.now);
    let mut notes = Vec::new();
    // A plain expectation is told whole by what was expected and got.
    let parts = case.expectation.text.starts_with('{');
    for text in case.expectation.unmet(got).into_iter().filter(|_| parts) {
        notes.push(Note { label: "unmet", text });
    }
    if case.expectation.text == "deny" && !got.allowed {
        let reason = got.reason.unwrap_or_default();
        let text =
            format!("a bare `deny` is not met by `{reason}`: expect it by name if it is meant");
        notes.push(Note { label: "help", text });
    }
    let place = |span: Span| {
        let source = &spec.policy.file.source;
        let (file, place) = source.place(span);
        format!("{file}:{}:{}", place.line, place.column)
    };
    if let Some(route) = decision.route() {
        let text = format!("{} ({})", route.name, place(route.span));
        notes.push(Note { label: "route", text });
    }
    if let Some(guardrail) = decision.guardrail() {
        let text = format!("{} ({})", guardrail.name, place(guardrail.span));
        notes.push(Note { label: "guardrail", text });
    }
    notes.extend(checks(&decision, &trace));
    if matches!(decision.reason(), Some(DenyReason::WrongIssuer | DenyReason::WrongAudience))
        && let Some(authorizer) = decision.authorizer()
    {
        let (name, issuer) = (&authorizer.name, &authorizer.issuer);
        let audience = authorizer.audience.join(", ");
        let text = format!("`{name}` asks for iss {issuer:?} and one of [{audience}]");
        notes.push(Note { label: "authorizer", text });
    }
    let claims = decision.claims().cloned().or_else(|| unverified(sending));
    if let Some(claims) = claims {
        notes.extend(token(&claims, spec.spec.now));
    }
    if let Some(challenge) = decision.challenge() {
        notes.push(Note { label: "challenge", text: challenge.to_string() });
    }
    notes
}

/// What failed; of a request that passed, what was asked for.
fn checks(decision: &Decision<'_>, trace: &Trace) -> Vec<Note> {
    let wanted = |passed: bool| passed == decision.is_allowed();
    let telling = |check: &str| !matches!(check, "route" | "identity") || !decision.is_allowed();
    let steps = trace.steps.iter().filter(|step| wanted(step.passed) && telling(step.check));
    let steps = steps.filter(|step| !(step.check == "path" && step.passed));
    steps.map(|step| Note { label: step.check, text: step.detail.clone() }).collect()
}

/// The payload of a test token that was refused: it is ours, so reading it reveals nothing.
fn unverified(sending: &Sending) -> Option<Claims> {
    let payload = sending.token.as_deref()?.split('.').nth(1)?;
    Claims::from_json(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn token(claims: &Claims, now: i64) -> Option<Note> {
    let shown = DECIDING.iter().filter_map(|name| Some((name, claims.get(name)?)));
    let shown: Vec<String> = shown.map(|(name, value)| format!("{name}={value}")).collect();
    let text = format!("{} at now={now}", shown.join(" "));
    (!shown.is_empty()).then_some(Note { label: "claims", text })
}
