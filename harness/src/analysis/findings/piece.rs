//! Pieces of what is asked for, each of which could be deleted by itself, and what is left then.

use std::collections::BTreeSet;
use std::ops::Range;

use engine::{ClaimCondition, ClaimTest, Requirement, ScopeRequirement, Value};

/// A piece of a requirement, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Piece {
    /// A whole `scopes`.
    Scopes { at: usize },
    /// The scopes of which one is enough.
    AnyOf { at: usize },
    /// The scopes that are all needed.
    AllOf { at: usize },
    /// One of the scopes of which one is enough.
    AnyScope { at: usize, item: usize },
    /// One of the scopes that are all needed.
    EveryScope { at: usize, item: usize },
    /// All conditions on a claim.
    Claim { at: usize },
    /// A test of a claim.
    Test { at: usize, test: usize },
    /// A value of a test's list.
    Value { at: usize, test: usize, item: usize },
}

/// Pieces that are thought deleted.
pub(super) type Deleted = BTreeSet<Piece>;

/// Part of a requirement: what stands at one place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) scopes: Range<usize>,
    pub(super) claims: Range<usize>,
}

impl Stretch {
    /// Returns its largest pieces.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> + use<> {
        let scopes = self.scopes.clone().map(|at| Piece::Scopes { at });
        scopes.chain(self.claims.clone().map(|at| Piece::Claim { at }))
    }
}

impl Piece {
    /// Returns the pieces that it is part of, the smallest first.
    pub(super) fn around(self) -> Vec<Self> {
        match self {
            Self::Scopes { .. } | Self::Claim { .. } => Vec::new(),
            Self::AnyOf { at } | Self::AllOf { at } => vec![Self::Scopes { at }],
            Self::AnyScope { at, .. } => vec![Self::AnyOf { at }, Self::Scopes { at }],
            Self::EveryScope { at, .. } => vec![Self::AllOf { at }, Self::Scopes { at }],
            Self::Test { at, .. } => vec![Self::Claim { at }],
            Self::Value { at, test, .. } => vec![Self::Test { at, test }, Self::Claim { at }],
        }
    }

    /// Returns whether it is deleted, by itself or as part of another.
    pub(super) fn is_in(self, deleted: &Deleted) -> bool {
        deleted.contains(&self) || self.around().iter().any(|one| deleted.contains(one))
    }

    /// Returns whether it is there and can be deleted: of a list one item always stays.
    pub(super) fn can_go(self, whole: &Requirement, deleted: &Deleted) -> bool {
        let scopes = |at: usize| whole.scopes.get(at);
        let tests = |at: usize| whole.claims.get(at).map_or(&[][..], |own| own.tests.as_slice());
        let beside: Vec<Self> = match self {
            Self::Scopes { .. } | Self::Claim { .. } | Self::AnyOf { .. } | Self::AllOf { .. } => {
                return !self.is_in(deleted);
            }
            Self::AnyScope { at, .. } => {
                let count = scopes(at).map_or(0, |own| own.any_of.len());
                (0..count).map(|item| Self::AnyScope { at, item }).collect()
            }
            Self::EveryScope { at, .. } => {
                let count = scopes(at).map_or(0, |own| own.all_of.len());
                (0..count).map(|item| Self::EveryScope { at, item }).collect()
            }
            Self::Test { at, .. } => {
                (0..tests(at).len()).map(|test| Self::Test { at, test }).collect()
            }
            Self::Value { at, test, .. } => {
                let count = tests(at).get(test).and_then(listed).map_or(0, <[Value]>::len);
                (0..count).map(|item| Self::Value { at, test, item }).collect()
            }
        };
        !self.is_in(deleted) && beside.iter().filter(|one| !one.is_in(deleted)).nth(1).is_some()
    }

    /// Returns whether it is about scopes.
    pub(super) fn is_of_scopes(self) -> bool {
        match self {
            Self::Scopes { .. }
            | Self::AnyOf { .. }
            | Self::AllOf { .. }
            | Self::AnyScope { .. }
            | Self::EveryScope { .. } => true,
            Self::Claim { .. } | Self::Test { .. } | Self::Value { .. } => false,
        }
    }
}

