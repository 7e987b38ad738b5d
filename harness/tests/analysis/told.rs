//! Texts of variables are told apart: a least cell for each class that some path shows.

use std::collections::BTreeSet;

use engine::{Glob, Policy, RouteKey, Segment};
use harness::analysis::{
    cell::Cell,
    space::{Query, Space, Told},
};
use proptest::prelude::*;

use crate::{
    cells::config,
    drafts::{drafts, policy, write},
    enumerate::{Key, Laid, METHODS, key, laid, over, paths, sets, written},
    naive_glob,
};

const POOL: [&str; 7] = ["a", "b", "ab", "aab", "x", "xy", "é"];
const STRINGS: [&str; 3] = ["ab", "x", "a/b"];
const TAILS: [&str; 4] = ["a", "a/b", "x/", "a/a"];
const GLOBS: [&str; 2] = ["a*", "{?,*b}"];

/// What a text is told apart by: the string it is, or which globs take it.
type Class = Result<String, Vec<bool>>;

fn class(text: &str, strings: &[&str], globs: &[&str]) -> Class {
    if strings.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(globs.iter().map(|glob| naive_glob::takes(glob, text)).collect())
}

/// Returns what a variable takes of a path that its route takes.
fn held(pattern: &[Segment], variable: usize, path: &[String]) -> String {
    let mut places =
        pattern.iter().enumerate().filter(|(_, one)| !matches!(one, Segment::Literal(_)));
    let (at, segment) = places.nth(variable).unwrap();
    match segment {
        Segment::Greedy(_) => path[at..].join("/"),
        Segment::Variable(_) | Segment::Literal(_) => path[at].clone(),
    }
}

struct Case<'a> {
    sides: &'a [Policy],
    side: usize,
    route: usize,
    variable: usize,
    pattern: &'a [Segment],
    strings: &'a [&'a str],
    globs: &'a [&'a str],
}

impl Case<'_> {
    fn class_of(&self, key: &Key, path: &[String]) -> Option<(Key, Class)> {
        (key.winners[self.side] == Some(self.route)).then(|| {
            let text = held(self.pattern, self.variable, path);
            (key.clone(), class(&text, self.strings, self.globs))
        })
    }

    fn check(&self, cells: &[Cell], paths: &[Vec<String>]) -> Result<(), TestCaseError> {
        let mut ours: Vec<((Key, Class), BTreeSet<Laid>)> = Vec::new();
        for cell in cells.iter().filter(|cell| METHODS.contains(&cell.method)) {
            let shown = key(self.sides, cell.method, &cell.segments);
            let met = laid(self.sides, cell.method, &over(self.sides, &cell.segments));
            prop_assert_eq!(&shown.winners, &cell.winners, "{:?}", cell);
            let Some(shown) = self.class_of(&shown, &cell.segments) else {
                return Err(TestCaseError::fail(format!("another route: {cell:?}")));
            };
            let less = ours
                .iter()
                .find(|(own, laid)| *own == shown && (laid.is_subset(&met) || met.is_subset(laid)));
            prop_assert!(less.is_none(), "not least: {:?}", cell);
            let text = held(self.pattern, self.variable, &cell.segments);
            let other = POOL
                .iter()
                .any(|one| *one != text && class(one, self.strings, self.globs) == shown.1);
            let is_single = shown.1.is_ok();
            prop_assert!(!(cell.alone[0] && other), "not alone: {:?}", cell);
            prop_assert!(cell.alone[0] || !is_single, "alone: {:?}", cell);
            ours.push((shown, met));
        }
        let all = sets(self.sides, paths, |key, path| self.class_of(&key, path));
        for (key, sets) in &all {
            for (laid, path) in sets {
                let known = ours.iter().any(|(own, less)| own == key && less.is_subset(laid));
                prop_assert!(known, "missing: {:?} {:?} {}", key, laid, written(path));
            }
        }
        Ok(())
    }
}

fn check(sides: &[Policy], paths: &[Vec<String>]) -> Result<(), TestCaseError> {
    let mut space = Space::new(&sides.iter().collect::<Vec<_>>()).unwrap();
    let globs: Vec<Glob> = GLOBS.iter().map(|glob| Glob::any(glob).unwrap()).collect();
    for (side, policy) in sides.iter().enumerate() {
        for (route, entry) in policy.routes().iter().enumerate() {
            let RouteKey::Path(_, pattern) = &entry.key else { continue };
            let variables = pattern.variables().count();
            for variable in 0..variables {
                let is_greedy = pattern.is_greedy() && variable + 1 == variables;
                let strings: &[&str] = if is_greedy { &TAILS } else { &STRINGS };
                let asked = if is_greedy { Vec::new() } else { globs.iter().collect() };
                let told = Told { side, route, variable, strings: strings.to_vec(), globs: asked };
                let query = Query { told: &[told], ..Query::default() };
                let cells = space.cells(&query).unwrap();
                let globs: &[&str] = if is_greedy { &[] } else { &GLOBS };
                let pattern = pattern.segments();
                let case = Case { sides, side, route, variable, pattern, strings, globs };
                case.check(&cells, paths)?;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn texts_of_a_policy_are_told_apart_as_all_paths_show(drafts in drafts(1)) {
        check(&drafts.policies(), &paths(&POOL, 3))?;
    }

    #[test]
    fn texts_of_two_policies_are_told_apart_as_all_paths_show(drafts in drafts(2)) {
        check(&drafts.policies(), &paths(&POOL, 3))?;
    }
}

fn texts(strings: &[&str], globs: &[&str]) -> Vec<(String, bool)> {
    let policy = policy(&write(&["GET /t/{id}"], &[]));
    let mut space = Space::new(&[&policy]).unwrap();
    let globs: Vec<Glob> = globs.iter().map(|glob| Glob::any(glob).unwrap()).collect();
    let (strings, globs) = (strings.to_vec(), globs.iter().collect());
    let told = [Told { side: 0, route: 0, variable: 0, strings, globs }];
    let cells = space.cells(&Query { told: &told, ..Query::default() }).unwrap();
    cells.into_iter().map(|cell| (cell.segments[1].clone(), cell.alone[0])).collect()
}

#[test]
fn a_text_is_alone_when_no_other_is_in_its_class() {
    let own = |list: &[(&str, bool)]| {
        list.iter().map(|(text, alone)| ((*text).to_owned(), *alone)).collect::<BTreeSet<_>>()
    };
    let told = |strings: &[&str], globs: &[&str]| {
        texts(strings, globs).into_iter().collect::<BTreeSet<_>>()
    };
    assert_eq!(told(&["acme"], &[]), own(&[("acme", true), ("id", false)]));
    // `abc` as a glob is one text; `..` and `a;b` are no segments, so no path holds them.
    assert_eq!(told(&["..", "a;b"], &["abc"]), own(&[("abc", true), ("id", false)]));
    assert_eq!(
        told(&["ab"], &["a*", "{ab,ac}"]),
        own(&[("ab", true), ("ac", true), ("a", false), ("id", false)])
    );
}

#[test]
fn what_cannot_be_told_apart_is_refused_by_name() {
    let policy = policy(&write(&["GET /t/{rest+}"], &[]));
    let mut space = Space::new(&[&policy]).unwrap();
    let glob = Glob::any("a*").unwrap();
    for (variable, code) in [(0, "unsupported-greedy-binding"), (1, "unknown-variable")] {
        let told = [Told { side: 0, route: 0, variable, strings: Vec::new(), globs: vec![&glob] }];
        let refusal = space.cells(&Query { told: &told, ..Query::default() }).unwrap_err();
        assert_eq!(refusal.code, code);
    }
}
