//! The space of methods and paths of one or two policies, cut into cells.
//!
//! Shapes of routes are walked as one tree, and the globs of guardrails beside them. Guardrails only
//! deny, so it is enough to know the least sets of them that a path can meet, and those with one or
//! two of them in focus; all sets would be exponentially many.

use engine::{AmbiguousPaths, Glob, Guardrail, Method, Policy};

use self::{
    chains::Bit, glob_states::GlobStates, least::Least, method_set::MethodSet, paths::Paths,
    search_memo::SearchMemo, texts::Texts, told::ToldSegment, trie::Trie, walk::Walk,
};
use super::{cell::Cell, refusal::Refusal};

mod cells;
mod chains;
mod classes;
mod fallback;
mod glob_states;
mod least;
mod method_set;
mod numbers;
mod overlap;
mod overlapping;
mod paths;
mod question;
mod rest;
mod search;
mod search_memo;
mod segment;
mod shared;
mod telling;
mod texts;
mod told;
mod trie;
mod walk;

pub use self::{
    overlapping::{Overlap, Overlapping},
    question::{Focus, Query, Wanted},
    told::Told,
};

/// The space of one policy, or of two that are compared.
#[derive(Debug)]
pub struct Space<'p> {
    sides: Vec<&'p Policy>,
    trie: Trie,
    globs: GlobStates,
    texts: Texts,
    searches: SearchMemo,
    /// By bit: the methods, and the guardrails of each side that say the same.
    methods: Vec<MethodSet>,
    members: Vec<Vec<(usize, usize)>>,
    /// The bits of further paths.
    paths: Vec<Bit>,
    budget: usize,
}

/// Contexts that one question may use.
const BUDGET: usize = 1_000_000;

impl<'p> Space<'p> {
    /// Reads one policy, or the two sides of a comparison.
    ///
    /// # Errors
    /// `unsupported-ambiguous-paths` where a policy takes them `as_gateway`: API Gateway routes
    /// such paths by rules that are not all known.
    pub fn new(sides: &[&'p Policy]) -> Result<Self, Refusal> {
        if sides.is_empty() || sides.len() > 2 {
            return Err(Refusal::new("unsupported-sides", "one policy is asked about, or two"));
        }
        if sides.iter().any(|policy| policy.ambiguous_paths() == AmbiguousPaths::AsGateway) {
            let message = "`ambiguous_paths: as_gateway` is not analysed; only `deny` is";
            return Err(Refusal::new("unsupported-ambiguous-paths", message));
        }
        let mut texts = Texts::new();
        let mut space = Self {
            sides: sides.to_vec(),
            trie: Trie::new(sides, &mut texts),
            globs: GlobStates::default(),
            texts,
            searches: SearchMemo::default(),
            methods: Vec::new(),
            members: Vec::new(),
            paths: Vec::new(),
            budget: BUDGET,
        };
        space.add_guardrails();
        Ok(space)
    }

    /// Guardrails of the same globs and methods match the same requests: they share a bit.
    fn add_guardrails(&mut self) {
        let mut known: Vec<&Guardrail> = Vec::new();
        for (side, policy) in self.sides.clone().into_iter().enumerate() {
            for (index, guardrail) in policy.guardrails().iter().enumerate() {
                let methods: MethodSet = guardrail.methods.iter().copied().collect();
                let same = known
                    .iter()
                    .zip(&self.methods)
                    .position(|(one, own)| one.paths == guardrail.paths && *own == methods);
                if let Some(members) = same.and_then(|same| self.members.get_mut(same)) {
                    members.push((side, index));
                    continue;
                }
                self.globs.chains.globs(&guardrail.paths, &mut self.texts);
                known.push(guardrail);
                self.methods.push(methods);
                self.members.push(vec![(side, index)]);
            }
        }
    }

    /// Adds paths that a question may have in focus, such as those of an invariant, and returns
    /// their number.
    pub fn add_paths<'g>(&mut self, globs: impl IntoIterator<Item = &'g Glob>) -> usize {
        let bit = self.globs.chains.globs(globs, &mut self.texts);
        self.paths.push(bit);
        self.paths.len() - 1
    }

