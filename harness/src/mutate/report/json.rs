//! The report as one JSON object, the shape that other programs rely on.

use std::io;

use serde::Serialize;

use crate::json_text;
use crate::mutate::score::{Fate, Judged, Mutation, RowTold};

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
    name: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
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
        rows: mutation.rows.iter().map(row).collect(),
    };
    json_text::write_line(&document, out)
}

fn entry(one: &Judged) -> Entry<'_> {
    let (killed_by, shown, refusal) = match &one.fate {
        Fate::Killed(killed) => (killed.by.as_slice(), None, None),
        Fate::Survived { shown, refusal } => (&[][..], shown.as_ref(), refusal.as_ref()),
        Fate::Equivalent => (&[][..], None, None),
    };
    Entry {
        operator: one.operator.as_str(),
        file: &one.file,
        line: one.line,
        column: one.column,
        description: &one.description,
        fate: one.fate.as_str(),
        of: if one.fate.is_of_reasons() { "reasons" } else { "access" },
        killed_by,
        by_names: matches!(&one.fate, Fate::Killed(killed) if killed.by_names),
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

fn row(row: &RowTold) -> Row<'_> {
    Row {
        name: &row.name,
        file: &row.file,
        line: row.line,
        column: row.column,
        kills: row.kills,
        weakness: (row.kills == 0).then_some(row.weakness),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
                "killed_by": [], "by_names": false, "refusal": null, "shown": {
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
            json!({"name": "lost", "file": "s.yaml", "line": 5, "column": 5, "kills": 0,
                   "weakness": "expects a bare status"})
        );
    }

    #[test]
    fn hostile_texts_come_back_whole() {
        let value: Value = serde_json::from_str(&written(Format::Json, &hostile(), false)).unwrap();
        assert_eq!(value["mutants"][0]["description"], HOSTILE);
        assert_eq!(value["rows"][0]["name"], HOSTILE);
    }
}
