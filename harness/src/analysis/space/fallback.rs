//! Shapes that only one side has: on the other side some weaker shape takes their paths, and which
//! one depends on the path.

use engine::Method;

use super::{
    texts::Text,
    trie::{EVERYTHING, Node, TermId},
    walk::{Context, Goal, Step, Walk, is_on},
};

impl Walk<'_> {
    /// Adds the literals of rivals that may lead to a shape which wins on the other side.
    pub(super) fn add_rivals(
        &self,
        context: &Context,
        own: Node,
        step: Step,
        goal: &Goal<'_>,
        texts: &mut Vec<Text>,
    ) {
        let own = (step != Step::Further).then_some((own, true));
        let rivals = context.reached.rivals.iter().map(|rival| (rival.node, rival.is_stronger));
        for (node, is_stronger) in rivals.chain(own) {
            // What is stronger than a greedy shape has taken its paths already.
            if is_stronger && goal.is_greedy {
                continue;
            }
            for (text, child) in &self.trie.branch(node).literals {
                if self.can_win(*child, goal.way, is_stronger, goal) {
                    texts.push(*text);
                }
            }
        }
    }

    /// Returns whether below a rival's node some shape that takes paths of the goal can win.
    fn can_win(&self, node: Node, way: &[Node], is_stronger: bool, goal: &Goal<'_>) -> bool {
        let branch = self.trie.branch(node);
        if branch.is_greedy_below && goal.is_greedy && way.is_empty() {
            return true;
        }
        let has = |term: Option<TermId>| {
            term.and_then(|term| self.trie.term(term)).is_some_and(|term| is_on(term, goal.absent))
        };
        let Some((next, rest)) = way.split_first() else {
            return !goal.is_greedy && !is_stronger && has(branch.path);
        };
        if has(branch.rest) {
            return true;
        }
        let can = |node: Node| self.can_win(node, rest, is_stronger, goal);
        branch.variable.is_some_and(can)
            || match self.trie.branch(*next).literal {
                Some(text) => self.trie.child(node, text).is_some_and(can),
                None => branch.literals.iter().any(|(_, child)| can(*child)),
            }
    }

    /// Returns the route of a side on which the shape that was walked has none.
    pub(super) fn fall_back(
        &self,
        context: &Context,
        side: usize,
        method: Method,
        is_greedy: bool,
    ) -> Option<u32> {
        let route = |term: TermId| self.trie.term(term)?.route(side, method);
        let best = |terms: &mut dyn Iterator<Item = TermId>| {
            let terms = terms.filter(|term| route(*term).is_some());
            terms.min_by_key(|term| self.rank(*term)).and_then(route)
        };
        let rivals = context.reached.rivals.iter();
        let mut ends = rivals.filter_map(|rival| self.trie.branch(rival.node).path);
        let by_end = if is_greedy { None } else { best(&mut ends) };
        by_end
            .or_else(|| best(&mut context.reached.passed.iter().copied()))
            .or_else(|| route(EVERYTHING))
    }

    /// Returns what orders shapes that take one path: a literal before a variable before the rest.
    fn rank(&self, term: TermId) -> Vec<u8> {
        let Some(term) = self.trie.term(term) else { return Vec::new() };
        let kind = |node| u8::from(self.trie.branch(node).literal.is_none());
        // A greedy shape's rank ends there, where any other goes on with a literal or a variable.
        self.trie.way(term.node).into_iter().map(kind).chain([2]).collect()
    }
}
