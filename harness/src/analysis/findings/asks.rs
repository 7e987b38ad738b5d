//! Who asks for what in a policy, and where it is written: what stands at a route or guardrail
//! itself, and what the named requirements add that it uses.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ClaimTest, Effect, Place, Policy, Requirement, Span, spell::quote};

use super::{
    piece::{Piece, Stretch, listed},
    written::{Entry, Written, whole},
};
use crate::analysis::facts::route::asked_of;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// A route, an index into [`Policy::routes`].
    Route(usize),
    /// A guardrail, an index into [`Policy::guardrails`].
    Guardrail(usize),
    /// A requirement that something uses.
    Requirement,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(super) struct Asks<'p> {
    pub(super) asker: Asker,
    pub(super) requirement: &'p Requirement,
    /// What stands at the asker itself.
    pub(super) own: Stretch,
    /// What each requirement that it uses asks for, by name.
    pub(super) named: Vec<(&'p str, Stretch)>,
    pub(super) name: &'p str,
    place: Place<'p>,
    written: Written<'p>,
}

impl<'p> Asks<'p> {
    /// Lists all who ask for something: routes, guardrails, then requirements that are used.
    pub(super) fn all(policy: &'p Policy, written: Written<'p>) -> Vec<Self> {
        let mut all = Vec::new();
        for ((index, route), entry) in policy.routes().iter().enumerate().zip(written.routes()) {
            let Some(requirement) = asked_of(route) else { continue };
            all.push(Self::new(Asker::Route(index), requirement, entry, policy, written));
        }
        let guardrails = policy.guardrails().iter().enumerate();
        for ((index, guardrail), entry) in guardrails.zip(written.guardrails()) {
            let Effect::Require { requirement, .. } = &guardrail.effect else { continue };
            all.push(Self::new(Asker::Guardrail(index), requirement, entry, policy, written));
        }
        let used: BTreeSet<&str> =
            all.iter().flat_map(|asks| asks.named.iter().map(|(name, _)| *name)).collect();
        for entry in written.requirements().filter(|entry| used.contains(entry.name)) {
            let Some(requirement) = policy.requirements().get(entry.name) else { continue };
            all.push(Self::new(Asker::Requirement, requirement, entry, policy, written));
        }
        all
    }

    fn new(
        asker: Asker,
        requirement: &'p Requirement,
        entry: Entry<'p>,
        policy: &'p Policy,
        written: Written<'p>,
    ) -> Self {
        let own = Stretch { scopes: 0..entry.scopes, claims: 0..entry.claims };
        let (mut scopes, mut claims) = (own.scopes.end, own.claims.end);
        let mut named = Vec::new();
        for name in entry.require {
            let used = policy.requirements().get(&name.0);
            let more = used.map_or((0, 0), |used| (used.scopes.len(), used.claims.len()));
            let (next_scopes, next_claims) = (scopes + more.0, claims + more.1);
            let stretch = Stretch { scopes: scopes..next_scopes, claims: claims..next_claims };
            named.push((name.0.as_str(), stretch));
            (scopes, claims) = (next_scopes, next_claims);
        }
        Self { asker, requirement, own, named, name: entry.name, place: entry.place, written }
    }

    /// Returns where it is defined.
    pub(super) fn span(&self) -> Span {
        self.place.key_span()
    }

    /// Returns who asks, as messages name it.
    pub(super) fn told(&self) -> String {
        let name = quote(self.name);
        match self.asker {
            Asker::Route(_) => name,
            Asker::Guardrail(_) => format!("guardrail {name}"),
            Asker::Requirement => format!("requirement {name}"),
        }
    }

    /// Returns the place of one of its uses of a requirement.
    pub(super) fn use_span(&self, number: usize) -> Span {
        self.place.key("require").at(number).span()
    }

    /// Returns the number of the requirement that a piece comes from; none where it is its own.
    pub(super) fn origin(&self, piece: Piece) -> Option<usize> {
        self.named.iter().position(|(_, stretch)| match piece {
            Piece::Scopes { at }
            | Piece::AnyOf { at }
            | Piece::AllOf { at }
            | Piece::AnyScope { at, .. }
            | Piece::EveryScope { at, .. } => stretch.scopes.contains(&at),
            Piece::Claim { at } | Piece::Test { at, .. } | Piece::Value { at, .. } => {
                stretch.claims.contains(&at)
            }
        })
    }

