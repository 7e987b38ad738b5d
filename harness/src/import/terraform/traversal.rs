//! References: variables, locals, resources and their attributes, and what lies below them.

use std::rc::Rc;

use engine::spell::quote;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};

use super::evaluator::Evaluator;
use super::module::Module;
use super::scope::Scope;
use super::term::{Expansion, Kind, Pair, Term, shown};
use crate::import::project::Place;

impl Evaluator<'_> {
    /// Works out a name that stands alone.
    pub(super) fn name(&self, name: &str, scope: &Scope<'_>, place: Place) -> Term {
        match scope.get(name) {
            Some(term) => term.clone().at(place),
            None => self.wrong(place, format!("{} is not a name here", quote(name))),
        }
    }

    /// Works out a name with what follows it.
    pub(super) fn traversal(&self, traversal: &Traversal, scope: &Scope<'_>, place: Place) -> Term {
        let operators: Vec<&TraversalOperator> =
            traversal.operators.iter().map(hcl_edit::Decorated::value).collect();
        let (begun, rest) = match (&traversal.expr, operators.as_slice()) {
            (Expression::Variable(root), [TraversalOperator::GetAttr(first), rest @ ..])
                if scope.get(root.as_str()).is_none() =>
            {
                self.root(root.as_str(), first.as_str(), rest, scope, place)
            }
            (expression, all) => (self.term(expression, scope), all),
        };
        self.follow(begun, rest, scope, place)
    }

    /// Works out where a reference begins; returns what follows.
    fn root<'o>(
        &self,
        root: &str,
        first: &str,
        rest: &'o [&'o TraversalOperator],
        scope: &Scope<'_>,
        place: Place,
    ) -> (Term, &'o [&'o TraversalOperator]) {
        if !scope.open {
            let why = format!("{} is not within reach of this file", quote(root));
            return (self.wrong(place, why), rest);
        }
        let second = || match rest {
            [TraversalOperator::GetAttr(second), rest @ ..] => Some((second.as_str(), rest)),
            _ => None,
        };
        match root {
            "var" => (self.variable(first, place), rest),
            "local" => (self.local(first, place), rest),
            "path" if matches!(first, "module" | "root") => (Term::text(place, "."), rest),
            "path" | "terraform" | "self" | "each" | "count" => {
                let name = format!("{root}.{first}");
                let why = format!("{} is not known here", quote(&name));
                (Term::unknown(place, name, why), rest)
            }
            "module" => {
                let name = format!("module.{first}");
                let why = format!("{} is not read", quote(&name));
                (Term::unknown(place, name, why), rest)
            }
            "data" => match second() {
                Some((second, rest)) => {
                    let name = format!("data.{first}.{second}");
                    let why = format!("the data source {} is Terraform's to read", quote(&name));
                    (Term::unknown(place, name, why), rest)
                }
                None => (self.wrong(place, "a data source has a type and a name"), rest),
            },
            kind => (self.resource(&format!("{kind}.{first}"), place), rest),
        }
    }

    fn variable(&self, name: &str, place: Place) -> Term {
        let Some(found) = self.module.variables.get(name) else {
            return self.wrong(place, format!("the variable {} is not declared", quote(name)));
        };
        let made = self.once(&format!("var.{name}"), place, || {
            let scope = Scope::of_file(found.file);
            let given = self.given.get(name).cloned();
            let default = || {
                let default = Module::attribute(found.block, "default")?;
                Some(self.term(default, &scope))
            };
            let Some(value) = given.or_else(default) else {
                let why = format!("the variable {} has no value", quote(name));
                return Term::unknown(scope.place(&found.block.ident), format!("var.{name}"), why);
            };
            match Module::attribute(found.block, "type") {
                Some(kind) => self.converted(value, kind, &scope),
                None => value,
            }
        });
        made.at(place)
    }

    fn local(&self, name: &str, place: Place) -> Term {
        let Some((file, expression)) = self.module.locals.get(name) else {
            return self.wrong(place, format!("the local {} is not declared", quote(name)));
        };
        let made = self.once(&format!("local.{name}"), place, || {
            self.term(expression, &Scope::of_file(*file))
        });
        if matches!(made.kind, Kind::List(_) | Kind::Set(_) | Kind::Map(_)) {
            return made;
        }
        made.at(place)
    }

    /// Returns a resource, or all its instances.
    fn resource(&self, address: &str, place: Place) -> Term {
        let Some(at) = self.module.by_address.get(address) else {
            let why = format!("the resource {} is not declared", quote(address));
            return Term::unknown(place, address, why);
        };
        match self.expansion(*at, place).as_ref() {
            Expansion::One(instance) => Term::new(place, Kind::Resource(Rc::clone(instance))),
            Expansion::Unknown(symbol) => {
                let why = format!("how many of {} there are: {}", quote(address), symbol.why);
                Term::unknown(place, address, why)
            }
            Expansion::Counted(all) => {
                let item = |one: &Rc<_>| Term::new(place, Kind::Resource(Rc::clone(one)));
                Term::list(place, all.iter().map(item).collect())
            }
            Expansion::Keyed(all) => {
                let pair = |(key, one): &(String, Rc<_>)| {
                    let value = Term::new(place, Kind::Resource(Rc::clone(one)));
                    Pair { key: key.clone(), place, value }
                };
                Term::map(place, all.iter().map(pair).collect())
            }
        }
    }

    fn follow(
        &self,
        begun: Term,
        operators: &[&TraversalOperator],
        scope: &Scope<'_>,
        place: Place,
    ) -> Term {
        let mut term = begun;
        let mut rest = operators;
        while let [operator, behind @ ..] = rest {
            if !self.spend(0, place) {
                return self.fresh(place, "the module asks for too much work");
            }
            rest = behind;
            term = match operator {
                TraversalOperator::GetAttr(name) => self.attribute_of(&term, name.as_str(), place),
                TraversalOperator::LegacyIndex(index) => {
                    self.index(&term, &Term::text(place, index.value().to_string()), place)
                }
                TraversalOperator::Index(index) => {
                    let index = self.term(index, scope);
                    self.index(&term, &index, place)
                }
                TraversalOperator::FullSplat(_) => {
                    return self.splat(&term, behind, scope, place);
                }
                // Only attributes belong to this kind of splat; an index takes from its list.
                TraversalOperator::AttrSplat(_) => {
                    let is_attribute =
                        |one: &&&TraversalOperator| matches!(one, TraversalOperator::GetAttr(_));
                    let count = behind.iter().take_while(is_attribute).count();
                    let (own, after) = behind.split_at(count);
                    rest = after;
                    self.splat(&term, own, scope, place)
                }
            };
        }
        term
    }

    fn splat(
        &self,
        term: &Term,
        rest: &[&TraversalOperator],
        scope: &Scope<'_>,
        place: Place,
    ) -> Term {
        if let Some(symbol) = term.symbol() {
            let mut symbol = symbol.clone();
            symbol.name.push_str("[*]");
            symbol.many = true;
            return self.follow(Term::new(place, Kind::Unknown(symbol)), rest, scope, place);
        }
        let alone = [term.clone()];
        let items = if term.is_null() { &[] } else { term.items().unwrap_or(&alone) };
        let items: Vec<Term> =
            items.iter().map(|item| self.follow(item.clone(), rest, scope, place)).collect();
        match items.iter().find(|item| item.is_wrong()) {
            Some(wrong) => wrong.clone(),
            None => Term::list(place, items),
        }
    }

    pub(super) fn attribute_of(&self, term: &Term, name: &str, place: Place) -> Term {
        match &term.kind {
            Kind::Map(pairs) => match pairs.iter().find(|pair| pair.key == name) {
                Some(pair) => pair.value.clone(),
                None => self.wrong(place, format!("there is no {} in the map", quote(name))),
            },
            Kind::Resource(instance) => self.resource_attribute(instance, name, place),
            Kind::Unknown(symbol) => {
                let mut symbol = symbol.clone();
                symbol.name = format!("{}.{name}", symbol.name);
                symbol.place = place;
                Term::new(place, Kind::Unknown(symbol))
            }
            Kind::Wrong(_) => term.clone(),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Set(_)
            | Kind::Encoded(_) => {
                self.wrong(place, format!("{} is asked of what is no map", quote(name)))
            }
        }
    }

    pub(super) fn index(&self, term: &Term, index: &Term, place: Place) -> Term {
        match (&term.kind, index.known()) {
            (Kind::Wrong(_), _) => term.clone(),
            (_, _) if index.is_wrong() => index.clone(),
            (_, None) => self.fresh(place, "which item is taken is not known"),
            (Kind::Unknown(symbol), Some(key)) => {
                let mut symbol = symbol.clone();
                let shown = match index.kind {
                    Kind::Number(number) => shown(number),
                    _ => format!("{key:?}"),
                };
                symbol.name = format!("{}[{shown}]", symbol.name);
                (symbol.place, symbol.many) = (place, false);
                Term::new(place, Kind::Unknown(symbol))
            }
            (Kind::Map(_) | Kind::Resource(_), Some(key)) => self.attribute_of(term, &key, place),
            (Kind::List(items), Some(_)) => match index.as_index().and_then(|at| items.get(at)) {
                Some(item) => item.clone(),
                None => self.wrong(place, "the list has no item at this index"),
            },
            (
                Kind::Null
                | Kind::Bool(_)
                | Kind::Number(_)
                | Kind::Text(_)
                | Kind::Set(_)
                | Kind::Encoded(_),
                Some(_),
            ) => self.wrong(place, "an item is taken of what is no list or map"),
        }
    }
}
