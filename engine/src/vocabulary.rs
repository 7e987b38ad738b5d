//! What a policy can ask for, numbered when it is compiled: scopes as bits, claims by place.
//!
//! Requirements that ask for the same are kept once, so that what deciding looks at stays small
//! and near, however many routes there are.

use std::collections::HashMap;

use crate::claims::ClaimPath;
use crate::policy::{Access, Effect, Policy, Requirement, ScopeRequirement};
use crate::scope::Scope;
use crate::table::Table;
use crate::table::hash::{Key, Keys};
use crate::table::text::Text;

/// Scopes with a bit of their own; a policy with more of them lists the others.
pub(crate) const BITS: usize = 256;
/// Bytes of a scope that stand in its slot.
const INLINE: usize = 59;
/// In place of an authorizer's index: the route is public.
const PUBLIC: u32 = u32::MAX;

/// The scopes and claims that a policy asks for, and what each place asks for in their numbers.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    scopes: Table<u32, (), INLINE>,
    paths: Vec<ClaimPath>,
    demands: Vec<Demand>,
    /// By route: its authorizer and its demand, together because they are asked for together.
    routes: Vec<(u32, u32)>,
    /// By guardrail: its demand.
    guardrails: Vec<u32>,
}

/// A [`Requirement`] in numbers, part for part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Demand {
    /// For each scope requirement, its scopes.
    pub(crate) scopes: Box<[ScopeDemand]>,
    /// For each claim condition: where its claim is.
    pub(crate) claims: Box<[u32]>,
}

/// Any of these, and all of those.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ScopeDemand {
    pub(crate) any_of: ScopeSet,
    pub(crate) all_of: ScopeSet,
}

/// Some scopes by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ScopeSet {
    bits: [u64; BITS / 64],
    /// Numbers of further scopes, sorted.
    others: Vec<u32>,
}

impl Vocabulary {
    /// Numbers what a policy asks for.
    pub(crate) fn new(policy: &Policy) -> Self {
        let of_routes = policy.routes().iter().map(|route| match &route.access {
            Access::Protected { requirement, .. } => Some(requirement),
            Access::Public => None,
        });
        let of_guardrails = policy.guardrails().iter().map(|guardrail| match &guardrail.effect {
            Effect::Require { requirement, .. } => Some(requirement),
            Effect::Deny => None,
        });
        let asked: Vec<_> = of_routes.chain(of_guardrails).collect();
        let mut scopes: Vec<&str> =
            asked.iter().flatten().flat_map(|requirement| requirement.scope_names()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let mut numbering = Numbering::new(&scopes);
        let mut numbers = asked.iter().map(|requirement| numbering.demand(*requirement));
        let of_authorizers = policy.routes().iter().map(|route| match &route.access {
            Access::Protected { authorizer, .. } => {
                u32::try_from(*authorizer).unwrap_or(PUBLIC - 1)
            }
            Access::Public => PUBLIC,
        });
        let routes = of_authorizers.zip(numbers.by_ref()).collect();
        let guardrails = numbers.collect();
        let Numbering { paths, demands, .. } = numbering;
        let numbered = scopes.iter().zip(0..).map(|(scope, number)| ((), *scope, number));
        Self { scopes: Table::of(&numbered), paths, demands, routes, guardrails }
    }

    /// Returns the authorizer of a route, unless it is public. A route that is not known has one that
    /// no policy has.
    #[inline]
    pub(crate) fn authorizer(&self, route: usize) -> Option<usize> {
        let authorizer = self.routes.get(route).map_or(PUBLIC - 1, |(authorizer, _)| *authorizer);
        (authorizer != PUBLIC).then_some(authorizer as usize)
    }

    /// Returns what a route asks for.
    #[inline]
    pub(crate) fn route(&self, index: usize) -> Option<&Demand> {
        let (_, demand) = self.routes.get(index)?;
        self.demands.get(*demand as usize)
    }

    /// Returns what a guardrail asks for.
    pub(crate) fn guardrail(&self, index: usize) -> Option<&Demand> {
        self.demands.get(*self.guardrails.get(index)? as usize)
    }

    /// Returns the number of a scope that the policy asks for.
    pub(crate) fn scope(&self, name: &str) -> Option<u32> {
        self.scopes.get((), Text::new(name.as_bytes())).copied()
    }

    /// Returns where the claims are that the policy asks for, by number.
    pub(crate) fn paths(&self) -> &[ClaimPath] {
        &self.paths
    }
}

/// Numbers being given out.
struct Numbering<'p> {
    /// Sorted: a scope's number is its place.
    scopes: &'p [&'p str],
    paths: Vec<ClaimPath>,
    claims: HashMap<&'p str, u32>,
    demands: Vec<Demand>,
    known: HashMap<Demand, u32, Key>,
}

