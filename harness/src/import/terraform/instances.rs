//! `count` and `for_each`: the instances of a resource.

use std::rc::Rc;

use engine::Code;
use hcl_edit::structure::Block;

use super::evaluator::Evaluator;
use super::module::{Declared, Module};
use super::scope::Scope;
use super::term::{Expansion, Instance, Kind, Pair, Term};
use crate::import::project::Place;
use crate::import::value::Symbol;

/// Most instances of one resource.
const MOST_INSTANCES: usize = 10_000;

impl Evaluator<'_> {
    /// Returns the instances of a resource.
    pub(super) fn expansion(&self, resource: usize, place: Place) -> Rc<Expansion> {
        if let Some(known) = self.state.borrow().expansions.get(&resource) {
            return Rc::clone(known);
        }
        let Some(declared) = self.module.resources.get(resource) else {
            let (name, why) = (String::new(), "there is no such resource".to_owned());
            return Rc::new(Expansion::Unknown(Symbol { name, place, why, many: true }));
        };
        let mut made = None;
        let name = format!("{} (its instances)", declared.address);
        // Whoever needs the instances while they are worked out gets an unknown.
        let term = self.once(&name, place, || {
            made = Some(self.expand(resource, declared));
            Term::new(place, Kind::Null)
        });
        let made = made.unwrap_or_else(|| Expansion::Unknown(self.symbol(&term, "a circle")));
        let made = Rc::new(made);
        self.state.borrow_mut().expansions.insert(resource, Rc::clone(&made));
        made
    }

    fn expand(&self, resource: usize, declared: &Declared<'_>) -> Expansion {
        let block = declared.found.block;
        let scope = Scope::of_file(declared.found.file);
        let address = &declared.address;
        let instance = |address: String, names| Rc::new(Instance { resource, address, names });
        if let Some(count) = Module::attribute(block, "count") {
            let term = self.term(count, &scope);
            let Some(count) = term.as_index() else {
                return Expansion::Unknown(self.symbol(&term, "its `count` is no number"));
            };
            if count > MOST_INSTANCES {
                return self.too_many(declared);
            }
            let one = |at: u32| {
                let index = Term::new(term.place, Kind::Number(f64::from(at)));
                let names = vec![("count".to_owned(), pair(term.place, "index", index))];
                instance(format!("{address}[{at}]"), names)
            };
            let count = u32::try_from(count).unwrap_or(0);
            return Expansion::Counted((0..count).map(one).collect());
        }
        let Some(for_each) = Module::attribute(block, "for_each") else {
            return Expansion::One(instance(address.clone(), Vec::new()));
        };
        let term = self.term(for_each, &scope);
        if let Kind::List(_) = term.kind {
            let message = "`for_each` takes a map or a set, and this is a list";
            self.report(term.place, Code::InvalidTemplate, message);
        }
        let entries = match self.entries(&term) {
            Ok(entries) => entries,
            Err(instead) => return Expansion::Unknown(self.symbol(&instead, "it is no map")),
        };
        if entries.len() > MOST_INSTANCES {
            return self.too_many(declared);
        }
        let mut all = Vec::new();
        for (key, value) in entries {
            let Some(known) = key.known() else {
                return Expansion::Unknown(self.symbol(&key, "a key of its `for_each`"));
            };
            let place = key.place;
            let each = vec![
                Pair { key: "key".to_owned(), place, value: key },
                Pair { key: "value".to_owned(), place, value },
            ];
            let names = vec![("each".to_owned(), Term::map(place, each))];
            all.push((known.clone(), instance(format!("{address}[{known:?}]"), names)));
        }
        Expansion::Keyed(all)
    }

    fn too_many(&self, declared: &Declared<'_>) -> Expansion {
        let why = format!("it has more than {MOST_INSTANCES} instances");
        self.report(declared.place, Code::FileTooLarge, format!("`{}`: {why}", declared.address));
        let (name, place) = (declared.address.clone(), declared.place);
        Expansion::Unknown(Symbol { name, place, why, many: true })
    }

    /// Does something in the scope of an instance.
    pub(super) fn within<T>(
        &self,
        instance: &Instance,
        work: impl FnOnce(&Block, &Scope<'_>) -> T,
    ) -> Option<T> {
        let declared = self.module.resources.get(instance.resource)?;
        let file = Scope::of_file(declared.found.file);
        let scope = file.with(&instance.names);
        Some(work(declared.found.block, &scope))
    }

    /// An instance of which neither key nor value is known.
    pub(super) fn bare(&self, resource: usize) -> Instance {
        let address = self.module.resources.get(resource).map(|one| one.address.clone());
        Instance { resource, address: address.unwrap_or_default(), names: Vec::new() }
    }
}

fn pair(place: Place, key: &str, value: Term) -> Term {
    Term::map(place, vec![Pair { key: key.to_owned(), place, value }])
}
