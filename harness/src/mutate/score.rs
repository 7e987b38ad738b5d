//! What became of the mutants, and the numbers of it.

use std::collections::BTreeMap;

use engine::Source;

use crate::analysis::difference::{Difference, Refusal};
use crate::analysis::mutation::{Mutant, Operator};
use crate::spec_row::Apart;

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Rows fail for it.
    Killed(Killed),
    /// No row fails.
    Survived {
        /// A request that is decided differently, and the row that would kill it.
        shown: Option<Difference>,
        /// Why it is not known whether any request is decided differently.
        refusal: Option<Refusal>,
    },
    /// Every request is decided alike, so that no row could fail.
    Equivalent,
}

/// Which rows kill a mutant, or, where none does, which invariants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Killed {
    /// The rows, by place in the list of all, in order.
    pub by: Vec<usize>,
    /// The invariants, by place in the same list, in order.
    pub invariants: Vec<usize>,
    /// Whether requests are newly allowed or denied, not only for another reason.
    pub of_access: bool,
    /// Whether each of them fails by the names of routes or variables alone.
    pub by_names: bool,
}

/// A mutant and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its kind.
    pub operator: Operator,
    /// The policy's file.
    pub file: String,
    /// Line of its place, from 1.
    pub line: usize,
    /// Column of its place, from 1.
    pub column: usize,
    /// The mistake.
    pub description: String,
    /// What became of it.
    pub fate: Fate,
}

/// What is held against mutants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A row of `cases` or of a table.
    Row,
    /// An invariant.
    Invariant,
}

/// A row or invariant, and how many mutants it kills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTold {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// Whether it was held against a mutant: an invariant is where no row fails.
    pub asked: bool,
    /// How many mutants it kills.
    pub kills: usize,
    /// What is weak about it, when it kills none.
    pub weakness: &'static str,
}

/// Everything that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutation {
    /// The mutants, in the order of files and places.
    pub mutants: Vec<Judged>,
    /// Mistakes that make no policy.
    pub stillborn: usize,
    /// The rows, in the order of their files, then the invariants.
    pub rows: Vec<RowTold>,
    /// Whether not all mutants were wanted: then a row that kills none may be about others.
    pub partial: bool,
}

/// The numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Mutants that rows fail for.
    pub killed: usize,
    /// Mutants that no row fails for.
    pub survived: usize,
    /// Mutants that decide as the policy does.
    pub equivalent: usize,
    /// Mutants that change nothing but reasons, where these are not counted.
    pub of_reasons: usize,
    /// Of the mutants killed, those that rows notice by the names of routes or variables alone.
    pub by_names: usize,
}

impl Score {
    /// Returns the share of mutants killed, in percent; of none, nothing.
    pub fn percent(self) -> Option<f64> {
        let counted = u32::try_from(self.killed + self.survived).unwrap_or(u32::MAX);
        let killed = u32::try_from(self.killed).unwrap_or(u32::MAX);
        (counted > 0).then(|| f64::from(killed) * 100.0 / f64::from(counted))
    }
}

impl Fate {
    /// Returns the word of reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Killed(_) => "killed",
            Self::Survived { .. } => "survived",
            Self::Equivalent => "equivalent",
        }
    }

    /// Returns whether nothing but reasons differs.
    pub fn is_of_reasons(&self) -> bool {
        match self {
            Self::Killed(killed) => !killed.of_access,
            Self::Survived { shown, .. } => {
                shown.as_ref().is_some_and(|one| !one.change.is_of_access())
            }
            Self::Equivalent => false,
        }
    }

    /// Counts rows and invariants by their places in the list of all.
    pub(super) fn of_all(mut self, rows: &[usize], invariants: &[usize]) -> Self {
        if let Self::Killed(killed) = &mut self {
            let of_all = |own: &[usize], all: &[usize]| {
                own.iter().filter_map(|at| all.get(*at).copied()).collect()
            };
            killed.by = of_all(&killed.by, rows);
            killed.invariants = of_all(&killed.invariants, invariants);
        }
        self
    }

    /// Returns whether invariants were asked: no row fails, and something is decided differently.
    pub(super) fn has_asked_invariants(&self) -> bool {
        match self {
            Self::Killed(killed) => killed.by.is_empty(),
            Self::Survived { .. } => true,
            Self::Equivalent => false,
        }
    }

    /// Puts together what became of one mistake under several sets of values.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Killed(mut one), Self::Killed(other)) => {
                one.by.extend(other.by);
                one.by.sort_unstable();
                one.invariants.extend(other.invariants);
                one.invariants.sort_unstable();
                one.of_access |= other.of_access;
                one.by_names &= other.by_names;
                Self::Killed(one)
            }
            (killed @ Self::Killed(_), _) | (_, killed @ Self::Killed(_)) => killed,
            (one @ Self::Survived { .. }, _) | (_, one) => one,
        }
    }
}

