//! Routes that take some of the same paths, and a path that shows it.

use engine::Method;

use super::{
    chains::Token,
    trie::{Node, ROOT, Takes, Term, TermId, Trie},
};

/// A path that one route takes from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// A method of both.
    pub method: Method,
    /// The route that wins, an index into [`engine::Policy::routes`].
    pub stronger: usize,
    /// The route that would have taken the path as well.
    pub weaker: usize,
    /// The segments of a shortest such path, decoded.
    pub segments: Vec<String>,
}

/// Writes a shape as a chain.
pub(super) fn tokens(trie: &Trie, term: &Term) -> Vec<Token> {
    let way = trie.way(term.node).into_iter();
    let mut tokens: Vec<Token> =
        way.map(|node| trie.branch(node).literal.map_or(Token::Variable, Token::Text)).collect();
    if term.takes != Takes::Path {
        // One segment at least, which may be the empty last one.
        tokens.extend([Token::Any, Token::Rest]);
    }
    tokens
}

/// How a node stands to the shape that others are compared to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    Stronger,
    Weaker,
}

/// Returns the shapes that take some path of a shape and come after it.
pub(super) fn weaker(trie: &Trie, term: &Term) -> Vec<TermId> {
    let mut found = Vec::new();
    let way = trie.way(term.node);
    let shape = Shape { trie, is_greedy: term.takes != Takes::Path };
    shape.collect(ROOT, Place::Own, &way, &mut found);
    found
}

struct Shape<'t> {
    trie: &'t Trie,
    is_greedy: bool,
}

impl Shape<'_> {
    fn collect(&self, node: Node, place: Place, way: &[Node], found: &mut Vec<TermId>) {
        let branch = self.trie.branch(node);
        // Shapes without a greedy variable come before all that have one.
        let is_weaker_rest = !self.is_greedy || place != Place::Stronger;
        let Some((next, after)) = way.split_first() else {
            if self.is_greedy && place == Place::Weaker {
                self.collect_rest(node, found);
            } else if !self.is_greedy && place == Place::Weaker {
                found.extend(branch.path);
            }
            return;
        };
        if is_weaker_rest {
            found.extend(branch.rest);
        }
        let mut go = |child: Node, place: Place| {
            // Nothing but a greedy variable comes after a shape to which it is special.
            let is_needless = place == Place::Stronger
                && (self.is_greedy || !self.trie.branch(child).is_greedy_below);
            if !is_needless {
                self.collect(child, place, after, found);
            }
        };
        if let Some(text) = self.trie.branch(*next).literal {
            if let Some(child) = self.trie.child(node, text) {
                go(child, place);
            }
            if let Some(child) = branch.variable {
                go(child, if place == Place::Own { Place::Weaker } else { place });
            }
        } else {
            for (_, child) in &branch.literals {
                go(*child, if place == Place::Own { Place::Stronger } else { place });
            }
            if let Some(child) = branch.variable {
                go(child, place);
            }
        }
    }

    /// All greedy shapes from a node on take some path that goes on for long enough.
    fn collect_rest(&self, node: Node, found: &mut Vec<TermId>) {
        let branch = self.trie.branch(node);
        if branch.is_greedy_below {
            found.extend(branch.rest);
            let children = branch.literals.iter().map(|(_, child)| *child).chain(branch.variable);
            children.for_each(|child| self.collect_rest(child, found));
        }
    }
}