/// Returns the pieces of a stretch that can still be deleted, from whole conditions over tests to
/// single values; of a list one item always stays.
pub(super) fn levels(whole: &Requirement, of: &Stretch, deleted: &Deleted) -> [Vec<Piece>; 3] {
    let [mut large, mut middle, mut small] = [const { Vec::new() }; 3];
    let is_left = |piece: &Piece| !piece.is_in(deleted);
    for (at, scopes) in stretch(&whole.scopes, &of.scopes) {
        large.push(Piece::Scopes { at });
        if !scopes.any_of.is_empty() && !scopes.all_of.is_empty() {
            middle.extend([Piece::AnyOf { at }, Piece::AllOf { at }]);
        }
        let any = (0..scopes.any_of.len()).map(|item| Piece::AnyScope { at, item });
        let every = (0..scopes.all_of.len()).map(|item| Piece::EveryScope { at, item });
        small.extend(several(any.filter(is_left)).chain(several(every.filter(is_left))));
    }
    for (at, condition) in stretch(&whole.claims, &of.claims) {
        large.push(Piece::Claim { at });
        let tests = (0..condition.tests.len()).map(|test| Piece::Test { at, test });
        middle.extend(several(tests.filter(is_left)));
        for (test, own) in condition.tests.iter().enumerate() {
            let values = 0..listed(own).map_or(0, <[Value]>::len);
            let values = values.map(|item| Piece::Value { at, test, item });
            small.extend(several(values.filter(is_left)));
        }
    }
    for level in [&mut large, &mut middle] {
        level.retain(is_left);
    }
    [large, middle, small]
}

/// Returns the pieces that decide by themselves, where they are left: single scopes that are
/// needed, lists of which one is, and tests.
pub(super) fn voices(whole: &Requirement, deleted: &Deleted) -> Vec<Piece> {
    let mut all = Vec::new();
    for (at, scopes) in whole.scopes.iter().enumerate() {
        all.extend((!scopes.any_of.is_empty()).then_some(Piece::AnyOf { at }));
        all.extend((0..scopes.all_of.len()).map(|item| Piece::EveryScope { at, item }));
    }
    for (at, condition) in whole.claims.iter().enumerate() {
        all.extend((0..condition.tests.len()).map(|test| Piece::Test { at, test }));
    }
    all.retain(|piece| !piece.is_in(deleted));
    all
}

/// Returns what a requirement asks for without the pieces that are deleted.
pub(super) fn left(whole: &Requirement, deleted: &Deleted) -> Requirement {
    let is_left = |piece: Piece| !deleted.contains(&piece);
    let mut left = Requirement::default();
    for (at, own) in whole.scopes.iter().enumerate() {
        if !is_left(Piece::Scopes { at }) {
            continue;
        }
        let any = is_left(Piece::AnyOf { at })
            .then(|| kept(&own.any_of, |item| is_left(Piece::AnyScope { at, item })));
        let all = is_left(Piece::AllOf { at })
            .then(|| kept(&own.all_of, |item| is_left(Piece::EveryScope { at, item })));
        let (any_of, all_of) = (any.unwrap_or_default(), all.unwrap_or_default());
        if !any_of.is_empty() || !all_of.is_empty() {
            left.scopes.push(ScopeRequirement { any_of, all_of });
        }
    }
    for (at, own) in whole.claims.iter().enumerate() {
        if !is_left(Piece::Claim { at }) {
            continue;
        }
        let tests = own.tests.iter().enumerate();
        let tests = tests.filter(|(test, _)| is_left(Piece::Test { at, test: *test }));
        let tests: Vec<ClaimTest> = tests
            .map(|(test, own)| {
                let own_kept = |values: &Vec<Value>| {
                    kept(values, |item| is_left(Piece::Value { at, test, item }))
                };
                match own {
                    ClaimTest::AnyOf(values) => ClaimTest::AnyOf(own_kept(values)),
                    ClaimTest::AllOf(values) => ClaimTest::AllOf(own_kept(values)),
                    ClaimTest::NoneOf(values) => ClaimTest::NoneOf(own_kept(values)),
                    ClaimTest::Equals(_)
                    | ClaimTest::AtLeast(_)
                    | ClaimTest::AtMost(_)
                    | ClaimTest::Glob(_)
                    | ClaimTest::PathVariable(_)
                    | ClaimTest::Present(_) => own.clone(),
                }
            })
            .collect();
        if !tests.is_empty() {
            left.claims.push(ClaimCondition { claim: own.claim.clone(), tests });
        }
    }
    left
}

