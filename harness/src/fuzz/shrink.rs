//! Makes a case that breaks a law as small as it gets while it still breaks it.

use serde_json::{Map, Value, json};

use super::{
    case::Case,
    laws::{Breach, Court, without_each_scope},
};

/// Most cases tried; each step makes the case smaller, so this many are never needed for a small
/// one.
const MOST_TRIED: usize = 20_000;

/// Returns the smallest case found that breaks the same law, and what is said of it.
pub(super) fn shrink(court: &Court<'_>, case: Case, breach: Breach) -> (Case, Breach) {
    let (mut case, mut breach) = (case, breach);
    let mut tried = 0;
    'smaller: while tried < MOST_TRIED {
        for candidate in smaller(&case) {
            tried += 1;
            if let Some(found) = court.try_case(&candidate)
                && found.law == breach.law
            {
                (case, breach) = (candidate, found);
                continue 'smaller;
            }
        }
        break;
    }
    (case, breach)
}

/// Cases that are smaller by one step, the largest steps first.
fn smaller(case: &Case) -> Vec<Case> {
    let mut candidates = Vec::new();
    let with_claims = |claims| Case { claims, ..case.clone() };
    let with_target = |target| Case { target, ..case.clone() };
    if let Some(payload) = &case.claims {
        candidates.push(Case { minted: false, ..with_claims(None) });
        candidates.extend(smaller_payloads(payload).into_iter().map(Some).map(with_claims));
    }
    if case.minted {
        candidates.push(Case { minted: false, ..case.clone() });
    }
    if case.preflight {
        candidates.push(Case { preflight: false, ..case.clone() });
    }
    candidates.extend(smaller_targets(&case.target).into_iter().map(with_target));
    if case.method != "GET" {
        candidates.push(Case { method: "GET".to_owned(), ..case.clone() });
    }
    candidates
}

fn smaller_payloads(payload: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut all: Vec<Map<String, Value>> = payload
        .keys()
        .map(|name| {
            let mut less = payload.clone();
            less.remove(name);
            less
        })
        .collect();
    all.extend(without_each_scope(payload).into_iter().map(|(_, less)| less));
    for (name, value) in payload {
        let with = |value| {
            let mut less = payload.clone();
            less.insert(name.clone(), value);
            less
        };
        all.extend(smaller_values(value).into_iter().map(with));
    }
    all
}

fn smaller_values(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => {
            let without = |taken: usize| {
                let kept = items.iter().enumerate().filter(|(at, _)| *at != taken);
                Value::Array(kept.map(|(_, item)| item.clone()).collect())
            };
            (0..items.len()).map(without).collect()
        }
        Value::Object(members) => {
            smaller_payloads(members).into_iter().map(Value::Object).collect()
        }
        // A scope's own text is made smaller scope by scope.
        Value::String(text) if text.chars().count() > 1 && !text.contains(' ') => {
            vec![json!("a")]
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn smaller_targets(target: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Some((path, _)) = target.split_once('?') {
        all.push(path.to_owned());
    }
    let segments: Vec<&str> = target.split('/').collect();
    // The first part stands before the first slash.
    for taken in 1..segments.len() {
        let kept = segments.iter().enumerate().filter(|(at, _)| *at != taken);
        all.push(kept.map(|(_, segment)| *segment).collect::<Vec<_>>().join("/"));
    }
    let mut with = |at: usize, other: &str| {
        let changed = segments.iter().enumerate();
        let changed = changed.map(|(own, segment)| if own == at { other } else { segment });
        all.push(changed.collect::<Vec<_>>().join("/"));
    };
    for (at, segment) in segments.iter().enumerate() {
        if at + 1 == segments.len() && !segment.is_empty() {
            with(at, "");
        }
        if segment.chars().count() > 1 {
            with(at, "a");
            for (place, sign) in segment.char_indices() {
                let before = segment.get(..place).unwrap_or_default();
                let after = segment.get(place + sign.len_utf8()..).unwrap_or_default();
                with(at, &format!("{before}{after}"));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(case: &Case) -> usize {
        let claims = case.claims.as_ref().map_or(0, |claims| 1 + format!("{claims:?}").len());
        case.target.len() + claims + usize::from(case.minted) + usize::from(case.method != "GET")
    }

    /// Otherwise shrinking could go in a circle.
    #[test]
    fn every_step_makes_a_case_smaller() {
        let claims =
            json!({ "scope": "a b", "c": ["xy", { "d": 1 }], "e": { "f": "gh" }, "i": null });
        let case = Case {
            method: "POST".to_owned(),
            target: "/ab/%2e/é?x=/y".to_owned(),
            claims: claims.as_object().cloned(),
            minted: true,
            preflight: false,
        };
        let mut open = vec![case];
        for _ in 0..4 {
            let next: Vec<Case> =
                open.iter().flat_map(|case| smaller(case).into_iter().step_by(3)).collect();
            for case in &open {
                assert!(smaller(case).iter().all(|less| size(less) < size(case)), "{case:?}");
            }
            open = next.into_iter().take(200).collect();
        }
    }
}
