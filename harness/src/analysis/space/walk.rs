//! A walk along shapes: which globs and which other shapes a path has come to on its way.

use super::{
    super::refusal::Refusal,
    chains::Bit,
    glob_states::{GlobStates, State},
    least::Least,
    method_set::MethodSet,
    numbers::Numbered,
    paths::{PathId, Paths},
    question::Wanted,
    search_memo::SearchMemo,
    texts::{Text, Texts},
    told::ToldSegment,
    trie::{Node, Term, TermId, Trie},
};

/// Another node of the tree that a path has come to, beside the shape's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Rival {
    pub(super) node: Node,
    /// It left the shape by a literal or a variable where the shape took something weaker.
    pub(super) is_stronger: bool,
}

/// What the rest of a path is judged by: paths that agree in it can go on alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Reached {
    pub(super) state: State,
    /// Sorted.
    pub(super) rivals: Vec<Rival>,
    /// Methods of stronger greedy shapes that have taken the rest.
    pub(super) beaten: MethodSet,
    /// Greedy shapes that take the rest and may win where the shape has no route; sorted.
    pub(super) passed: Vec<TermId>,
    /// The classes of texts that were to be told apart, by question.
    pub(super) told: Vec<u32>,
}

/// A shortest path that has come to something.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) reached: Reached,
    pub(super) path: PathId,
}

/// How a shape takes its next segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// By this text.
    Literal(Text),
    /// By a variable.
    Variable,
    /// By the greedy variable that begins here.
    Rest,
    /// By the greedy variable that began before.
    Further,
}

/// What is walked to, as far as it matters on the way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal<'w> {
    /// The shape's node, or one on the way to several shapes.
    pub(super) node: Node,
    /// Sides on which another shape's route may have to be found; by bits.
    pub(super) absent: u8,
    /// Whether the shape ends in a greedy variable.
    pub(super) is_greedy: bool,
    /// The nodes after the next one.
    pub(super) way: &'w [Node],
}

/// One question's walk.
pub(super) struct Walk<'s> {
    pub(super) sides: usize,
    pub(super) trie: &'s Trie,
    pub(super) globs: &'s mut GlobStates,
    pub(super) texts: &'s mut Texts,
    pub(super) searches: &'s mut SearchMemo,
    pub(super) wanted: &'s Wanted<'s>,
    /// Bits that a path must have in the end.
    pub(super) focus: Vec<Bit>,
    pub(super) told: Vec<ToldSegment>,
    pub(super) paths: Paths,
    pub(super) least: Least<'s>,
    pub(super) spent: usize,
    pub(super) most: usize,
    /// What is in focus, for refusals.
    pub(super) asked: &'s str,
}

