//! The work of a template: its names, its bounds, and the walk over nodes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::spell::quote;
use engine::{Code, Diagnostic, Diagnostics};

use super::parameters::Parameters;
use super::secrets;
use super::truth::Truth;
use crate::import::project::{Place, Project};
use crate::import::template::{Entry, Kind, Node};
use crate::import::value::{Member, Piece, Shape, Symbol, Text, Value};

/// Most work that one template may ask for: values made, and text in units of 16 bytes.
const MOST_WORK: usize = 4 << 20;
/// Deepest nesting of functions, through conditions too.
pub(super) const MAX_DEPTH: usize = 300;

/// Works out the functions of one template.
#[derive(Debug)]
pub struct Resolver<'t> {
    pub(super) project: &'t Project,
    pub(super) parameters: Parameters,
    pub(super) mappings: Option<&'t Node>,
    pub(super) conditions: BTreeMap<&'t str, &'t Node>,
    /// The type of each resource.
    resources: BTreeMap<String, String>,
    pub(super) state: RefCell<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) decided: BTreeMap<String, Truth>,
    /// Conditions on the way, for circles.
    pub(super) deciding: Vec<String>,
    work: usize,
    depth: usize,
    found: Diagnostics,
}

impl<'t> Resolver<'t> {
    /// Prepares the functions of a template, with values for its parameters.
    pub fn new(project: &'t Project, root: &'t Node, given: &BTreeMap<String, String>) -> Self {
        let conditions = root.get("Conditions").map_or(&[][..], Node::entries);
        let mut resolver = Self {
            project,
            parameters: Parameters::default(),
            mappings: root.get("Mappings"),
            conditions: conditions.iter().map(|one| (one.key.as_str(), &one.value)).collect(),
            resources: BTreeMap::new(),
            state: RefCell::default(),
        };
        let mut found = Diagnostics::new();
        resolver.parameters = Parameters::read(project, root, given, &mut found);
        resolver.state.borrow_mut().found.extend(found);
        let resources = root.get("Resources").map_or_else(Vec::new, |node| resolver.expand(node));
        for resource in resources {
            let kind = resource.value.get("Type").and_then(Node::text).unwrap_or("");
            resolver.resources.insert(resource.key.clone(), kind.to_owned());
        }
        resolver
    }

    /// Returns the names of given values that are no parameters of the template.
    pub fn strangers(&self, given: &BTreeMap<String, String>) -> Vec<String> {
        given.keys().filter(|name| !self.parameters.has(name)).cloned().collect()
    }

    /// Returns the type of a resource.
    pub fn resource_type(&self, id: &str) -> Option<&str> {
        self.resources.get(id).map(String::as_str)
    }

    /// Takes what was found wrong so far.
    pub fn take_found(&self) -> Diagnostics {
        std::mem::take(&mut self.state.borrow_mut().found)
    }

    /// Works out a document of another file: `CloudFormation`'s functions do nothing there.
    pub fn document(&self, node: &Node) -> Value {
        let place = node.place;
        if !self.enter(place) {
            return Value { place, shape: Shape::Null };
        }
        let member = |entry: &Entry| {
            let (key, key_place) = (entry.key.clone(), entry.key_place);
            Member { key, key_place, value: self.document(&entry.value) }
        };
        let shape = match &node.kind {
            Kind::Scalar { .. } if node.is_null() => Shape::Null,
            Kind::Scalar { text, .. } => Shape::Text(Text::literal(text.as_str())),
            Kind::List(items) => Shape::List(items.iter().map(|one| self.document(one)).collect()),
            Kind::Map(entries) => Shape::Map(entries.iter().map(member).collect()),
        };
        self.leave();
        Value { place, shape }
    }

    /// Returns whether a value is a number as it is written: `12` is, `"12"` is not.
    pub fn is_number(&self, value: &Value) -> bool {
        let Some(text) = value.known().filter(|text| text.parse::<f64>().is_ok()) else {
            return false;
        };
        let span = value.place.span;
        let range =
            usize::try_from(span.start).unwrap_or(0)..usize::try_from(span.end).unwrap_or(0);
        self.project.source(value.place.file).text().get(range) == Some(text)
    }

