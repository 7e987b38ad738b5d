//! The rows to choose from, and what each is good for.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::cover::{Candidate, Shown, Wanted};
use crate::spec_row::{name_line, parted};

/// What a row is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// It shows a way in which a clause decides: the route, the clause, what is wanted of it.
    Shows(usize, usize, Wanted),
    /// It kills a mutant.
    Kills(usize),
}

/// A row.
#[derive(Debug)]
struct Row {
    name: String,
    /// All but the line of its name.
    text: String,
    /// The route that takes it.
    route: Option<usize>,
    uses: BTreeSet<Use>,
}

/// All rows.
#[derive(Debug, Default)]
pub(super) struct Pool {
    rows: Vec<Row>,
    /// Places of rows by their texts.
    known: BTreeMap<String, usize>,
    wanted: BTreeSet<Use>,
}

impl Pool {
    /// Adds the rows that show how the clauses of a route decide; all that they were made for is
    /// wanted.
    pub(super) fn add_clauses(&mut self, route: usize, candidates: Vec<Candidate>) {
        for Candidate { of, name, row, shown } in candidates {
            self.wanted.insert(Use::Shows(route, of.0, of.1));
            let at = self.add(name, &row);
            self.note_taken(at, Some(route), &shown);
        }
    }

    /// Adds a row, and returns its place; one that says the same is not added again.
    pub(super) fn add(&mut self, name: String, row: &str) -> usize {
        let (_, text) = parted(row);
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        self.known.insert(text.to_owned(), self.rows.len());
        self.rows.push(Row { name, text: text.to_owned(), route: None, uses: BTreeSet::new() });
        self.rows.len() - 1
    }

    /// Notes the route that takes a row, and what the row shows of it.
    pub(super) fn note_taken(&mut self, at: usize, route: Option<usize>, shown: &[Shown]) {
        if let Some(row) = self.rows.get_mut(at) {
            row.route = route;
            let uses = |own| move |one: &Shown| Use::Shows(own, one.0, one.1);
            row.uses.extend(route.into_iter().flat_map(|route| shown.iter().map(uses(route))));
        }
    }

    /// Notes that a row kills a mutant.
    pub(super) fn note_kill(&mut self, at: usize, mutant: usize) {
        if let Some(row) = self.rows.get_mut(at) {
            row.uses.insert(Use::Kills(mutant));
        }
    }

    /// Wants a mutant killed.
    pub(super) fn want_killed(&mut self, mutant: usize) {
        self.wanted.insert(Use::Kills(mutant));
    }

    /// Returns how many ways in which clauses decide are wanted.
    pub(super) fn ways(&self) -> usize {
        self.wanted.iter().filter(|one| matches!(one, Use::Shows(..))).count()
    }

    /// Returns how many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the rows from a place on, named by their numbers.
    pub(super) fn rows_from(&self, first: usize) -> std::io::Result<Vec<String>> {
        let rows = self.rows.iter().skip(first).enumerate();
        rows.map(|(at, row)| Ok(format!("{}\n{}", name_line(&at.to_string())?, row.text))).collect()
    }

    /// Returns what is wanted and rows are good for, by row.
    pub(super) fn sets(&self) -> Vec<BTreeSet<Use>> {
        let wanted = |row: &Row| row.uses.intersection(&self.wanted).copied().collect();
        self.rows.iter().map(wanted).collect()
    }

    /// Returns what orders rows: those of one route together, what no route takes last.
    pub(super) fn order(&self, at: usize) -> (usize, usize) {
        (self.rows.get(at).and_then(|row| row.route).unwrap_or(usize::MAX), at)
    }

    /// Returns the name of a row, and its text without it.
    pub(super) fn row(&self, at: usize) -> Option<(&str, &str)> {
        self.rows.get(at).map(|row| (row.name.as_str(), row.text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "  - name: \"one\"\n    request: { method: \"GET\", path: \"/a\" }";

    #[test]
    fn rows_that_say_the_same_are_one() {
        let mut pool = Pool::default();
        assert_eq!(pool.add("one".to_owned(), ROW), 0);
        assert_eq!(pool.add("two".to_owned(), &ROW.replace("one", "two")), 0);
        assert_eq!(pool.add("three".to_owned(), &ROW.replace("/a", "/b")), 1);
        assert_eq!(pool.row(0).unwrap().0, "one");
        assert_eq!(pool.rows_from(1).unwrap(), [ROW.replace("one", "0").replace("/a", "/b")]);
    }

    #[test]
    fn only_what_is_wanted_is_looked_for() {
        let mut pool = Pool::default();
        pool.add("one".to_owned(), ROW);
        pool.note_taken(0, Some(3), &[(1, Wanted::Allowed)]);
        pool.note_kill(0, 7);
        assert_eq!(pool.sets(), [BTreeSet::new()]);
        pool.want_killed(7);
        assert_eq!(pool.sets(), [BTreeSet::from([Use::Kills(7)])]);
        assert_eq!(pool.ways(), 0);
    }

    #[test]
    fn rows_of_a_route_stand_together_and_those_of_none_last() {
        let mut pool = Pool::default();
        for (at, route) in [(0, None), (1, Some(1)), (2, Some(0)), (3, Some(1))] {
            pool.add(at.to_string(), &ROW.replace("/a", &format!("/{at}")));
            pool.note_taken(at, route, &[]);
        }
        let mut order = [0, 1, 2, 3];
        order.sort_by_key(|at| pool.order(*at));
        assert_eq!(order, [2, 1, 3, 0]);
    }
}