impl Walk<'_> {
    /// Takes one segment.
    pub(super) fn step(
        &mut self,
        context: &Context,
        own: Node,
        step: Step,
        text: Text,
        goal: &Goal<'_>,
    ) -> Result<Context, Refusal> {
        self.spend(goal)?;
        let before = &context.reached;
        let mut rivals = Vec::with_capacity(before.rivals.len());
        let (mut beaten, mut passed) = (before.beaten, before.passed.clone());
        let variable = |node: Node| self.trie.branch(node).variable.filter(|_| text != Text::EMPTY);
        for rival in &before.rivals {
            let branch = self.trie.branch(rival.node);
            if rival.is_stronger {
                beaten = beaten.with(self.trie.methods(branch.rest));
            }
            self.pass(branch.rest, goal, &mut passed);
            let next = [self.trie.child(rival.node, text), variable(rival.node)];
            rivals.extend(next.into_iter().flatten().map(|node| Rival { node, ..*rival }));
        }
        let weaker = |node| Rival { node, is_stronger: false };
        let stronger = |node| Rival { node, is_stronger: true };
        match step {
            Step::Literal(_) => rivals.extend(variable(own).map(weaker)),
            Step::Variable => rivals.extend(self.trie.child(own, text).map(stronger)),
            Step::Rest => {
                let next = [self.trie.child(own, text), variable(own)];
                rivals.extend(next.into_iter().flatten().map(stronger));
            }
            Step::Further => {}
        }
        if matches!(step, Step::Literal(_) | Step::Variable) {
            self.pass(self.trie.branch(own).rest, goal, &mut passed);
        }
        rivals.sort_unstable();
        let depth = self.depth(context);
        let state = self.told_state(before.state, depth);
        let state = self.globs.advance(state, text, self.texts);
        let mut told = before.told.clone();
        self.note_told(depth, text, &mut told);
        let path = self.paths.push(context.path, text, self.texts);
        Ok(Context { reached: Reached { state, rivals, beaten, passed, told }, path })
    }

    /// Remembers a greedy shape that takes what follows, where its route may be asked for.
    fn pass(&self, rest: Option<TermId>, goal: &Goal<'_>, passed: &mut Vec<TermId>) {
        if let Some(id) = rest
            && self.trie.term(id).is_some_and(|term| is_on(term, goal.absent))
            && let Err(place) = passed.binary_search(&id)
        {
            passed.insert(place, id);
        }
    }

    /// Takes one segment from each context, in every way that can matter, and merges those that
    /// have come to the same.
    pub(super) fn step_all(
        &mut self,
        contexts: &[Context],
        own: Node,
        step: Step,
        goal: &Goal<'_>,
    ) -> Result<Vec<Context>, Refusal> {
        let mut next = Vec::new();
        for context in contexts {
            if let Step::Literal(text) = step {
                next.push(self.step(context, own, step, text, goal)?);
            } else {
                for text in self.classes(context, own, step, goal)? {
                    next.push(self.step(context, own, step, text, goal)?);
                }
            }
        }
        next.retain(|context| self.can_meet(context.reached.state));
        self.merge(&mut next);
        Ok(next)
    }

    /// Returns whether all that is in focus can still take the path.
    pub(super) fn can_meet(&self, state: State) -> bool {
        self.focus.iter().all(|bit| self.globs.is_alive(state, *bit))
    }

    /// Keeps the best path of those that have come to the same.
    pub(super) fn merge(&self, contexts: &mut Vec<Context>) {
        if contexts.len() < 2 {
            return;
        }
        let mut places: Numbered<Reached, usize> = Numbered::default();
        let mut kept: Vec<Context> = Vec::with_capacity(contexts.len());
        for context in contexts.drain(..) {
            if let Some(place) = places.get(&context.reached) {
                if let Some(known) = kept.get_mut(*place)
                    && self.paths.compare(context.path, known.path, self.texts).is_lt()
                {
                    known.path = context.path;
                }
            } else {
                places.insert(context.reached.clone(), kept.len());
                kept.push(context);
            }
        }
        *contexts = kept;
    }

    /// Returns how many segments a context's path has.
    pub(super) fn depth(&self, context: &Context) -> usize {
        self.paths.depth(context.path)
    }

    fn spend(&mut self, goal: &Goal<'_>) -> Result<(), Refusal> {
        self.spent += 1;
        if self.spent <= self.most {
            return Ok(());
        }
        let refusal =
            Refusal::too_large(format!("over {} kinds of paths are to be told apart", self.most));
        Err(self.refuse_at(&refusal, goal))
    }

    /// Says in a refusal what was asked, and of which paths.
    pub(super) fn refuse_at(&self, refusal: &Refusal, goal: &Goal<'_>) -> Refusal {
        let shape: String = self
            .trie
            .way(goal.node)
            .into_iter()
            .flat_map(|node| {
                let text = self.trie.branch(node).literal.map(|text| self.texts.get(text));
                ["/", text.unwrap_or("{}")]
            })
            .collect();
        let place = if shape.is_empty() { "/" } else { shape.as_str() };
        Refusal {
            message: format!("{} at {place}, {}", refusal.message, self.asked),
            ..refusal.clone()
        }
    }
}

/// Returns whether a shape has a route on some of the sides.
pub(super) fn is_on(term: &Term, sides: u8) -> bool {
    sides != 0 && (0..2).any(|side| sides >> side & 1 == 1 && !term.on(side).is_empty())
}
