//! The report as one JSON object, the shape that other programs rely on.

use std::io;

use engine::IdentitySource;
use serde::Serialize;
use serde_json::{Map, Value};

use super::words::{Comparison, Side};
use crate::analysis::diff::{Credential, Difference, Radius, Verdict};
use crate::json_text;

#[derive(Serialize)]
struct Document<'a> {
    summary: Numbers,
    differences: Vec<Entry<'a>>,
    assumptions: &'a [String],
}

#[derive(Serialize)]
struct Numbers {
    pairs: usize,
    changed: usize,
    newly_open_to_anybody: usize,
    newly_allowed: usize,
    newly_denied: usize,
    denied_differently: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    change: &'static str,
    method: &'static str,
    path: &'a str,
    claims: Option<&'a Map<String, Value>>,
    credential: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<Token<'a>>,
    preflight: bool,
    old: Answer<'a>,
    new: Answer<'a>,
    methods: Vec<&'static str>,
    pairs: usize,
    scope_sets: f64,
    row: &'a str,
}

/// A token in one of several places.
#[derive(Serialize)]
struct Token<'a> {
    identity_source: String,
    claims: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    decision: &'static str,
    status: u16,
    reason: Option<&'static str>,
    route: Option<&'a str>,
    guardrail: Option<&'a str>,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
}

pub(super) fn write(comparison: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let Radius { pairs, changed, anonymous, by_change: [allowed, denied, otherwise] } =
        comparison.diff.radius;
    let document = Document {
        summary: Numbers {
            pairs,
            changed,
            newly_open_to_anybody: anonymous,
            newly_allowed: allowed,
            newly_denied: denied,
            denied_differently: otherwise,
        },
        differences: comparison.diff.differences.iter().map(|one| entry(comparison, one)).collect(),
        assumptions: &comparison.diff.assumptions,
    };
    json_text::write_line(&document, out)
}

fn entry<'a>(comparison: &'a Comparison<'_>, one: &'a Difference) -> Entry<'a> {
    Entry {
        change: one.change.as_str(),
        method: one.methods.first().map_or("", |method| method.as_str()),
        path: &one.target,
        claims: match &one.credential {
            Credential::Token(claims) => Some(claims),
            Credential::None | Credential::Refused | Credential::Tokens(_) => None,
        },
        tokens: match &one.credential {
            Credential::Tokens(tokens) => tokens.iter().map(|own| sent(own)).collect(),
            Credential::None | Credential::Refused | Credential::Token(_) => Vec::new(),
        },
        credential: one.credential.as_str(),
        preflight: one.is_preflight,
        old: answer(&comparison.old, one.old),
        new: answer(&comparison.new, one.new),
        methods: one.methods.iter().map(|method| method.as_str()).collect(),
        pairs: one.pairs,
        scope_sets: one.scope_sets,
        row: &one.row,
    }
}

fn sent((source, claims): &(IdentitySource, Option<Map<String, Value>>)) -> Token<'_> {
    Token { identity_source: source.to_string(), claims: claims.as_ref() }
}

fn answer<'a>(side: &'a Side<'_>, verdict: Verdict) -> Answer<'a> {
    let route = side.route(verdict);
    let place = route.map(|route| side.source.place(route.span));
    Answer {
        decision: if verdict.reason.is_none() { "allow" } else { "deny" },
        status: verdict.status,
        reason: verdict.reason.map(engine::DenyReason::as_str),
        route: route.map(|route| route.name.as_str()),
        guardrail: side.guardrail(verdict).map(|one| one.name.as_str()),
        file: place.map_or(side.source.name(), |(file, _)| file),
        line: place.map(|(_, place)| place.line),
        column: place.map(|(_, place)| place.column),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Format;
    use super::super::fixture::{diff, written};
    use crate::analysis::diff::Diff;

    #[test]
    fn the_object_has_the_promised_shape() {
        let text = written(Format::Json, &diff());
        assert!(text.ends_with("}\n") && text.matches('\n').count() == 1, "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        let summary = json!({
            "pairs": 4, "changed": 3, "newly_open_to_anybody": 1, "newly_allowed": 2,
            "newly_denied": 1, "denied_differently": 1,
        });
        assert_eq!(value["summary"], summary);
        assert_eq!(value["differences"].as_array().unwrap().len(), 5);
        let second = json!({
            "change": "newly_allowed", "method": "GET", "path": "/notes",
            "claims": {"scope": "write"}, "credential": "token", "preflight": false,
            "old": {
                "decision": "deny", "status": 403, "reason": "insufficient_scope",
                "route": "GET /notes", "guardrail": null,
                "file": "old.yaml", "line": 5, "column": 3,
            },
            "new": {
                "decision": "allow", "status": 200, "reason": null, "route": "GET /notes",
                "guardrail": null, "file": "new.yaml", "line": 5, "column": 3,
            },
            "methods": ["GET"], "pairs": 1, "scope_sets": 0.25, "row": "  - name: \"newly_allowed\"",
        });
        assert_eq!(value["differences"][1], second);
        assert_eq!(value["differences"][4]["claims"], Value::Null);
        assert_eq!(value["differences"][4]["credential"], "refused");
        assert_eq!(value["assumptions"], json!(["keys differ"]));
    }

    #[test]
    fn no_difference_is_an_object_too() {
        let value: Value = serde_json::from_str(&written(Format::Json, &Diff::default())).unwrap();
        assert_eq!((&value["differences"], &value["summary"]["changed"]), (&json!([]), &json!(0)));
    }
}