impl Mutation {
    /// Begins with rows that have killed nothing.
    pub(super) fn new(rows: Vec<RowTold>) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Notes that invariants were asked.
    pub(super) fn ask(&mut self, invariants: &[usize]) {
        for at in invariants {
            if let Some(row) = self.rows.get_mut(*at) {
                row.asked = true;
            }
        }
    }

    /// Takes a mutant; one that is there is the same mistake under other values.
    pub(super) fn add(&mut self, source: &Source, mutant: &Mutant, fate: Fate) {
        if let Fate::Killed(killed) = &fate {
            for at in killed.by.iter().chain(&killed.invariants) {
                if let Some(row) = self.rows.get_mut(*at) {
                    row.kills += 1;
                }
            }
        }
        let (file, place) = source.place(mutant.span);
        let judged = Judged {
            operator: mutant.operator,
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            description: mutant.description.clone(),
            fate,
        };
        self.mutants.push(judged);
    }

    /// Puts the mutants in order, each mistake once.
    pub(super) fn sort(&mut self) {
        let mut mutants = std::mem::take(&mut self.mutants);
        mutants.sort_by(|one, other| one.place().cmp(&other.place()));
        for next in mutants {
            let here = self.mutants.iter_mut().rev().take_while(|one| one.place() == next.place());
            match here.into_iter().find(|one| one.is_same(&next)) {
                Some(known) => {
                    let fate = std::mem::replace(&mut known.fate, Fate::Equivalent);
                    known.fate = fate.and(next.fate);
                }
                None => self.mutants.push(next),
            }
        }
        self.name_rows_apart();
    }

    /// Gives the rows that are shown names of their own, file by file.
    fn name_rows_apart(&mut self) {
        let mut files: BTreeMap<String, Apart> = BTreeMap::new();
        for Judged { file, fate, .. } in &mut self.mutants {
            if let Fate::Survived { shown: Some(shown), .. } = fate {
                shown.row = files.entry(file.clone()).or_default().row(&shown.row);
            }
        }
    }

    /// Returns what is weak about a row that kills nothing, where it could have.
    pub fn weakness(&self, row: &RowTold) -> Option<&'static str> {
        (row.kills == 0 && row.asked && !self.partial).then_some(row.weakness)
    }

    /// Counts the mutants; those of reasons alone count when they are asked for.
    pub fn score(&self, reasons: bool) -> Score {
        let mut score = Score::default();
        for Judged { fate, .. } in &self.mutants {
            match fate {
                Fate::Equivalent => score.equivalent += 1,
                _ if fate.is_of_reasons() && !reasons => score.of_reasons += 1,
                Fate::Killed(killed) => {
                    score.killed += 1;
                    score.by_names += usize::from(killed.by_names);
                }
                Fate::Survived { .. } => score.survived += 1,
            }
        }
        score
    }
}

impl Judged {
    fn place(&self) -> (&str, usize, usize) {
        (&self.file, self.line, self.column)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.place() == other.place()
            && self.operator == other.operator
            && self.description == other.description
    }
}
