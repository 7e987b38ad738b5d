//! Cells are those of the enumeration: for least sets, each focus, pairs of foci, further paths,
//! and chosen winners.

use std::collections::BTreeSet;

use engine::Glob;
use harness::analysis::{
    cell::Cell,
    space::{Focus, Query, Space},
};
use proptest::prelude::*;

use crate::{
    drafts::{Drafts, drafts},
    enumerate::{Key, Laid, METHODS, Sets, key, laid, over, paths, sets, written},
    naive_glob,
};

/// Segments that tell apart what drafts speak of, and two that no draft names.
const POOL: [&str; 7] = ["a", "b", "ab", "aab", "x", "xy", "é"];

/// Paths that are in focus beside guardrails.
const FURTHER: &str = "/{a,*b}/**";

/// What must be true of the cells of a question.
struct Asked<'a> {
    sides: &'a [engine::Policy],
    /// By key, and by whether the further paths hold it.
    all: &'a Sets<(Key, bool)>,
    focus: BTreeSet<Laid>,
    further: Option<&'a str>,
    wanted: &'a dyn Fn(&Key) -> bool,
}

impl Asked<'_> {
    fn is_asked(&self, laid: &BTreeSet<Laid>, path: &[String]) -> bool {
        self.focus.is_subset(laid)
            && self.further.is_none_or(|glob| naive_glob::takes(glob, &written(path)))
    }

    /// Each cell is what its path shows, none is within another, and none is missing.
    fn check(&self, cells: &[Cell]) -> Result<(), TestCaseError> {
        let mut ours: Vec<(Key, BTreeSet<Laid>)> = Vec::new();
        for cell in cells {
            let shown = key(self.sides, cell.method, &cell.segments);
            let met = laid(self.sides, cell.method, &over(self.sides, &cell.segments));
            let told: BTreeSet<Laid> = cell
                .laid
                .iter()
                .enumerate()
                .flat_map(|(side, laid)| laid.iter().map(move |index| (side, *index)))
                .collect();
            prop_assert_eq!(&shown.winners, &cell.winners, "{:?}", cell);
            prop_assert_eq!(&met, &told, "{:?}", cell);
            prop_assert!((self.wanted)(&shown), "not asked for: {:?}", cell);
            prop_assert!(self.is_asked(&met, &cell.segments), "out of focus: {:?}", cell);
            let bad = |(own, laid): &&(Key, BTreeSet<Laid>)| {
                *own == shown && (laid.is_subset(&met) || met.is_subset(laid))
            };
            prop_assert!(ours.iter().find(bad).is_none(), "not least: {:?}", cell);
            ours.push((shown, met));
        }
        for ((key, near), sets) in self.all {
            if !(self.wanted)(key) || (self.further.is_some() && !near) {
                continue;
            }
            for (laid, path) in sets.iter().filter(|(laid, _)| self.focus.is_subset(laid)) {
                let known = ours.iter().any(|(own, less)| own == key && less.is_subset(laid));
                prop_assert!(known, "missing: {:?} {:?} {}", key, laid, written(path));
            }
        }
        Ok(())
    }
}

fn guardrails(sides: &[engine::Policy]) -> Vec<Laid> {
    let of = |(side, policy): (usize, &engine::Policy)| {
        (0..policy.guardrails().len()).map(move |index| (side, index)).collect::<Vec<_>>()
    };
    sides.iter().enumerate().flat_map(of).collect()
}

fn focus((side, index): Laid) -> Focus {
    Focus::Guardrail { side, index }
}

/// Asks every kind of question and holds the answers against all paths.
pub(crate) fn check(drafts: &Drafts, paths: &[Vec<String>]) -> Result<(), TestCaseError> {
    let sides = drafts.policies();
    let mut space = Space::new(&sides.iter().collect::<Vec<_>>()).unwrap();
    let all =
        sets(&sides, paths, |key, path| Some((key, naive_glob::takes(FURTHER, &written(path)))));
    let asked = |focus: &[Laid]| Asked {
        sides: &sides,
        all: &all,
        focus: focus.iter().copied().collect(),
        further: None,
        wanted: &|_| true,
    };
    let tried = |cells: Vec<Cell>| -> Vec<Cell> {
        cells.into_iter().filter(|cell| METHODS.contains(&cell.method)).collect()
    };
    asked(&[]).check(&tried(space.cells(&Query::default()).unwrap()))?;
    let guardrails = guardrails(&sides);
    for (at, one) in guardrails.iter().enumerate() {
        let query = Query { focus: &[focus(*one)], ..Query::default() };
        asked(&[*one]).check(&tried(space.cells(&query).unwrap()))?;
        if let Some(other) = guardrails.get(at + 1) {
            let query = Query { focus: &[focus(*one), focus(*other)], ..Query::default() };
            asked(&[*one, *other]).check(&tried(space.cells(&query).unwrap()))?;
        }
    }
    let number = space.add_paths([&Glob::path(FURTHER).unwrap()]);
    // Any question that tells winners apart.
    let pick = |key: &Key| {
        let number = |winner: &Option<usize>| winner.map_or(7, |winner| winner);
        (key.winners.iter().map(number).sum::<usize>() + key.method as usize).is_multiple_of(2)
    };
    let wanted =
        |method, winners: &[Option<usize>]| pick(&Key { method, winners: winners.to_vec() });
    let query = Query { focus: &[Focus::Paths(number)], wanted: Some(&wanted), ..Query::default() };
    let asked = Asked { further: Some(FURTHER), wanted: &pick, ..asked(&[]) };
    asked.check(&tried(space.cells(&query).unwrap()))
}

/// A part of what `PROPTEST_CASES` says.
pub(crate) fn config(part: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: config.cases / part, failure_persistence: None, ..config }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn the_cells_of_a_policy_are_those_of_all_paths(drafts in drafts(1)) {
        check(&drafts, &paths(&POOL, 3))?;
    }

    #[test]
    fn the_cells_of_two_policies_are_those_of_all_paths(drafts in drafts(2)) {
        check(&drafts, &paths(&POOL, 3))?;
    }

    #[test]
    fn the_same_question_has_the_same_answer(drafts in drafts(2)) {
        let sides = drafts.policies();
        let ask = || {
            let mut space = Space::new(&sides.iter().collect::<Vec<_>>()).unwrap();
            space.cells(&Query::default()).unwrap()
        };
        prop_assert_eq!(ask(), ask());
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn the_cells_of_two_policies_are_those_of_long_paths(drafts in drafts(2)) {
        check(&drafts, &paths(&["a", "ab", "x"], 5))?;
    }
}