/// Returns the values that a test lists.
pub(super) fn listed(test: &ClaimTest) -> Option<&[Value]> {
    match test {
        ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) | ClaimTest::NoneOf(values) => {
            Some(values)
        }
        ClaimTest::Equals(_)
        | ClaimTest::AtLeast(_)
        | ClaimTest::AtMost(_)
        | ClaimTest::Glob(_)
        | ClaimTest::PathVariable(_)
        | ClaimTest::Present(_) => None,
    }
}

fn stretch<'l, T>(list: &'l [T], of: &Range<usize>) -> impl Iterator<Item = (usize, &'l T)> {
    list.iter().enumerate().take(of.end).skip(of.start)
}

/// Returns them all if there are two at least.
fn several(pieces: impl Iterator<Item = Piece>) -> impl Iterator<Item = Piece> {
    let pieces: Vec<Piece> = pieces.collect();
    let few = pieces.len() < 2;
    pieces.into_iter().filter(move |_| !few)
}

fn kept<T: Clone>(list: &[T], is_left: impl Fn(usize) -> bool) -> Vec<T> {
    list.iter().enumerate().filter(|(item, _)| is_left(*item)).map(|(_, own)| own.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Requirement {
        let scopes = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let value = |text: &str| Value::String(text.to_owned());
        let tests = vec![ClaimTest::AnyOf(vec![value("x"), value("y")]), ClaimTest::Present(true)];
        Requirement {
            scopes: vec![ScopeRequirement { any_of: scopes(&["a", "b"]), all_of: scopes(&["c"]) }],
            claims: vec![ClaimCondition { claim: "d".parse().unwrap(), tests }],
        }
    }

    fn without(pieces: &[Piece]) -> String {
        let left = left(&whole(), &pieces.iter().copied().collect());
        let scopes = left.scopes.iter().map(ToString::to_string);
        scopes.chain(left.claims.iter().map(ToString::to_string)).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_left_is_what_is_not_deleted() {
        let whole = "any_of [a b] and all_of [c]; d any_of [\"x\",\"y\"] and d present true";
        assert_eq!(without(&[]), whole);
        assert_eq!(
            without(&[Piece::AnyScope { at: 0, item: 0 }, Piece::Test { at: 0, test: 0 }]),
            "any_of [b] and all_of [c]; d present true"
        );
        assert_eq!(
            without(&[Piece::AnyOf { at: 0 }, Piece::Value { at: 0, test: 0, item: 1 }]),
            "all_of [c]; d any_of [\"x\"] and d present true"
        );
        assert_eq!(without(&[Piece::Scopes { at: 0 }, Piece::Claim { at: 0 }]), "");
    }

    #[test]
    fn of_each_list_one_item_stays() {
        let of = Stretch { scopes: 0..1, claims: 0..1 };
        let one = Deleted::from([Piece::Value { at: 0, test: 0, item: 1 }]);
        let [large, middle, small] = levels(&whole(), &of, &one);
        assert_eq!(large, [Piece::Scopes { at: 0 }, Piece::Claim { at: 0 }]);
        let tests = [Piece::Test { at: 0, test: 0 }, Piece::Test { at: 0, test: 1 }];
        assert_eq!(middle, [[Piece::AnyOf { at: 0 }, Piece::AllOf { at: 0 }], tests].concat());
        let scopes = [Piece::AnyScope { at: 0, item: 0 }, Piece::AnyScope { at: 0, item: 1 }];
        assert_eq!(small, scopes);
    }

    #[test]
    fn what_is_part_of_something_deleted_is_deleted_and_has_no_voice() {
        let deleted = Deleted::from([Piece::Claim { at: 0 }, Piece::AnyOf { at: 0 }]);
        assert!(Piece::Value { at: 0, test: 0, item: 0 }.is_in(&deleted));
        assert!(!Piece::EveryScope { at: 0, item: 0 }.is_in(&deleted));
        assert_eq!(voices(&whole(), &deleted), [Piece::EveryScope { at: 0, item: 0 }]);
    }
}