impl<'p> Numbering<'p> {
    fn new(scopes: &'p [&'p str]) -> Self {
        let known = HashMap::with_hasher(Keys::default().draw());
        Self { scopes, paths: Vec::new(), claims: HashMap::new(), demands: Vec::new(), known }
    }

    fn demand(&mut self, requirement: Option<&'p Requirement>) -> u32 {
        let demand = requirement.map_or_else(Demand::default, |requirement| Demand {
            scopes: requirement.scopes.iter().map(|one| self.scope_demand(one)).collect(),
            claims: requirement
                .claims
                .iter()
                .map(|condition| self.claim(condition.claim.as_str(), &condition.claim))
                .collect(),
        });
        if let Some(known) = self.known.get(&demand) {
            return *known;
        }
        let next = u32::try_from(self.demands.len()).unwrap_or(u32::MAX);
        self.demands.push(demand.clone());
        self.known.insert(demand, next);
        next
    }

    fn claim(&mut self, name: &'p str, path: &ClaimPath) -> u32 {
        let next = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        *self.claims.entry(name).or_insert_with(|| {
            self.paths.push(path.clone());
            next
        })
    }

    fn scope_demand(&self, scopes: &ScopeRequirement) -> ScopeDemand {
        let number = |scope: &Scope| {
            let at = self.scopes.binary_search(&scope.as_str()).unwrap_or(usize::MAX);
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        let set = |scopes: &[Scope]| scopes.iter().map(number).collect();
        ScopeDemand { any_of: set(&scopes.any_of), all_of: set(&scopes.all_of) }
    }
}

impl FromIterator<u32> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::default();
        for number in numbers {
            match set.bits.get_mut(number as usize / 64) {
                Some(bits) => *bits |= 1 << (number % 64),
                None => set.others.push(number),
            }
        }
        set.others.sort_unstable();
        set.others.dedup();
        set
    }
}

impl ScopeSet {
    /// Returns how many bytes they take on the heap.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.others.as_slice())
    }

    /// Returns whether there is none.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.bits == [0; BITS / 64] && self.others.is_empty()
    }

    /// Returns whether some scope is in both.
    #[inline]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let near = self.bits.iter().zip(&other.bits).any(|(own, other)| own & other != 0);
        near || self.others.iter().any(|number| other.others.binary_search(number).is_ok())
    }

    /// Returns whether each scope of another set is in this one.
    #[inline]
    pub(crate) fn holds(&self, other: &Self) -> bool {
        let near = self.bits.iter().zip(&other.bits).all(|(own, other)| other & !own == 0);
        near && other.others.iter().all(|number| self.others.binary_search(number).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[u32]) -> ScopeSet {
        numbers.iter().copied().collect()
    }

    #[test]
    fn sets_are_compared_near_and_far() {
        let own = set(&[3, 64, 255, 256, 1_000]);
        assert!(own.meets(&set(&[2, 3])) && own.meets(&set(&[1, 1_000])));
        assert!(!own.meets(&set(&[2, 257])) && !own.meets(&set(&[])));
        assert!(own.holds(&set(&[255, 256])) && own.holds(&set(&[])));
        assert!(!own.holds(&set(&[3, 4])) && !own.holds(&set(&[3, 999])));
        assert!(set(&[]).is_empty() && !set(&[300]).is_empty() && !set(&[0]).is_empty());
    }
}
