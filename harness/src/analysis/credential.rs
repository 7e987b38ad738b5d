//! How a request shows who it is from: nothing, a token that is refused, a token that is good.
//!
//! Authorizers that are alike share these facts, and which check a bad token fails needs no telling.
//! Where one cell's sides ask different authorizers at one place, the checks are opened: each is a
//! fact of its own, in the engine's order, so that a token good for both is a conjunction.

use engine::{Algorithm, Authorizer, DenyReason, IdentitySource, KeySource, Policy};

use super::{
    diagram::{Diagram, Node},
    refusal::Refusal,
};

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
        for mut group in groups {
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
        ]
    }

    /// Returns where facts that are opened hold together.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn theory(&self, diagram: &mut Diagram) -> Result<Node, Refusal> {
        let mut all = Node::TRUE;
        for source in 0..self.sources.len() {
            let one_of = |wanted: fn(&Check) -> bool| -> Vec<u32> {
                let own = (0..).zip(&self.facts).filter(|(_, (own, _))| *own == source);
                own.filter(|(_, (_, check))| wanted(check)).map(|(number, _)| number).collect()
            };
            for group in [
                one_of(|check| matches!(check, Check::Algorithm(_))),
                one_of(|check| matches!(check, Check::Key(_))),
                one_of(|check| matches!(check, Check::Issuer(_))),
            ] {
                let most_one = at_most_one(diagram, &group)?;
                all = diagram.and(all, most_one)?;
            }
            let lives = one_of(|check| matches!(check, Check::Lives(_)));
            let begun = one_of(|check| matches!(check, Check::Begun(_)));
            let issued = one_of(|check| matches!(check, Check::Issued(_)));
            for group in [&lives, &begun, &issued] {
                let rising = rising(diagram, group)?;
                all = diagram.and(all, rising)?;
            }
            // A token that lives by leeway alone ends before now, so it has begun before now.
            for first in [begun.first(), issued.first()].into_iter().flatten() {
                let lives_at_all = diagram.any_of(lives.last().copied())?;
                let sound = diagram.any_of(lives.first().copied().into_iter().chain([*first]))?;
                let sound = diagram.choose(lives_at_all, sound, Node::TRUE)?;
                all = diagram.and(all, sound)?;
            }
        }
        Ok(all)
    }
}

/// A leeway that takes a token is less than one that takes more tokens.
fn leeway(check: &Check) -> i64 {
    match check {
        Check::Lives(own) | Check::Begun(own) | Check::Issued(own) => *own,
        Check::Present
        | Check::Valid(_)
        | Check::Formed
        | Check::Algorithm(_)
        | Check::Key(_)
        | Check::Issuer(_)
        | Check::Audience(_) => 0,
    }
}

fn at_most_one(diagram: &mut Diagram, facts: &[u32]) -> Result<Node, Refusal> {
    let (mut none, mut any) = (Node::TRUE, Node::TRUE);
    for fact in facts.iter().rev() {
        any = diagram.node(*fact, any, none)?;
        none = diagram.node(*fact, none, Node::FALSE)?;
    }
    Ok(any)
}

/// Where one fact holds, so do those after it.
fn rising(diagram: &mut Diagram, facts: &[u32]) -> Result<Node, Refusal> {
    let (mut all, mut any) = (Node::TRUE, Node::TRUE);
    for fact in facts.iter().rev() {
        any = diagram.node(*fact, any, all)?;
        all = diagram.node(*fact, Node::FALSE, all)?;
    }
    Ok(any)
}

/// Finds something among others, or adds it.
fn place<'a, T>(among: &mut Vec<&'a T>, own: &'a T, same: impl Fn(&T, &T) -> bool) -> usize {
    among.iter().position(|other| same(own, other)).unwrap_or_else(|| {
        among.push(own);
        among.len() - 1
    })
}

/// The case of a header's name does not count.
fn same(one: &IdentitySource, other: &IdentitySource) -> bool {
    match (one, other) {
        (IdentitySource::Header(one), IdentitySource::Header(other)) => {
            one.eq_ignore_ascii_case(other)
        }
        _ => one == other,
    }
}

/// Whether both take the same tokens, whatever they are called.
fn are_alike(one: &Authorizer, other: &Authorizer) -> bool {
    let set = |list: &[String]| list.iter().cloned().collect::<std::collections::BTreeSet<_>>();
    let all = |list: &[Algorithm]| list.iter().copied().collect::<std::collections::BTreeSet<_>>();
    one.issuer == other.issuer
        && set(&one.audience) == set(&other.audience)
        && all(&one.algorithms) == all(&other.algorithms)
        && one.leeway_seconds == other.leeway_seconds
        && same(&one.identity_source, &other.identity_source)
        && keys_are_alike(one, other)
}

/// Two sources that are written differently are taken to share no key.
fn keys_are_alike(one: &Authorizer, other: &Authorizer) -> bool {
    match (&one.keys, &other.keys) {
        (KeySource::Inline(one), KeySource::Inline(other)) => one.is_written_as(other),
        (KeySource::File(one), KeySource::File(other))
        | (KeySource::Uri(one), KeySource::Uri(other)) => one == other,
        (KeySource::Discovery, KeySource::Discovery) => one.issuer == other.issuer,
        _ => false,
    }
}
