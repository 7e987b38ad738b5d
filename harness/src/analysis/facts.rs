//! Everything that a token says, as far as policies look: credentials, scopes, claims, in this
//! order.
//!
//! One analysis has one order of facts and one diagram, so that functions of several policies can
//! be compared.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use engine::{
    ClaimCondition, ClaimTest, PathPattern, Policy, Requirement, ScopeRequirement, Value,
};

use self::{gather::Gathered, outside::Outside, route::position};
use super::{
    claim::{Claim, Fact, Kind, Position},
    credential::Credentials,
    diagram::{Diagram, Node, Weight},
    outcome::Outcomes,
    refusal::Refusal,
    theory::Theory,
};

mod gather;
mod outside;
pub(super) mod pointer;
pub(super) mod route;

/// What tells theories apart: the claim, the texts it may be bound to, and for a claim that an
/// authorizer looks at, which one.
pub(super) type TheoryKey = (usize, Vec<(Position, String)>, Option<usize>);

/// The facts about tokens that one or more policies look at.
#[derive(Debug)]
pub struct Facts<'p> {
    pub(super) sides: Vec<&'p Policy>,
    /// The instant of all decisions.
    pub(super) now: i64,
    pub(super) diagram: Diagram,
    pub(super) credentials: Credentials<'p>,
    pub(super) outcomes: Outcomes,
    pub(super) claims: Vec<Claim>,
    /// By claim, its name as a JSON Pointer.
    pub(super) pointers: Vec<String>,
    pub(super) theories: HashMap<TheoryKey, Arc<Theory>>,
    pub(super) outside: Outside,
    scopes: Vec<&'p str>,
    first_scope: u32,
}

