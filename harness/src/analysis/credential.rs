//! How a request shows who it is from: nothing, a token that is refused, a token that is good.
//!
//! Authorizers that are alike share these facts, and which check a bad token fails needs no telling.
//! Where one cell's sides ask different authorizers at one place, the checks are opened: each is a
//! fact of its own, in the engine's order, so that a token good for both is a conjunction.

use engine::{Algorithm, Authorizer, DenyReason, IdentitySource, Policy};

use self::alike::{are_alike, keys_are_alike, same};
use super::{
    diagram::{Diagram, Node},
    refusal::Refusal,
};

mod alike;
mod theory;

/// One fact about the token at a place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// There is one.
    Present,
    /// An authorizer, by its class, takes it.
    Valid(usize),
    /// Its form is right.
    Formed,
    /// It is signed by this algorithm.
    Algorithm(Algorithm),
    /// It is signed by a key of an authorizer's source, by class.
    Key(usize),
    /// It is of this issuer.
    Issuer(String),
    /// It is for this audience.
    Audience(String),
    /// It has not expired, with so many seconds of leeway.
    Lives(i64),
    /// Its `nbf` has come.
    Begun(i64),
    /// Its `iat` has come.
    Issued(i64),
    /// It begins before it ends, and is bound to no key.
    Sound,
}

/// The authorizers of all sides, and the facts about tokens for them.
#[derive(Debug)]
pub struct Credentials<'p> {
    /// Authorizers that differ in more than their name.
    classes: Vec<&'p Authorizer>,
    /// By side and authorizer, the class.
    of: Vec<Vec<usize>>,
    /// Where tokens stand.
    sources: Vec<&'p IdentitySource>,
    /// By number, the place and what is so there.
    facts: Vec<(usize, Check)>,
}

impl<'p> Credentials<'p> {
    /// Gathers the authorizers of all sides.
    pub fn new(sides: &[&'p Policy]) -> Self {
        let mut classes: Vec<&Authorizer> = Vec::new();
        let mut sources: Vec<&IdentitySource> = Vec::new();
        let mut of = Vec::new();
        for side in sides {
            let mut own = Vec::new();
            for authorizer in side.authorizers() {
                own.push(place(&mut classes, authorizer, are_alike));
                place(&mut sources, &authorizer.identity_source, same);
            }
            of.push(own);
        }
        let mut all = Self { classes, of, sources, facts: Vec::new() };
        for source in 0..all.sources.len() {
            let facts = all.checks_at(source, sides.len() > 1);
            all.facts.extend(facts.into_iter().map(|check| (source, check)));
        }
        all
    }

    fn checks_at(&self, source: usize, opened: bool) -> Vec<Check> {
        let here: Vec<(usize, &Authorizer)> = (0..)
            .zip(self.classes.iter().copied())
            .filter(|(class, _)| self.source(*class) == Some(source))
            .collect();
        let mut checks = vec![Check::Present];
        checks.extend(here.iter().map(|(class, _)| Check::Valid(*class)));
        if !opened || here.len() < 2 {
            return checks;
        }
        checks.push(Check::Formed);
        let mut groups: [Vec<Check>; 7] = Default::default();
        for (class, one) in &here {
            let [algorithms, keys, issuers, audiences, lives, begun, issued] = &mut groups;
            algorithms.extend(one.algorithms.iter().map(|own| Check::Algorithm(*own)));
            keys.push(Check::Key(self.key_class(*class)));
            issuers.push(Check::Issuer(one.issuer.clone()));
            audiences.extend(one.audience.iter().cloned().map(Check::Audience));
            lives.push(Check::Lives(one.leeway_seconds));
            begun.push(Check::Begun(one.leeway_seconds));
            issued.push(Check::Issued(one.leeway_seconds));
        }
        // Of facts that do as well the last holds: tokens are signed with the first algorithm.
        if let Some(algorithms) = groups.first_mut() {
            algorithms.reverse();
        }
        for mut group in groups.into_iter().chain([vec![Check::Sound]]) {
            group.sort_by_key(leeway);
            for check in group {
                if !checks.contains(&check) {
                    checks.push(check);
                }
            }
        }
        checks
    }

    /// Returns how many facts there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Returns whether nobody asks for a token.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Returns the class of a side's authorizer.
    pub fn class(&self, side: usize, authorizer: usize) -> Option<usize> {
        self.of.get(side)?.get(authorizer).copied()
    }

    /// Returns the authorizer that stands for a class.
    pub fn authorizer(&self, class: usize) -> Option<&'p Authorizer> {
        self.classes.get(class).copied()
    }

    /// Returns the first class with the same keys.
    pub fn key_class(&self, class: usize) -> usize {
        let Some(own) = self.authorizer(class) else { return class };
        self.classes.iter().position(|other| keys_are_alike(own, other)).unwrap_or(class)
    }

    /// Returns whether no class before this one has the same issuer.
    pub fn is_first_of_issuer(&self, class: usize) -> bool {
        let own = self.authorizer(class).map(|one| &one.issuer);
        self.classes.iter().position(|other| Some(&other.issuer) == own) == Some(class)
    }

