//! Conditions: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, and names of conditions.

use engine::Code;
use engine::spell::quote;

use super::resolver::{MAX_DEPTH, Resolver};
use super::truth::Truth;
use crate::import::template::Node;
use crate::import::value::{Symbol, Value};

impl Resolver<'_> {
    /// Decides the condition of a name, which stands at a node.
    pub fn condition(&self, name: &str, named_at: &Node) -> Truth {
        if let Some(known) = self.state.borrow().decided.get(name) {
            return known.clone();
        }
        let Some(node) = self.conditions.get(name) else {
            let message = format!("there is no condition {}", quote(name));
            self.report(named_at.place, Code::InvalidTemplate, message.as_str());
            return unknown(named_at, name, message);
        };
        let circle = {
            let state = self.state.borrow();
            state.deciding.iter().any(|other| other == name) || state.deciding.len() >= MAX_DEPTH
        };
        if circle {
            let message = format!("the condition {} asks for itself", quote(name));
            self.report(node.place, Code::InvalidTemplate, message.as_str());
            return unknown(named_at, name, message);
        }
        self.state.borrow_mut().deciding.push(name.to_owned());
        let truth = self.truth(node);
        let mut state = self.state.borrow_mut();
        state.deciding.pop();
        state.decided.insert(name.to_owned(), truth.clone());
        truth
    }

    /// Decides a condition's expression.
    pub(super) fn truth(&self, node: &Node) -> Truth {
        if !self.enter(node.place) {
            return unknown(node, "…", "the template asks for too much work".to_owned());
        }
        let truth = self.decide(node);
        self.leave();
        truth
    }

    fn decide(&self, node: &Node) -> Truth {
        let Some(entry) = node.single() else {
            return match node.text() {
                Some("true") => Truth::Yes,
                Some("false") => Truth::No,
                _ => self.no_condition(node),
            };
        };
        let items = entry.value.items();
        match (entry.key.as_str(), items) {
            ("Condition", _) => match entry.value.text() {
                Some(name) => self.condition(name, &entry.value),
                None => self.no_condition(node),
            },
            ("Fn::Equals", [left, right]) => equal(&self.value(left), &self.value(right)),
            ("Fn::Not", [one]) => match self.truth(one) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                unknown @ Truth::Unknown(_) => unknown,
            },
            ("Fn::And", [_, ..]) => self.first(items, &Truth::No).unwrap_or(Truth::Yes),
            ("Fn::Or", [_, ..]) => self.first(items, &Truth::Yes).unwrap_or(Truth::No),
            _ => self.no_condition(node),
        }
    }

    /// Returns what ends a conjunction or disjunction, else what of it is not known.
    fn first(&self, items: &[Node], ending: &Truth) -> Option<Truth> {
        let mut not_known = None;
        for item in items {
            let truth = self.truth(item);
            if truth == *ending {
                return Some(truth);
            }
            if matches!(truth, Truth::Unknown(_)) {
                not_known = not_known.or(Some(truth));
            }
        }
        not_known
    }

    fn no_condition(&self, node: &Node) -> Truth {
        let message = "this is no condition";
        self.report(node.place, Code::InvalidTemplate, message);
        unknown(node, "condition", message.to_owned())
    }
}

fn unknown(node: &Node, name: &str, why: String) -> Truth {
    Truth::Unknown(Symbol { name: name.to_owned(), place: node.place, why, many: false })
}

/// Equal symbols have equal values; of different ones nobody knows.
fn equal(left: &Value, right: &Value) -> Truth {
    let (Some(one), Some(other)) = (left.text(), right.text()) else {
        return Truth::of(left.shape == right.shape);
    };
    match one.holes().chain(other.holes()).next() {
        Some(symbol) if one != other => Truth::Unknown(symbol.clone()),
        _ => Truth::of(one == other),
    }
}
