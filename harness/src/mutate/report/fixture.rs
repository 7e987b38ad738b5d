//! Mutants of every fate, and names made to break each format.

use super::{Format, write};
use crate::analysis::diff::Change;
use crate::analysis::difference::{Difference, Refusal};
use crate::analysis::mutation::Operator;
use crate::mutate::score::{Fate, Judged, Killed, Kind, Mutation, RowTold};

pub(super) const HOSTILE: &str = "é \x1b[31m\n::error::x]]>#\\%,\"'<&\u{202e}\u{ffff}";

fn judged(operator: Operator, line: usize, description: &str, fate: Fate) -> Judged {
    let (file, description) = ("p.yaml".to_owned(), description.to_owned());
    Judged { operator, file, line, column: 3, description, fate }
}

fn row(name: &str, line: usize, kills: usize) -> RowTold {
    let (name, file) = (name.to_owned(), "s.yaml".to_owned());
    let weakness = "expects a bare status";
    RowTold { kind: Kind::Row, name, file, line, column: 5, asked: true, kills, weakness }
}

fn survived(change: Change) -> Fate {
    let shown = Difference {
        change,
        request: "GET /a without a token".to_owned(),
        old: "deny missing_token".to_owned(),
        new: "allow".to_owned(),
        row: "  - name: x\n    request: GET /a\n    expect: missing_token".to_owned(),
    };
    Fate::Survived { shown: Some(shown), refusal: None }
}

pub(super) fn mutation() -> Mutation {
    let killed = Killed { by: vec![0], of_access: true, ..Killed::default() };
    let killed = Fate::Killed(killed);
    let refused = Fate::Survived { shown: None, refusal: Some(Refusal("too large".to_owned())) };
    let reasons = survived(Change::DeniedDifferently);
    Mutation {
        mutants: vec![
            judged(Operator::ScopeDropped, 7, "GET /a: scope `s` dropped", killed),
            judged(Operator::RoutePublic, 7, "GET /a: made public", survived(Change::NewlyAllowed)),
            judged(Operator::GuardrailDropped, 9, "`g`: dropped", refused),
            judged(Operator::LeewayAdded, 10, "`a`: a leeway of 60 seconds", reasons),
            judged(Operator::RouteRemoved, 11, "GET /b: removed", Fate::Equivalent),
        ],
        stillborn: 4,
        rows: vec![row("good", 4, 1), row("lost", 5, 0)],
        partial: false,
    }
}

pub(super) fn hostile() -> Mutation {
    let fate = Fate::Survived { shown: None, refusal: Some(Refusal(HOSTILE.to_owned())) };
    let mut mutant = judged(Operator::RoutePublic, 1, HOSTILE, fate);
    mutant.file = HOSTILE.to_owned();
    let rows = vec![row(HOSTILE, 1, 0)];
    Mutation { mutants: vec![mutant], rows, ..Mutation::default() }
}

pub(super) fn written(format: Format, mutation: &Mutation, reasons: bool) -> String {
    let mut out = Vec::new();
    write(format, mutation, reasons, false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