    /// Works out a node.
    pub fn value(&self, node: &Node) -> Value {
        if !self.enter(node.place) {
            return Value::hole(node.place, "…", "the template asks for too much work");
        }
        let value = self.work_out(node);
        self.leave();
        value
    }

    fn work_out(&self, node: &Node) -> Value {
        let place = node.place;
        match &node.kind {
            Kind::Scalar { .. } if node.is_null() => Value { place, shape: Shape::Null },
            Kind::Scalar { text, .. } => {
                self.spend(text.len() / 16, place);
                Value { place, shape: Shape::Text(secrets::with_holes(text, place)) }
            }
            Kind::List(items) => {
                let values = items.iter().filter_map(|item| self.unless_nothing(item));
                Value { place, shape: Shape::List(values.collect()) }
            }
            Kind::Map(entries) => {
                if let Some(entry) = node.single()
                    && is_function(&entry.key)
                {
                    return self.call(&entry.key, &entry.value, place);
                }
                if let Some(entry) = entries.iter().find(|entry| is_function(&entry.key)) {
                    let why = format!("{} stands beside other keys", quote(&entry.key));
                    return Value::hole(place, entry.key.as_str(), why);
                }
                let members = self.expand(node).into_iter().filter_map(|entry| {
                    let value = self.unless_nothing(&entry.value)?;
                    let (key, key_place) = (entry.key.clone(), entry.key_place);
                    Some(Member { key, key_place, value })
                });
                Value { place, shape: Shape::Map(members.collect()) }
            }
        }
    }

    /// `AWS::NoValue` takes its key or item with it; a null that is written does not.
    fn unless_nothing(&self, node: &Node) -> Option<Value> {
        let value = self.value(node);
        (value.shape != Shape::Null || node.is_null()).then_some(value)
    }

    /// Makes a value of which only the symbol is known.
    pub(super) fn unknown(
        &self,
        place: Place,
        name: impl Into<String>,
        why: impl Into<String>,
    ) -> Value {
        self.spend(1, place);
        Value::hole(place, name, why)
    }

    pub(super) fn symbol_of(place: Place, name: String, why: String) -> Text {
        let symbol = Symbol { name, place, why, many: false };
        let mut text = Text::default();
        text.push_piece(&Piece::Hole(symbol));
        text
    }

    pub(super) fn enter(&self, place: Place) -> bool {
        let deep = {
            let mut state = self.state.borrow_mut();
            state.depth += 1;
            state.depth > MAX_DEPTH
        };
        if deep {
            self.report(place, Code::TooDeep, "functions are nested too deep");
        }
        let enough = self.spend(1, place);
        if deep || !enough {
            self.leave();
        }
        !deep && enough
    }

    pub(super) fn leave(&self) {
        let mut state = self.state.borrow_mut();
        state.depth = state.depth.saturating_sub(1);
    }

    /// Counts work; `false` when there was too much.
    pub(super) fn spend(&self, work: usize, place: Place) -> bool {
        let (before, after) = {
            let mut state = self.state.borrow_mut();
            let before = state.work;
            state.work = state.work.saturating_add(work);
            (before, state.work)
        };
        if before <= MOST_WORK && after > MOST_WORK {
            let message = "the template stands for too many values";
            self.report(place, Code::FileTooLarge, message);
        }
        after <= MOST_WORK
    }

    /// Tells of a mistake in the template.
    pub fn report(&self, place: Place, code: Code, message: impl Into<String>) {
        self.push(self.project.finding(place, code, message));
    }

    fn push(&self, finding: Diagnostic) {
        self.state.borrow_mut().found.push(finding);
    }
}

/// Returns whether a key calls a function where a value belongs.
fn is_function(key: &str) -> bool {
    key == "Ref" || (key.starts_with("Fn::") && !key.starts_with("Fn::ForEach::"))
}
