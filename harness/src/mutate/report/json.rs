//! The report as one JSON object, the shape that other programs rely on.

use std::io;

use serde::Serialize;

use crate::json_text;
use crate::mutate::score::{Fate, Judged, Kind, Mutation, RowTold};

#[derive(Serialize)]
struct Document<'a> {
    /// In percent; null when nothing is counted.
    score: Option<f64>,
    summary: Numbers,
    mutants: Vec<Entry<'a>>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Numbers {
    killed: usize,
    survived: usize,
    equivalent: usize,
    stillborn: usize,
    of_reasons: usize,
    by_names: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    operator: &'static str,
    file: &'a str,
    line: usize,
    column: usize,
    description: &'a str,
    fate: &'static str,
    of: &'static str,
    killed_by: &'a [usize],
    killed_by_invariants: &'a [usize],
    by_names: bool,
    shown: Option<Shown<'a>>,
    refusal: Option<&'a str>,
}

#[derive(Serialize)]
struct Shown<'a> {
    change: &'static str,
    request: &'a str,
    old: &'a str,
    new: &'a str,
    row: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    name: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    asked: bool,
    kills: usize,
    weakness: Option<&'static str>,
}

pub(super) fn write(mutation: &Mutation, reasons: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let score = mutation.score(reasons);
    let document = Document {
        score: score.percent(),
        summary: Numbers {
            killed: score.killed,
            survived: score.survived,
            equivalent: score.equivalent,
            stillborn: mutation.stillborn,
            of_reasons: score.of_reasons,
            by_names: score.by_names,
        },
        mutants: mutation.mutants.iter().map(entry).collect(),
        rows: mutation.rows.iter().map(|one| row(one, mutation)).collect(),
    };
    json_text::write_line(&document, out)
}

fn entry(one: &Judged) -> Entry<'_> {
    let (shown, refusal) = match &one.fate {
        Fate::Survived { shown, refusal } => (shown.as_ref(), refusal.as_ref()),
        Fate::Killed(_) | Fate::Equivalent => (None, None),
    };
    let killed = match &one.fate {
        Fate::Killed(killed) => Some(killed),
        Fate::Survived { .. } | Fate::Equivalent => None,
    };
    Entry {
        operator: one.operator.as_str(),
        file: &one.file,
        line: one.line,
        column: one.column,
        description: &one.description,
        fate: one.fate.as_str(),
        of: if one.fate.is_of_reasons() { "reasons" } else { "access" },
        killed_by: killed.map_or(&[], |killed| &killed.by),
        killed_by_invariants: killed.map_or(&[], |killed| &killed.invariants),
        by_names: killed.is_some_and(|killed| killed.by_names),
        shown: shown.map(|one| Shown {
            change: one.change.as_str(),
            request: &one.request,
            old: &one.old,
            new: &one.new,
            row: &one.row,
        }),
        refusal: refusal.map(|refusal| refusal.0.as_str()),
    }
}

fn row<'a>(row: &'a RowTold, mutation: &Mutation) -> Row<'a> {
    Row {
        kind: match row.kind {
            Kind::Row => "row",
            Kind::Invariant => "invariant",
        },
        name: &row.name,
        file: &row.file,
        line: row.line,
        column: row.column,
        asked: row.asked,
        kills: row.kills,
        weakness: mutation.weakness(row),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Fate, Kind};
    use crate::mutate::Killed;
    use crate::mutate::report::{
        Format,
        fixture::{HOSTILE, hostile, mutation, written},
    };

    #[test]
    fn the_object_has_the_promised_shape() {
        let text = written(Format::Json, &mutation(), true);
        assert!(text.ends_with("}\n") && text.matches('\n').count() == 1, "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["score"], 25.0);
        assert_eq!(
            value["summary"],
            json!({"killed": 1, "survived": 3, "equivalent": 1, "stillborn": 4,
                   "of_reasons": 0, "by_names": 0})
        );
        assert_eq!(
            value["mutants"][1],
            json!({
                "operator": "route-public", "file": "p.yaml", "line": 7, "column": 3,
                "description": "GET /a: made public", "fate": "survived", "of": "access",
                "killed_by": [], "killed_by_invariants": [], "by_names": false, "refusal": null, "shown": {
                    "change": "newly_allowed", "request": "GET /a without a token",
                    "old": "deny missing_token", "new": "allow",
                    "row": "  - name: x\n    request: GET /a\n    expect: missing_token",
                },
            })
        );
        assert_eq!(value["mutants"][0]["killed_by"], json!([0]));
        assert_eq!(value["mutants"][2]["refusal"], "too large");
        assert_eq!(value["rows"][0]["weakness"], Value::Null);
        assert_eq!(
            value["rows"][1],
            json!({"kind": "row", "name": "lost", "file": "s.yaml", "line": 5, "column": 5,
                   "asked": true, "kills": 0, "weakness": "expects a bare status"})
        );
    }

    #[test]
    fn invariants_are_rows_that_stand_apart_where_they_kill() {
        let mut mutation = mutation();
        let by = Killed { invariants: vec![1], ..Killed::default() };
        mutation.mutants[0].fate = Fate::Killed(by);
        mutation.rows[1].kind = Kind::Invariant;
        mutation.partial = true;
        let text = written(Format::Json, &mutation, true);
        let value: Value = serde_json::from_str(&text).unwrap();
        let killed = &value["mutants"][0];
        assert_eq!((&killed["killed_by"], &killed["fate"]), (&json!([]), &json!("killed")));
        assert_eq!(killed["killed_by_invariants"], json!([1]));
        assert_eq!(value["rows"][1]["kind"], "invariant");
        // Not all mutants were made: nothing is known to be weak.
        assert_eq!(value["rows"][1]["weakness"], Value::Null);
    }

    #[test]
    fn hostile_texts_come_back_whole() {
        let value: Value = serde_json::from_str(&written(Format::Json, &hostile(), false)).unwrap();
        assert_eq!(value["mutants"][0]["description"], HOSTILE);
        assert_eq!(value["rows"][0]["name"], HOSTILE);
    }
}