    /// Returns the least leeway of the authorizers that look where this class looks.
    pub fn least_leeway(&self, class: usize) -> i64 {
        let source = self.source(class);
        let here = (0..).zip(&self.classes).filter(|(other, _)| self.source(*other) == source);
        here.map(|(_, one)| one.leeway_seconds).min().unwrap_or_default()
    }

    /// Returns the number of the place where a class looks for tokens.
    pub fn source(&self, class: usize) -> Option<usize> {
        let own = &self.authorizer(class)?.identity_source;
        self.sources.iter().position(|source| same(source, own))
    }

    /// Returns the place that has a number.
    pub fn identity_source(&self, source: usize) -> Option<&'p IdentitySource> {
        self.sources.get(source).copied()
    }

    /// Returns what is so at a place, of the facts that hold.
    pub fn at<'a>(&'a self, source: usize, held: &'a [u32]) -> impl Iterator<Item = &'a Check> {
        let facts = held.iter().filter_map(|fact| self.facts.get(*fact as usize));
        facts.filter(move |(own, _)| *own == source).map(|(_, check)| check)
    }

    fn number(&self, source: usize, check: &Check) -> Option<u32> {
        let own = self.facts.iter().position(|(own, other)| *own == source && other == check);
        own.and_then(|place| u32::try_from(place).ok())
    }

    /// Returns the facts that checks hold where a class looks for tokens.
    pub fn numbers<'a>(
        &'a self,
        class: usize,
        checks: &'a [Check],
    ) -> impl Iterator<Item = u32> + 'a {
        let source = self.source(class);
        checks.iter().filter_map(move |check| self.number(source?, check))
    }

    /// Returns whether the classes that a cell's sides ask are told apart check by check.
    pub fn is_opened(&self, asked: &[Option<usize>]) -> bool {
        let asked = || asked.iter().flatten();
        asked().any(|one| {
            asked().any(|other| one != other && self.source(*one) == self.source(*other))
        })
    }

    /// Returns the function that goes on to `next` with a token that a class takes, and else comes
    /// to the end of the reason; no reason stands for one that is not told.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn verdict(
        &self,
        diagram: &mut Diagram,
        class: usize,
        opened: bool,
        next: Node,
        mut end: impl FnMut(&mut Diagram, Option<DenyReason>) -> Result<Node, Refusal>,
    ) -> Result<Node, Refusal> {
        let Some(source) = self.source(class) else { return Ok(Node::FALSE) };
        let mut node = next;
        for (checks, reason) in self.steps(class, opened).into_iter().rev() {
            let facts = checks.iter().filter_map(|check| self.number(source, check));
            let passed = diagram.any_of(facts.collect::<Vec<_>>())?;
            let refused = end(diagram, reason)?;
            node = diagram.choose(passed, node, refused)?;
        }
        Ok(node)
    }

    /// Returns the checks of a class in order: one of each list must hold.
    fn steps(&self, class: usize, opened: bool) -> Vec<(Vec<Check>, Option<DenyReason>)> {
        let present = (vec![Check::Present], Some(DenyReason::MissingToken));
        let Some(own) = self.authorizer(class).filter(|_| opened) else {
            return vec![present, (vec![Check::Valid(class)], None)];
        };
        let algorithms = own.algorithms.iter().map(|one| Check::Algorithm(*one)).collect();
        let audiences = own.audience.iter().cloned().map(Check::Audience).collect();
        let leeway = own.leeway_seconds;
        vec![
            present,
            (vec![Check::Formed], Some(DenyReason::MalformedToken)),
            (algorithms, Some(DenyReason::UnsupportedAlgorithm)),
            (vec![Check::Key(self.key_class(class))], Some(DenyReason::UnknownKey)),
            (vec![Check::Issuer(own.issuer.clone())], Some(DenyReason::WrongIssuer)),
            (audiences, Some(DenyReason::WrongAudience)),
            (vec![Check::Lives(leeway)], Some(DenyReason::Expired)),
            (vec![Check::Begun(leeway)], Some(DenyReason::NotYetValid)),
            (vec![Check::Issued(leeway)], Some(DenyReason::IssuedInFuture)),
            (vec![Check::Sound], Some(DenyReason::MalformedToken)),
        ]
    }
}

/// A leeway that takes a token is less than one that takes more tokens.
fn leeway(check: &Check) -> i64 {
    match check {
        Check::Lives(own) | Check::Begun(own) | Check::Issued(own) => *own,
        Check::Present
        | Check::Valid(_)
        | Check::Formed
        | Check::Sound
        | Check::Algorithm(_)
        | Check::Key(_)
        | Check::Issuer(_)
        | Check::Audience(_) => 0,
    }
}

/// Finds something among others, or adds it.
fn place<'a, T>(among: &mut Vec<&'a T>, own: &'a T, same: impl Fn(&T, &T) -> bool) -> usize {
    among.iter().position(|other| same(own, other)).unwrap_or_else(|| {
        among.push(own);
        among.len() - 1
    })
}
