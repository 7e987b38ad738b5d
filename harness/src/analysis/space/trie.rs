//! The shapes of all routes of one or two policies in one tree of segments.

use engine::{AmbiguousPaths, Method, Policy, RouteKey, RouteMethod, Segment};

use super::{
    method_set::MethodSet,
    numbers::Numbered,
    texts::{Text, Texts},
};

/// A place in the tree; the root is 0.
pub(super) type Node = u32;

/// The number of a [`Term`].
pub(super) type TermId = u32;

pub(super) const ROOT: Node = 0;

/// The shape that takes whatever no other does: `$default`, or no route at all.
pub(super) const EVERYTHING: TermId = 0;

/// Which paths a shape takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Those that end at its node.
    Path,
    /// Those that go on after its node, by one segment or more.
    Rest,
    /// All; of shapes the last.
    Everything,
}

/// A shape and the routes that have it.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) node: Node,
    pub(super) takes: Takes,
    /// By side and method.
    slots: [[Option<u32>; 7]; 2],
    /// The methods that have a route on either side.
    pub(super) methods: MethodSet,
    /// The name of the greedy variable.
    pub(super) name: Option<Text>,
}

impl Term {
    pub(super) fn route(&self, side: usize, method: Method) -> Option<u32> {
        self.slots.get(side)?.get(method as usize).copied().flatten()
    }

    /// Returns the methods that have a route on a side.
    pub(super) fn on(&self, side: usize) -> MethodSet {
        Method::ALL.into_iter().filter(|method| self.route(side, *method).is_some()).collect()
    }

    /// Returns the methods that have a route on all sides, and those that have one on some only.
    /// What takes everything does so on all, by a route or by none.
    pub(super) fn split(&self, sides: usize) -> (MethodSet, MethodSet) {
        if self.takes == Takes::Everything {
            return (MethodSet::ALL, MethodSet::NONE);
        }
        let on_all = (0..sides).fold(MethodSet::ALL, |methods, side| methods.and(self.on(side)));
        (on_all, self.methods.without(on_all))
    }

