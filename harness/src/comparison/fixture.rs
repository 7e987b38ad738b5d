//! A comparison whose reports are looked at: one route opened and closed, one removed.

use engine::{DenyReason, Method, Policy, Settings, Source};
use serde_json::json;

use super::{Comparison, Format, Side, write};
use crate::analysis::diff::{Change, Credential, Diff, Difference, Radius, Verdict};

const OLD: &str = "\
version: 1
authorizers: { a: { issuer: https://idp.example, audience: [app] } }
default_authorizer: a
routes:
  GET /notes: { scopes: read }
  POST /old: {}
";

const NEW: &str = "\
version: 1
authorizers: { a: { issuer: https://idp.example, audience: [app] } }
default_authorizer: a
routes:
  GET /notes: { scopes: write }
  GET /open: { public: true }
guardrails:
  'a|`b`': { paths: [/old], deny: true }
";

fn policy(source: &Source) -> Policy {
    Policy::from_source(source, &Settings::default()).unwrap().policy
}

pub(super) fn difference(
    change: Change,
    (method, target): (Method, &str),
    credential: Credential,
    old: (Option<DenyReason>, Option<usize>),
    new: (Option<DenyReason>, Option<usize>),
) -> Difference {
    let verdict = |(reason, route): (Option<DenyReason>, Option<usize>)| {
        let guardrail = (reason == Some(DenyReason::Guardrail)).then_some(0);
        Verdict { reason, status: reason.map_or(200, DenyReason::status), route, guardrail }
    };
    Difference {
        change,
        is_preflight: false,
        methods: vec![method],
        target: target.to_owned(),
        credential,
        old: verdict(old),
        new: verdict(new),
        pairs: 1,
        scope_sets: 0.25,
        row: format!("  - name: \"{}\"", change.as_str()),
        old_row: String::new(),
    }
}

fn token(scope: &str) -> Credential {
    Credential::Token(json!({ "scope": scope }).as_object().unwrap().clone())
}

pub(super) fn diff() -> Diff {
    let scope = Some(DenyReason::InsufficientScope);
    let missing = Some(DenyReason::MissingToken);
    let none = Some(DenyReason::NoRoute);
    let notes = (Method::Get, "/notes");
    let differences = vec![
        difference(
            Change::NewlyAllowed,
            (Method::Get, "/open"),
            Credential::None,
            (none, None),
            (None, Some(1)),
        ),
        difference(Change::NewlyAllowed, notes, token("write"), (scope, Some(0)), (None, Some(0))),
        difference(Change::NewlyDenied, notes, token("read"), (None, Some(0)), (scope, Some(0))),
        difference(
            Change::DeniedDifferently,
            (Method::Post, "/old"),
            Credential::None,
            (missing, Some(1)),
            (none, None),
        ),
        difference(
            Change::DeniedDifferently,
            (Method::Post, "/old"),
            Credential::Refused,
            (Some(DenyReason::MalformedToken), Some(1)),
            (none, None),
        ),
    ];
    let radius = Radius { pairs: 4, changed: 3, anonymous: 1, by_change: [2, 1, 1] };
    Diff { differences, radius, assumptions: vec!["keys differ".to_owned()] }
}

/// The report of a diff in a format, without colour.
pub(super) fn written(format: Format, diff: &Diff) -> String {
    styled(format, diff, false)
}

pub(super) fn styled(format: Format, diff: &Diff, colour: bool) -> String {
    let (old, new) = (Source::new("old.yaml", OLD), Source::new("new.yaml", NEW));
    let (before, after) = (policy(&old), policy(&new));
    let comparison = Comparison {
        diff,
        old: Side { policy: &before, source: &old, is_file: true },
        new: Side { policy: &after, source: &new, is_file: true },
    };
    let mut out = Vec::new();
    write(format, &comparison, colour, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
