//! Rows of invariants: proved over every request, and shown by one where they do not hold.

use std::collections::BTreeSet;

use engine::{Invariant, Policy};
use rayon::prelude::*;

use super::selection::Selection;
use crate::analysis::findings::{Written, place_of};
use crate::analysis::invariant::{Counterexample, Proof, prove};
use crate::analysis::refusal::Refusal;
use crate::analysis::witness::ReplayError;
use crate::mint::Minter;
use crate::outcome::{Note, Outcome, Row};
use crate::progress::Progress;
use crate::spec::InvariantRow;
use crate::suite::{ReadySpec, Suite};

/// An invariant with its spec.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'s> {
    pub(crate) spec: &'s ReadySpec,
    pub(crate) invariant: &'s InvariantRow,
}

impl Selection {
    /// Returns the selected invariants, in file order.
    pub(super) fn claims<'s>(&self, suite: &'s Suite) -> Vec<Claim<'s>> {
        let all = suite.specs.iter().flat_map(|spec| {
            spec.spec.invariants.iter().map(move |invariant| Claim { spec, invariant })
        });
        let named = all.filter(|one| self.has(&one.invariant.name, one.spec.source.name()));
        self.part(named)
    }
}

/// Proves invariants side by side; the rows come in their order.
pub(super) fn rows(claims: &[Claim<'_>], minter: &Minter, progress: &Progress) -> Vec<Row> {
    let proved = claims.par_iter().map(|claim| {
        let row = claim.row(minter);
        progress.advance();
        row
    });
    proved.collect()
}

/// Counts the selected invariants, of which nothing can be sent.
pub(crate) fn unsent(suite: &Suite, selection: &Selection) -> usize {
    selection.claims(suite).len()
}

impl Claim<'_> {
    fn line(&self, outcome: Outcome, got: String) -> Row {
        Row {
            name: self.invariant.name.clone(),
            file: self.spec.source.name().to_owned(),
            line: self.invariant.line,
            column: self.invariant.column,
            outcome,
            expected: self.invariant.text.clone(),
            got,
            certainty: None,
            notes: Vec::new(),
        }
    }

    /// Reads what it says of a policy, with the routes that it is not about; nothing where it names
    /// what that policy does not have.
    pub(crate) fn read(&self, policy: &Policy) -> Option<(Invariant, BTreeSet<usize>)> {
        let (invariant, found) = self.invariant.read(&self.spec.source, policy);
        let routes = (0..).zip(policy.routes());
        let except = routes
            .filter(|(_, route)| self.invariant.exceptions().any(|key| key == route.name))
            .map(|(index, _)| index)
            .collect();
        (!found.has_errors()).then_some((invariant, except))
    }

    /// Proves it of the policy of its spec.
    pub(crate) fn row(&self, minter: &Minter) -> Row {
        if let Some(reason) = &self.invariant.skip {
            return self.line(Outcome::Skip, reason.clone());
        }
        let policy = self.spec.policy.engine.policy();
        let Some((invariant, except)) = self.read(policy) else {
            // Told when the spec was loaded; such a spec is not run.
            return self.line(Outcome::Error, "the invariant has mistakes".to_owned());
        };
        match prove(policy, &invariant, &except, self.spec.spec.now, minter) {
            Ok(Proof::Holds { cells }) => {
                let kinds = if cells == 1 { "kind" } else { "kinds" };
                self.line(Outcome::Pass, format!("proved over {cells} {kinds} of requests"))
            }
            Ok(Proof::Vacuous) => {
                let got = "vacuous: no request that it is about can be allowed";
                let mut row = self.line(Outcome::Fail, got.to_owned());
                let text = "mend `paths`, `methods` or `except`, or delete the invariant";
                row.notes.push(Note { label: "help", text: text.to_owned() });
                row
            }
            Ok(Proof::Broken(counterexample)) => self.broken(&counterexample),
            Err(error) => self.refused(&error),
        }
    }

    /// Tells why an invariant is not proved, and where it is asked for.
    fn refused(&self, error: &ReplayError) -> Row {
        let mut row = self.line(Outcome::Error, error.to_string());
        let ReplayError::Refused(Refusal { about: Some(about), .. }) = error else { return row };
        let file = &self.spec.policy.file;
        let written = Written::new(&file.source, file.parsed());
        let span = place_of(self.spec.policy.engine.policy(), written, about);
        let (name, place) = file.source.place(span);
        let text = format!("{} ({name}:{}:{})", about.name, place.line, place.column);
        row.notes.push(Note { label: "asked", text });
        row
    }

    fn broken(&self, found: &Counterexample) -> Row {
        let got = format!("{} is allowed and does not fulfil it", found.request);
        let mut row = self.line(Outcome::Fail, got);
        let policy = &self.spec.policy;
        let route = found.route.and_then(|route| policy.engine.policy().routes().get(route));
        if let Some(route) = route {
            let source = &policy.file.source;
            let (file, place) = source.place(route.span);
            let text = format!("{} ({file}:{}:{})", route.name, place.line, place.column);
            row.notes.push(Note { label: "route", text });
        }
        let token = found.claims.as_ref().map_or("none", String::as_str);
        row.notes.push(Note { label: "token", text: token.to_owned() });
        if !found.row.is_empty() {
            let lines = found.row.trim_start_matches("  - ").lines().map(str::trim);
            let parts: Vec<&str> = lines.collect();
            row.notes.push(Note { label: "row", text: format!("- {{ {} }}", parts.join(", ")) });
        }
        row
    }
}
