//! Type constraints of variables: `map(object({ path = string, scopes = optional(list(string), []) }))`.
//!
//! They convert values, and fill in optional attributes. A value that does not fit is an error in
//! Terraform; here it is kept, for whoever uses it to refuse.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};

use super::evaluator::{Evaluator, Pairs};
use super::scope::Scope;
use super::term::{Kind, Term};

impl Evaluator<'_> {
    /// Converts a value to a type.
    pub(super) fn converted(&self, value: Term, kind: &Expression, scope: &Scope<'_>) -> Term {
        if !self.spend(0, value.place) || value.symbol().is_some() || value.is_null() {
            return value;
        }
        match kind {
            Expression::Variable(name) => scalar(value, name.as_str()),
            Expression::FuncCall(call) => self.collection(value, call, scope),
            Expression::Parenthesis(inner) => self.converted(value, inner.inner(), scope),
            _ => value,
        }
    }

    fn collection(&self, value: Term, call: &FuncCall, scope: &Scope<'_>) -> Term {
        let Some(of) = call.args.iter().next() else { return value };
        let place = value.place;
        let every = |items: &[Term]| -> Vec<Term> {
            items.iter().map(|item| self.converted(item.clone(), of, scope)).collect()
        };
        match (call.name.name.as_str(), &value.kind) {
            ("list", Kind::List(items) | Kind::Set(items)) => Term::list(place, every(items)),
            ("set", Kind::List(items) | Kind::Set(items)) => self.set(place, every(items)),
            ("map", Kind::Map(pairs)) => {
                let mut made = Pairs::default();
                for pair in pairs.iter() {
                    let value = self.converted(pair.value.clone(), of, scope);
                    made.set(pair.key.clone(), pair.place, value);
                }
                made.term(place)
            }
            ("object", Kind::Map(_)) => match of {
                Expression::Object(attributes) => self.object_of(&value, attributes, scope),
                _ => value,
            },
            _ => value,
        }
    }

    /// Keeps the attributes of an object type, and fills in those that are optional.
    fn object_of(&self, value: &Term, attributes: &Object, scope: &Scope<'_>) -> Term {
        let mut made = Pairs::default();
        let pairs = value.pairs().unwrap_or_default();
        let given: BTreeMap<&str, _> = pairs.iter().map(|pair| (pair.key.as_str(), pair)).collect();
        for (key, kind) in attributes {
            let ObjectKey::Ident(name) = key else { continue };
            let (kind, default, optional) = optional(kind.expr());
            let found = given.get(name.as_str()).filter(|pair| !pair.value.is_null());
            let made_value = match (found, default) {
                (Some(pair), _) => self.converted(pair.value.clone(), kind, scope),
                (None, Some(default)) => {
                    let default = self.term(default, scope);
                    self.converted(default, kind, scope)
                }
                (None, None) if optional => Term::new(value.place, Kind::Null),
                (None, None) => continue,
            };
            made.set(name.as_str().to_owned(), made_value.place, made_value);
        }
        made.term(value.place)
    }
}

/// Reads `optional(TYPE, DEFAULT)`.
fn optional(kind: &Expression) -> (&Expression, Option<&Expression>, bool) {
    let Expression::FuncCall(call) = kind else { return (kind, None, false) };
    if call.name.name.as_str() != "optional" {
        return (kind, None, false);
    }
    let mut arguments = call.args.iter();
    match arguments.next() {
        Some(kind) => (kind, arguments.next(), true),
        None => (kind, None, true),
    }
}

fn scalar(value: Term, kind: &str) -> Term {
    let place = value.place;
    match kind {
        "string" => match &value.kind {
            Kind::Bool(_) | Kind::Number(_) => Term::text(place, value.known().unwrap_or_default()),
            _ => value,
        },
        "bool" => value.as_bool().map(|known| Term::new(place, Kind::Bool(known))).unwrap_or(value),
        "number" => {
            value.as_number().map(|known| Term::new(place, Kind::Number(known))).unwrap_or(value)
        }
        _ => value,
    }
}