    /// Sets how many kinds of paths a question may tell apart before it is refused.
    pub fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
    }

    /// Answers a question, always with the same cells in the same order.
    ///
    /// # Errors
    /// `analysis-too-large` where too many kinds of paths would have to be told apart;
    /// `unsupported-greedy-binding` and `unknown-variable` for what cannot be told apart.
    pub fn cells(&mut self, query: &Query<'_>) -> Result<Vec<Cell>, Refusal> {
        let wanted = |method: Method, winners: &[Option<usize>]| {
            query.told.iter().all(|told| winners.get(told.side) == Some(&Some(told.route)))
                && query.wanted.is_none_or(|wanted| wanted(method, winners))
        };
        let bits = query.focus.iter().map(|focus| self.bit(*focus));
        let Some(focus) = bits.collect::<Option<Vec<Bit>>>() else {
            return Err(Refusal::new("unknown-focus", "no such guardrail or paths"));
        };
        let mut methods = MethodSet::ALL;
        for focus in &focus {
            methods = self.methods.get(*focus as usize).map_or(methods, |own| methods.and(*own));
        }
        let told = query.told.iter().map(|told| {
            ToldSegment::new(told, &self.sides, &mut self.globs.chains, &mut self.texts)
        });
        let told = told.collect::<Result<Vec<_>, _>>()?;
        let count = u32::try_from(self.methods.len()).unwrap_or(u32::MAX);
        let extra = self.paths.iter().filter(|bit| focus.contains(bit)).copied();
        let state = self.globs.begin((0..count).chain(extra));
        let asked = self.asked(query.focus);
        let sides = self.sides.len();
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        for term in self.trie.terms() {
            let (on_all, on_some) = term.split(sides);
            let is_wanted = |method: &Method| {
                let route = |side| term.route(side, *method).map(|route| route as usize);
                wanted(*method, &(0..sides).map(route).collect::<Vec<_>>())
            };
            whole.push(on_all.and(methods).iter().filter(is_wanted).collect::<MethodSet>());
            parts.push(on_some.and(methods));
        }
        let mut walk = Walk {
            sides,
            trie: &self.trie,
            globs: &mut self.globs,
            texts: &mut self.texts,
            searches: &mut self.searches,
            wanted: &wanted,
            focus,
            told,
            paths: Paths::new(),
            least: Least::new(&self.methods),
            spent: 0,
            most: self.budget,
            asked: &asked,
        };
        if walk.told.is_empty() {
            walk.along_tree(&whole, state)?;
        } else {
            for (methods, id) in whole.iter().zip(0..).filter(|(methods, _)| !methods.is_empty()) {
                walk.along_shape(id, *methods, 0, state)?;
            }
        }
        for (methods, id) in parts.iter().zip(0..).filter(|(methods, _)| !methods.is_empty()) {
            walk.along_part(id, *methods, state, query.told)?;
        }
        walk.into_cells(&self.members)
    }

    fn bit(&self, focus: Focus) -> Option<Bit> {
        match focus {
            Focus::Paths(number) => self.paths.get(number).copied(),
            Focus::Guardrail { side, index } => {
                let place = self.members.iter().position(|own| own.contains(&(side, index)))?;
                Bit::try_from(place).ok()
            }
        }
    }

    /// Writes what is in focus, for refusals.
    fn asked(&self, focus: &[Focus]) -> String {
        let name = |focus: &Focus| match focus {
            Focus::Paths(_) => "further paths".to_owned(),
            Focus::Guardrail { side, index } => {
                let policy = self.sides.get(*side);
                let guardrail = policy.and_then(|policy| policy.guardrails().get(*index));
                guardrail.map_or(String::new(), |guardrail| format!("{:?}", guardrail.name))
            }
        };
        if focus.is_empty() {
            return "with the least guardrails".to_owned();
        }
        format!("with {} in focus", focus.iter().map(name).collect::<Vec<_>>().join(" and "))
    }
}
