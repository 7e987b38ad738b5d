//! The walk through the tree of all shapes, and along one shape.

use engine::Method;

use super::{
    super::{cell::Cell, refusal::Refusal},
    glob_states::State,
    least::End,
    method_set::MethodSet,
    told::Told,
    trie::{EVERYTHING, Node, ROOT, Takes, Term, TermId},
    walk::{Context, Goal, Reached, Step, Walk},
};

impl Walk<'_> {
    /// Returns where every path begins.
    pub(super) fn begin(&self, state: State) -> Context {
        let told = vec![0; self.told.len()];
        let beaten = MethodSet::NONE;
        let reached = Reached { state, rivals: Vec::new(), beaten, passed: Vec::new(), told };
        Context { reached, path: 0 }
    }

    /// Walks to all shapes of which some methods are wanted, those by the number of the shape.
    pub(super) fn along_tree(&mut self, wanted: &[MethodSet], state: State) -> Result<(), Refusal> {
        let of = |term: Option<TermId>| {
            let methods = term.and_then(|term| wanted.get(term as usize));
            methods.copied().unwrap_or(MethodSet::NONE)
        };
        let mut marked = vec![false; self.trie.len()];
        for node in (0..self.trie.len()).rev() {
            let branch = self.trie.branch(u32::try_from(node).unwrap_or(ROOT));
            let ends = !of(branch.path).with(of(branch.rest)).is_empty();
            if let Some(mark) = marked.get_mut(node) {
                *mark |= ends;
            }
            if marked.get(node) == Some(&true)
                && let Some(parent) = marked.get_mut(branch.parent as usize)
            {
                *parent = true;
            }
        }
        let start = vec![self.begin(state)];
        if !of(Some(EVERYTHING)).is_empty() {
            self.along_rest(&start, EVERYTHING, of(Some(EVERYTHING)), 0)?;
        }
        if marked.first() == Some(&true) {
            self.descend(ROOT, &start, &of, &|node| marked.get(node as usize) == Some(&true))?;
        }
        Ok(())
    }

    fn descend(
        &mut self,
        node: Node,
        contexts: &[Context],
        wanted: &dyn Fn(Option<TermId>) -> MethodSet,
        is_marked: &dyn Fn(Node) -> bool,
    ) -> Result<(), Refusal> {
        if contexts.is_empty() {
            return Ok(());
        }
        let trie = self.trie;
        let branch = trie.branch(node);
        if let Some(term) = branch.path {
            self.end_paths(contexts, term, wanted(branch.path), 0);
        }
        if let Some(term) = branch.rest {
            self.along_rest(contexts, term, wanted(branch.rest), 0)?;
        }
        let literals = branch.literals.iter().map(|(text, child)| (Step::Literal(*text), *child));
        let variable = branch.variable.map(|child| (Step::Variable, child));
        for (step, child) in literals.chain(variable).filter(|(_, child)| is_marked(*child)) {
            let goal = Goal { node: child, absent: 0, is_greedy: false, way: &[] };
            let next = self.step_all(contexts, node, step, &goal)?;
            self.descend(child, &next, wanted, is_marked)?;
        }
        Ok(())
    }

    /// Walks to one shape, for some of its methods.
    pub(super) fn along_shape(
        &mut self,
        id: TermId,
        methods: MethodSet,
        absent: u8,
        state: State,
    ) -> Result<(), Refusal> {
        let trie = self.trie;
        let Some(term) = trie.term(id) else { return Ok(()) };
        let way = trie.way(term.node);
        let mut contexts = vec![self.begin(state)];
        let mut own = ROOT;
        for (at, node) in way.iter().enumerate() {
            let goal = Goal {
                node: term.node,
                absent,
                is_greedy: term.takes != Takes::Path,
                way: way.get(at + 1..).unwrap_or_default(),
            };
            let step = trie.branch(*node).literal.map_or(Step::Variable, Step::Literal);
            contexts = self.step_all(&contexts, own, step, &goal)?;
            own = *node;
        }
        if term.takes == Takes::Path {
            self.end_paths(&contexts, id, methods, absent);
            return Ok(());
        }
        self.along_rest(&contexts, id, methods, absent)
    }

    /// Ends paths at a shape that takes nothing more.
    fn end_paths(&mut self, contexts: &[Context], id: TermId, methods: MethodSet, absent: u8) {
        let trie = self.trie;
        let Some(term) = trie.term(id).filter(|_| !methods.is_empty()) else { return };
        for context in contexts {
            let stronger = context.reached.rivals.iter().filter(|rival| rival.is_stronger);
            let beaten = stronger.fold(MethodSet::NONE, |beaten, rival| {
                beaten.with(trie.methods(trie.branch(rival.node).path))
            });
            self.end(context, term, methods.without(beaten), absent);
        }
        self.least.finish_shape();
    }

    /// Notes where a path has ended, for the methods for which the shape takes it.
    pub(super) fn end(&mut self, context: &Context, term: &Term, methods: MethodSet, absent: u8) {
        let accepted = self.globs.accepted(context.reached.state);
        if !self.focus.iter().all(|bit| accepted.binary_search(bit).is_ok()) {
            return;
        }
        let mut told = context.reached.told.clone();
        self.note_told_rest(context.reached.state, &mut told);
        for method in methods.iter() {
            let winners = self.winners(context, term, method, absent);
            if absent != 0 && !(self.wanted)(method, &winners) {
                continue;
            }
            let laid = self.least.laid(self.globs.accepted(context.reached.state), method);
            let (told, path) = (told.clone(), context.path);
            self.least.add(End { method, winners, told, laid, path }, &self.paths, self.texts);
        }
    }

    fn winners(
        &self,
        context: &Context,
        term: &Term,
        method: Method,
        absent: u8,
    ) -> Vec<Option<usize>> {
        let winner = |side: usize| {
            let route = term.route(side, method).or_else(|| {
                let falls = absent >> side & 1 == 1;
                falls
                    .then(|| self.fall_back(context, side, method, term.takes != Takes::Path))
                    .flatten()
            });
            route.map(|route| route as usize)
        };
        (0..self.sides).map(winner).collect()
    }

    /// Walks to a shape that some sides do not have, for methods on which they differ.
    pub(super) fn along_part(
        &mut self,
        id: TermId,
        methods: MethodSet,
        state: State,
        told: &[Told<'_>],
    ) -> Result<(), Refusal> {
        let trie = self.trie;
        let Some(term) = trie.term(id) else { return Ok(()) };
        let may_win = |method: &Method| {
            told.iter().all(|told| {
                let route = term.route(told.side, *method);
                route.is_none_or(|route| route as usize == told.route)
            })
        };
        let methods: MethodSet = methods.iter().filter(may_win).collect();
        let absent = (0..self.sides)
            .filter(|side| !methods.without(term.on(*side)).is_empty())
            .fold(0, |absent, side| absent | 1 << side);
        if methods.is_empty() {
            return Ok(());
        }
        self.along_shape(id, methods, absent, state)
    }

    /// Writes the cells that were found.
    pub(super) fn into_cells(
        mut self,
        members: &[Vec<(usize, usize)>],
    ) -> Result<Vec<Cell>, Refusal> {
        let ends = self.least.take();
        let mut cells = Vec::with_capacity(ends.len());
        for End { method, winners, told, laid, path } in ends {
            let path = self.paths.segments(path);
            let alone = self.are_alone(&told, &path)?;
            let mut by_side = vec![Vec::new(); self.sides];
            for (side, index) in laid.iter().filter_map(|bit| members.get(*bit as usize)).flatten()
            {
                if let Some(laid) = by_side.get_mut(*side) {
                    laid.push(*index);
                }
            }
            for laid in &mut by_side {
                laid.sort_unstable();
            }
            let segments = path.iter().map(|text| self.texts.get(*text).to_owned()).collect();
            cells.push(Cell { method, winners, laid: by_side, segments, alone });
        }
        Ok(cells)
    }
}