    fn set(&mut self, side: usize, method: Method, route: u32) {
        let slot = self.slots.get_mut(side).and_then(|slots| slots.get_mut(method as usize));
        if let Some(slot) = slot
            && slot.is_none()
        {
            *slot = Some(route);
            self.methods.insert(method);
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Branch {
    pub(super) parent: Node,
    /// The literal that leads here; of a variable's branch nothing.
    pub(super) literal: Option<Text>,
    /// The first name of the variable that leads here.
    pub(super) name: Option<Text>,
    pub(super) literals: Vec<(Text, Node)>,
    pub(super) variable: Option<Node>,
    pub(super) path: Option<TermId>,
    pub(super) rest: Option<TermId>,
    /// Whether a greedy variable stands here or below.
    pub(super) is_greedy_below: bool,
}

#[derive(Debug)]
pub(super) struct Trie {
    branches: Vec<Branch>,
    children: Numbered<u64, Node>,
    terms: Vec<Term>,
}

/// Children that are looked through before the table is asked.
const FEW: usize = 4;

impl Trie {
    /// Puts the routes of all sides in.
    pub(super) fn new(sides: &[&Policy], texts: &mut Texts) -> Self {
        let mut trie = Self {
            branches: vec![Branch::default()],
            children: Numbered::default(),
            terms: Vec::new(),
        };
        trie.add_term(ROOT, Takes::Everything, None);
        for (side, policy) in sides.iter().enumerate() {
            debug_assert!(policy.ambiguous_paths() == AmbiguousPaths::Deny, "refused before");
            let mut of_any = Vec::new();
            for (route, index) in policy.routes().iter().zip(0..) {
                let (term, method) = match &route.key {
                    RouteKey::Default => (EVERYTHING, RouteMethod::Any),
                    RouteKey::Path(method, pattern) => {
                        (trie.insert(pattern.segments(), texts), *method)
                    }
                };
                match method {
                    RouteMethod::Only(method) => trie.set(term, side, method, index),
                    RouteMethod::Any => of_any.push((term, index)),
                }
            }
            // An `ANY` route has the methods that its exact siblings leave.
            for (term, index) in of_any {
                for method in Method::ALL {
                    trie.set(term, side, method, index);
                }
            }
        }
        if let Some(everything) = trie.terms.first_mut() {
            everything.methods = MethodSet::ALL;
        }
        trie.note_greedy();
        trie
    }

    fn set(&mut self, term: TermId, side: usize, method: Method, route: u32) {
        if let Some(term) = self.terms.get_mut(term as usize) {
            term.set(side, method, route);
        }
    }

    fn insert(&mut self, segments: &[Segment], texts: &mut Texts) -> TermId {
        let mut node = ROOT;
        for segment in segments {
            node = match segment {
                Segment::Literal(text) => self.literal_child(node, texts.intern(text)),
                Segment::Variable(name) => self.variable_child(node, texts.intern(name)),
                Segment::Greedy(name) => {
                    let known = self.branch(node).rest;
                    let name = texts.intern(name);
                    return known.unwrap_or_else(|| self.add_term(node, Takes::Rest, Some(name)));
                }
            };
        }
        self.branch(node).path.unwrap_or_else(|| self.add_term(node, Takes::Path, None))
    }

    fn add_term(&mut self, node: Node, takes: Takes, name: Option<Text>) -> TermId {
        let term = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        let methods = MethodSet::NONE;
        self.terms.push(Term { node, takes, slots: [[None; 7]; 2], methods, name });
        if let Some(branch) = self.branches.get_mut(node as usize) {
            match takes {
                Takes::Path => branch.path = Some(term),
                Takes::Rest => branch.rest = Some(term),
                Takes::Everything => {}
            }
        }
        term
    }

    fn add_branch(&mut self, parent: Node, literal: Option<Text>, name: Option<Text>) -> Node {
        let node = u32::try_from(self.branches.len()).unwrap_or(u32::MAX);
        self.branches.push(Branch { parent, literal, name, ..Branch::default() });
        node
    }

    fn literal_child(&mut self, node: Node, text: Text) -> Node {
        self.child(node, text).unwrap_or_else(|| {
            let child = self.add_branch(node, Some(text), None);
            if let Some(branch) = self.branches.get_mut(node as usize) {
                branch.literals.push((text, child));
            }
            self.children.insert(key(node, text), child);
            child
        })
    }

    fn variable_child(&mut self, node: Node, name: Text) -> Node {
        self.branch(node).variable.unwrap_or_else(|| {
            let child = self.add_branch(node, None, Some(name));
            if let Some(branch) = self.branches.get_mut(node as usize) {
                branch.variable = Some(child);
            }
            child
        })
    }

    /// A branch stands after the one it grows from.
    fn note_greedy(&mut self) {
        for node in (0..self.branches.len()).rev() {
            let Some(branch) = self.branches.get_mut(node) else { continue };
            branch.is_greedy_below |= branch.rest.is_some();
            let (is_greedy, parent) = (branch.is_greedy_below, branch.parent as usize);
            if is_greedy && let Some(parent) = self.branches.get_mut(parent) {
                parent.is_greedy_below = true;
            }
        }
    }

    /// Returns the child that a literal leads to.
    pub(super) fn child(&self, node: Node, text: Text) -> Option<Node> {
        let literals = &self.branch(node).literals;
        if literals.len() <= FEW {
            return literals.iter().find(|(own, _)| *own == text).map(|(_, child)| *child);
        }
        self.children.get(&key(node, text)).copied()
    }

    pub(super) fn branch(&self, node: Node) -> &Branch {
        const NOTHING: &Branch = &Branch {
            parent: ROOT,
            literal: None,
            name: None,
            literals: Vec::new(),
            variable: None,
            path: None,
            rest: None,
            is_greedy_below: false,
        };
        self.branches.get(node as usize).unwrap_or(NOTHING)
    }

    /// Goes through the literals of all shapes.
    pub(super) fn literals(&self) -> impl Iterator<Item = Text> {
        self.branches.iter().filter_map(|branch| branch.literal)
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn term(&self, term: TermId) -> Option<&Term> {
        self.terms.get(term as usize)
    }

    /// Returns the methods of a shape; of none, none.
    pub(super) fn methods(&self, term: Option<TermId>) -> MethodSet {
        term.and_then(|term| self.term(term)).map_or(MethodSet::NONE, |term| term.methods)
    }

    /// Returns how many branches there are.
    pub(super) fn len(&self) -> usize {
        self.branches.len()
    }

    /// Returns the branches from the root, without it, to a node.
    pub(super) fn way(&self, mut node: Node) -> Vec<Node> {
        let mut way = Vec::new();
        while node != ROOT {
            way.push(node);
            node = self.branch(node).parent;
        }
        way.reverse();
        way
    }
}

fn key(node: Node, text: Text) -> u64 {
    u64::from(node) << 32 | u64::from(text.0)
}
