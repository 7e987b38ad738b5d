//! Terraform's functions, as far as policies are made of them.
//!
//! A function that is not here, or whose arguments are not known, comes to an unknown with its
//! name: nothing is guessed.

mod collections;
mod encoding;
mod lists;
mod texts;

use engine::spell::quote;
use hcl_edit::expr::FuncCall;

use super::evaluator::Evaluator;
use super::scope::Scope;
use super::term::{Kind, Made, Term};
use crate::import::project::Place;

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &FuncCall, scope: &Scope<'_>, place: Place) -> Term {
        let name = call.name.name.as_str();
        if !call.name.namespace.is_empty() {
            return self.fresh(place, format!("the function {} is a provider's", quote(name)));
        }
        // These two look at their arguments one by one.
        match name {
            "try" => return self.first_that_works(call, scope, place),
            "can" => {
                let Some(only) = call.args.iter().next() else {
                    return self.wrong(place, "`can` takes an argument");
                };
                let known = !self.term(only, scope).is_wrong();
                return Term::new(place, Kind::Bool(known));
            }
            _ => {}
        }
        let mut arguments: Vec<Term> = call.args.iter().map(|one| self.term(one, scope)).collect();
        if let Some(wrong) = arguments.iter().find(|one| one.is_wrong()) {
            return wrong.clone();
        }
        if call.args.expand_final() {
            let Some(last) = arguments.pop() else { return self.wrong(place, "nothing to expand") };
            let Some(items) = last.items() else {
                let symbol = self.symbol(&last, "`...` expands what is no list");
                return self.fresh(place, symbol.why);
            };
            arguments.extend(items.iter().cloned());
        }
        let size: usize = arguments.iter().map(|one| one.items().map_or(0, <[Term]>::len)).sum();
        if !self.spend(size, place) {
            return self.fresh(place, "the module asks for too much work");
        }
        if let Some(made) = self.apply(name, &arguments, place) {
            return made;
        }
        let unknown = arguments.iter().find_map(Term::symbol);
        let why = match unknown {
            Some(symbol) => format!("{}: {}", quote(&format!("{name}()")), symbol.why),
            None => format!("{} is not worked out here", quote(&format!("{name}()"))),
        };
        self.fresh(place, why)
    }

    fn first_that_works(&self, call: &FuncCall, scope: &Scope<'_>, place: Place) -> Term {
        let mut last = None;
        for argument in &call.args {
            let term = self.term(argument, scope);
            if !term.is_wrong() {
                return term;
            }
            last = Some(term);
        }
        last.unwrap_or_else(|| self.wrong(place, "`try` takes an argument"))
    }

    fn apply(&self, name: &str, arguments: &[Term], place: Place) -> Made {
        match arguments {
            [one] => self
                .text_of_one(name, one, place)
                .or_else(|| self.collection_of_one(name, one, place))
                .or_else(|| self.encoding(name, one, place)),
            _ => None,
        }
        .or_else(|| self.text_of_many(name, arguments, place))
        .or_else(|| self.collection_of_many(name, arguments, place))
        .or_else(|| match (name, arguments) {
            ("templatefile", [file, names]) => self.template_file(file, names, place),
            _ => None,
        })
    }
}
