//! Routes that take some of the same paths, and a path that shows it.

use engine::Method;

use super::{
    super::refusal::Refusal,
    Space,
    chains::Token,
    least::Least,
    method_set::MethodSet,
    overlapping::{Overlap, Overlapping},
    paths::Paths,
    told::ToldSegment,
    trie::{EVERYTHING, Node, ROOT, Takes, Term, TermId, Trie},
    walk::Walk,
};

impl Space<'_> {
    /// Finds the pairs of overlapping routes of the policy, without `$default`, among those that
    /// are asked for; each once for every least set of guardrails, and for every class of texts
    /// that are to be told apart.
    ///
    /// # Errors
    /// `analysis-too-large`; `unsupported-sides` where the space is of two policies.
    pub fn overlaps(
        &mut self,
        Overlapping { asked, stronger: only, told, laid }: &Overlapping<'_>,
    ) -> Result<Vec<Overlap>, Refusal> {
        if self.sides.len() != 1 {
            return Err(Refusal::new("unsupported-sides", "overlaps are found in one policy"));
        }
        let told = told.iter().map(|told| {
            ToldSegment::new(told, &self.sides, &mut self.globs.chains, &mut self.texts)
        });
        let told = told.collect::<Result<Vec<_>, _>>()?;
        let count = if *laid { self.methods.len() } else { 0 };
        let guardrails = 0..u32::try_from(count).unwrap_or(u32::MAX);
        let mut found = Vec::new();
        let mut spent = 0;
        for (stronger, id) in self.trie.terms().iter().zip(0..).filter(|(_, id)| *id != EVERYTHING)
        {
            let is_only = |method| {
                only.is_none() || stronger.route(0, method).map(|own| own as usize) == *only
            };
            if !Method::ALL.into_iter().any(is_only) {
                continue;
            }
            for other in weaker(&self.trie, stronger) {
                let Some(weaker) = self.trie.term(other) else { continue };
                let both = stronger.methods.and(weaker.methods);
                let routes = |method| {
                    let route = |term: &Term| term.route(0, method).map(|route| route as usize);
                    Some((route(stronger)?, route(weaker)?))
                };
                let is_asked = |method: &Method| {
                    routes(*method).is_some_and(|(one, two)| asked(*method, one, two))
                };
                let methods: MethodSet = both.iter().filter(is_asked).collect();
                if methods.is_empty() {
                    continue;
                }
                let bit = self.globs.chains.single(tokens(&self.trie, weaker));
                let state = self.globs.begin(guardrails.clone().chain([bit]));
                let mut walk = Walk {
                    sides: 1,
                    trie: &self.trie,
                    globs: &mut self.globs,
                    texts: &mut self.texts,
                    searches: &mut self.searches,
                    wanted: &|_, _| true,
                    focus: vec![bit],
                    told: told.clone(),
                    paths: Paths::new(),
                    least: Least::new(&self.methods),
                    spent,
                    most: self.budget,
                    asked: "where routes overlap",
                };
                walk.along_shape(id, methods, 0, state)?;
                spent = walk.spent;
                for cell in walk.into_cells(&self.members)? {
                    let Some((stronger, weaker)) = routes(cell.method) else { continue };
                    found.push(Overlap {
                        method: cell.method,
                        stronger,
                        weaker,
                        laid: cell.laid.into_iter().next().unwrap_or_default(),
                        segments: cell.segments,
                        alone: cell.alone,
                    });
                }
            }
        }
        Ok(found)
    }
}

/// Writes a shape as a chain.
fn tokens(trie: &Trie, term: &Term) -> Vec<Token> {
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
fn weaker(trie: &Trie, term: &Term) -> Vec<TermId> {
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