impl<'p> Facts<'p> {
    /// Gathers the facts that policies look at, and further requirements beside them. Decisions
    /// are those of an instant, in Unix seconds.
    ///
    /// What no exact answer is given about is refused where it is asked for.
    ///
    /// # Errors
    /// The policies look at too much.
    pub fn new(
        sides: &[&'p Policy],
        further: &[&'p Requirement],
        now: i64,
    ) -> Result<Self, Refusal> {
        let credentials = Credentials::new(sides);
        let Gathered { scopes, mut claims, pointers, outside } = Gathered::of(sides, further);
        let large = || Refusal::too_large("the policies look at too many facts");
        let first_scope = u32::try_from(credentials.len()).map_err(|_large| large())?;
        let mut next = credentials.len() + scopes.len();
        for claim in &mut claims {
            claim.first = u32::try_from(next).map_err(|_large| large())?;
            next += claim.len();
        }
        u32::try_from(next + 1).map_err(|_large| large())?;
        Ok(Self {
            sides: sides.to_vec(),
            now,
            diagram: Diagram::default(),
            credentials,
            outcomes: Outcomes::default(),
            claims,
            pointers,
            theories: HashMap::new(),
            outside,
            scopes,
            first_scope,
        })
    }

    /// Returns the diagram that holds all functions of this analysis.
    pub fn diagram(&mut self) -> &mut Diagram {
        &mut self.diagram
    }

    /// Returns the scopes that are looked at, in byte order.
    pub fn scopes(&self) -> &[&'p str] {
        &self.scopes
    }

    /// Returns the fact that a token has a scope.
    pub fn scope(&self, scope: &str) -> Option<u32> {
        let place = self.scopes.binary_search(&scope).ok()?;
        self.first_scope.checked_add(u32::try_from(place).ok()?)
    }

    /// Returns the facts that are about scopes.
    pub(super) fn scope_facts(&self) -> std::ops::Range<u32> {
        let count = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        self.first_scope..self.first_scope.saturating_add(count)
    }

    /// Returns the scopes among facts that hold.
    pub(super) fn scopes_among(&self, held: &[u32]) -> Vec<&'p str> {
        let place = |fact: &u32| fact.checked_sub(self.first_scope);
        let scopes = held.iter().filter_map(place);
        scopes.filter_map(|place| self.scopes.get(place as usize).copied()).collect()
    }

    /// Returns the number of the claim that a fact is about.
    pub(super) fn claim_of(&self, fact: u32) -> Option<usize> {
        let after = self.claims.partition_point(|claim| claim.first <= fact);
        after.checked_sub(1)
    }

    /// Returns the claims that facts are about, in order.
    pub(super) fn claims_of(&self, facts: &[u32]) -> Vec<usize> {
        let claims: BTreeSet<usize> =
            facts.iter().filter_map(|fact| self.claim_of(*fact)).collect();
        claims.into_iter().collect()
    }

    /// Returns the facts about a claim, by its name or pointer.
    pub fn facts_of(&self, claim: &str) -> std::ops::Range<u32> {
        let pointer = pointer::of(claim);
        let place = self.pointers.binary_search(&pointer).ok();
        let claim = place.and_then(|place| self.claims.get(place));
        claim.map_or(0..0, |claim| {
            claim.first..claim.first.saturating_add(u32::try_from(claim.len()).unwrap_or(0))
        })
    }

    /// Returns what it costs that a fact holds: first credentials, then claims, then scopes.
    pub(super) fn weight(&self, fact: u32) -> Weight {
        if fact < self.first_scope {
            return Weight([1, 0, 0, 0, 0]);
        }
        match self.claim_of(fact).and_then(|place| self.claims.get(place)) {
            None => Weight([0, 0, 1, 0, 0]),
            Some(claim) => claim.weight(fact),
        }
    }

    /// Returns where claims and scopes fulfil a requirement; a route's pattern tells which of its
    /// variables a claim is bound to.
    ///
    /// # Errors
    /// It lies outside, or too much is asked of one analysis.
    pub fn requirement(
        &mut self,
        requirement: &Requirement,
        pattern: Option<&PathPattern>,
    ) -> Result<Node, Refusal> {
        self.check(requirement, pattern)?;
        let mut all = Node::TRUE;
        for condition in requirement.claims.iter().rev() {
            let held = self.condition(condition, pattern)?;
            all = self.diagram.and(held, all)?;
        }
        for scopes in requirement.scopes.iter().rev() {
            let held = self.scopes_of(scopes)?;
            all = self.diagram.and(held, all)?;
        }
        Ok(all)
    }

    /// Returns where the scopes are those asked for.
    ///
    /// # Errors
    /// The diagram is full, or the requirement was not among those gathered.
    pub fn scopes_of(&mut self, asked: &ScopeRequirement) -> Result<Node, Refusal> {
        let known = |scope: &engine::Scope| self.scope(scope.as_str()).ok_or_else(unknown);
        let any = asked.any_of.iter().map(known).collect::<Result<Vec<u32>, _>>()?;
        let all = asked.all_of.iter().map(known).collect::<Result<Vec<u32>, _>>()?;
        let every = self.diagram.all_of(all)?;
        if any.is_empty() {
            return Ok(every);
        }
        let some = self.diagram.any_of(any)?;
        self.diagram.and(some, every)
    }

    /// Returns where a condition on a claim holds.
    ///
    /// # Errors
    /// It lies outside, the diagram is full, or the condition was not among those gathered.
    pub fn condition(
        &mut self,
        condition: &ClaimCondition,
        pattern: Option<&PathPattern>,
    ) -> Result<Node, Refusal> {
        self.outside.condition(condition, pattern)?;
        let place = self.pointers.binary_search(&pointer::of(condition.claim.as_str()));
        let claim = place.ok().and_then(|place| self.claims.get(place)).ok_or_else(unknown)?;
        let mut all = Node::TRUE;
        for test in condition.tests.iter().rev() {
            let held = truth(&mut self.diagram, claim, test, pattern)?;
            all = self.diagram.and(held, all)?;
        }
        Ok(all)
    }
}

/// Returns where a test holds: the only translation there is from tests to facts.
fn truth(
    diagram: &mut Diagram,
    claim: &Claim,
    test: &ClaimTest,
    pattern: Option<&PathPattern>,
) -> Result<Node, Refusal> {
    let fact = |fact: Fact<'_>| claim.number(fact).ok_or_else(unknown);
    let equal = |values: &[Value]| -> Result<Vec<u32>, Refusal> {
        values.iter().map(|value| fact(Fact::Equals(value))).collect()
    };
    let kinds =
        || Kind::ALL.into_iter().map(|kind| fact(Fact::Is(kind))).collect::<Result<Vec<_>, _>>();
    match test {
        ClaimTest::Present(true) => diagram.any_of(kinds()?),
        ClaimTest::Present(false) => {
            let present = diagram.any_of(kinds()?)?;
            diagram.not(present)
        }
        ClaimTest::Equals(value) => diagram.fact(fact(Fact::Equals(value))?),
        ClaimTest::AnyOf(values) => diagram.any_of(equal(values)?),
        ClaimTest::AllOf(values) => diagram.all_of(equal(values)?),
        ClaimTest::NoneOf(values) => {
            let known = |kind: &Kind| values.iter().any(|value| Kind::of(value) == Some(*kind));
            let scalar = Kind::ALL.into_iter().filter(known).map(|kind| fact(Fact::Is(kind)));
            let scalar = diagram.any_of(scalar.collect::<Result<Vec<_>, _>>()?)?;
            let odd = Kind::ITEMS.into_iter().filter(|kind| !known(kind));
            let odd = odd.map(|kind| fact(Fact::Holds(kind))).collect::<Result<Vec<_>, _>>()?;
            let odd = diagram.any_of(odd)?;
            let array = diagram.fact(fact(Fact::Is(Kind::Array))?)?;
            let array = diagram.choose(odd, Node::FALSE, array)?;
            let known = diagram.or(scalar, array)?;
            let refused = diagram.any_of(equal(values)?)?;
            diagram.choose(refused, Node::FALSE, known)
        }
        ClaimTest::AtLeast(number) => diagram.fact(fact(Fact::AtLeast(*number))?),
        ClaimTest::AtMost(number) => diagram.fact(fact(Fact::AtMost(*number))?),
        ClaimTest::Glob(glob) => diagram.fact(fact(Fact::Takes(glob))?),
        ClaimTest::PathVariable(name) => match pattern.and_then(|own| position(own, name)) {
            Some(position) => diagram.fact(fact(Fact::Bound(position))?),
            None => Ok(Node::FALSE),
        },
    }
}

/// What is asked about must have been gathered.
fn unknown() -> Refusal {
    Refusal::new("unknown-requirement", "a requirement is not among those of this analysis")
}