    /// Returns where a piece is written: key and value.
    pub(super) fn span_of(&self, piece: Piece) -> Span {
        let origin = self.origin(piece).and_then(|number| self.named.get(number));
        let place = origin.map_or(self.place, |(name, _)| self.written.requirement(name));
        let first = origin.map_or(0, |(_, stretch)| stretch.claims.start);
        let claim = |at: usize| place.key("claims").at(at.saturating_sub(first));
        let test = |at: usize, test: usize| claim(at).key(self.operator(at, test));
        let scopes = place.key("scopes");
        whole(match piece {
            Piece::Scopes { .. } => scopes,
            Piece::AnyOf { .. } => scopes.key("any_of"),
            Piece::AllOf { .. } => scopes.key("all_of"),
            Piece::AnyScope { item, .. } => scopes.key("any_of").at(item),
            Piece::EveryScope { item, .. } => scopes.key("all_of").at(item),
            Piece::Claim { at } => claim(at),
            Piece::Test { at, test: number } => test(at, number),
            Piece::Value { at, test: number, item } => test(at, number).at(item),
        })
    }

    /// Returns a piece as messages name it.
    pub(super) fn text_of(&self, piece: Piece) -> String {
        let scopes = |at: usize| self.requirement.scopes.get(at);
        let lists = |at: usize| scopes(at).map_or([&[][..]; 2], |own| [&own.any_of, &own.all_of]);
        let claims = |at: usize| self.requirement.claims.get(at);
        let text = match piece {
            Piece::Scopes { at } => match lists(at) {
                [[one], []] | [[], [one]] => format!("scope {}", quote(one.as_str())),
                _ => format!("scopes {}", quote(&told(scopes(at)))),
            },
            Piece::AnyOf { at } | Piece::AllOf { at } => {
                let [any, all] = lists(at);
                let (name, list) = if matches!(piece, Piece::AnyOf { .. }) {
                    ("any_of", any)
                } else {
                    ("all_of", all)
                };
                if let [one] = list {
                    format!("scope {}", quote(one.as_str()))
                } else {
                    let list: Vec<&str> = list.iter().map(engine::Scope::as_str).collect();
                    format!("scopes {}", quote(&format!("{name} [{}]", list.join(" "))))
                }
            }
            Piece::AnyScope { at, item } => {
                format!("scope {}", quote(&told(lists(at)[0].get(item))))
            }
            Piece::EveryScope { at, item } => {
                format!("scope {}", quote(&told(lists(at)[1].get(item))))
            }
            Piece::Claim { at } => format!("claim {}", quote(&told(claims(at)))),
            Piece::Test { at, test } => {
                let claim = told(claims(at).map(|own| &own.claim));
                let test = told(claims(at).and_then(|own| own.tests.get(test)));
                format!("claim {}", quote(&format!("{claim} {test}")))
            }
            Piece::Value { at, test, item } => {
                let own = claims(at).and_then(|own| own.tests.get(test)).and_then(listed);
                let value = told(own.and_then(|values| values.get(item)));
                let claim = told(claims(at).map(|own| &own.claim));
                format!("{} of claim {}", quote(&value), quote(&claim))
            }
        };
        match self.origin(piece).and_then(|number| self.named.get(number)) {
            Some((name, _)) => format!("{text} of requirement {}", quote(name)),
            None => text,
        }
    }

    /// Returns whether a piece is one of several of which a token needs one: it lets somebody in.
    pub(super) fn is_offer(&self, piece: Piece) -> bool {
        match piece {
            Piece::AnyScope { .. } => true,
            Piece::Value { at, test, .. } => self.operator(at, test) == "any_of",
            Piece::Scopes { .. }
            | Piece::AnyOf { .. }
            | Piece::AllOf { .. }
            | Piece::EveryScope { .. }
            | Piece::Claim { .. }
            | Piece::Test { .. } => false,
        }
    }

    fn operator(&self, at: usize, test: usize) -> &'static str {
        let claim = self.requirement.claims.get(at);
        match claim.and_then(|own| own.tests.get(test)) {
            None | Some(ClaimTest::Equals(_)) => "equals",
            Some(ClaimTest::AnyOf(_)) => "any_of",
            Some(ClaimTest::AllOf(_)) => "all_of",
            Some(ClaimTest::NoneOf(_)) => "none_of",
            Some(ClaimTest::AtLeast(_)) => "at_least",
            Some(ClaimTest::AtMost(_)) => "at_most",
            Some(ClaimTest::Glob(_)) => "glob",
            Some(ClaimTest::PathVariable(_)) => "path_variable",
            Some(ClaimTest::Present(_)) => "present",
        }
    }
}

/// Returns who uses each named requirement, by the place among all who ask.
pub(super) fn users<'p>(all: &[Asks<'p>]) -> BTreeMap<&'p str, Vec<usize>> {
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, asks) in all.iter().enumerate() {
        for (name, _) in &asks.named {
            users.entry(name).or_default().push(place);
        }
    }
    users
}

fn told(one: Option<impl std::fmt::Display>) -> String {
    one.map_or_else(String::new, |one| one.to_string())
}
