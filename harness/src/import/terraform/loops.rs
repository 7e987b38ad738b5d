//! `for` expressions, and what they go through.

use engine::spell::quote;
use hcl_edit::expr::ForExpr;

use super::evaluator::{Evaluator, Pairs};
use super::scope::Scope;
use super::term::{Kind, Term};
use crate::import::project::Place;

impl Evaluator<'_> {
    pub(super) fn for_each(&self, each: &ForExpr, scope: &Scope<'_>, place: Place) -> Term {
        let collection = self.term(&each.intro.collection_expr, scope);
        let entries = match self.entries(&collection) {
            Ok(entries) => entries,
            Err(instead) => return instead,
        };
        let value_name = each.intro.value_var.as_str().to_owned();
        let key_name = each.intro.key_var.as_ref().map(|name| name.as_str().to_owned());
        let (mut items, mut pairs) = (Vec::new(), Pairs::default());
        for (key, value) in entries {
            let mut names = vec![(value_name.clone(), value)];
            names.extend(key_name.clone().map(|name| (name, key)));
            let inner = scope.with(&names);
            if let Some(condition) = &each.cond {
                let decided = self.term(&condition.expr, &inner);
                match decided.as_bool() {
                    Some(true) => {}
                    Some(false) => continue,
                    None if decided.is_wrong() => return decided,
                    None => return self.fresh(place, "which items a `for` takes is not known"),
                }
            }
            let value = self.term(&each.value_expr, &inner);
            if value.is_wrong() {
                return value;
            }
            let Some(key) = &each.key_expr else {
                items.push(value);
                continue;
            };
            let key = self.term(key, &inner);
            let Some(name) = key.known() else {
                return self.fresh(place, "a key that a `for` makes is not known");
            };
            if each.grouping {
                return self.fresh(place, "`...` in a `for` is not worked out");
            }
            if pairs.get(&name).is_some() {
                let why = format!("a `for` makes the key {} twice", quote(&name));
                return self.wrong(place, why);
            }
            pairs.set(name, key.place, value);
        }
        if each.key_expr.is_some() { pairs.term(place) } else { Term::list(place, items) }
    }

    /// Returns keys and values of a collection, as Terraform goes through them: maps by key.
    pub(super) fn entries(&self, collection: &Term) -> Result<Vec<(Term, Term)>, Term> {
        let place = collection.place;
        match &collection.kind {
            Kind::Map(pairs) => {
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_by(|one, other| one.key.cmp(&other.key));
                self.spend(pairs.len(), place);
                let entry = |pair: &&super::term::Pair| {
                    (Term::text(pair.place, pair.key.as_str()), pair.value.clone())
                };
                Ok(pairs.iter().map(entry).collect())
            }
            Kind::Set(items) => Ok(items.iter().map(|item| (item.clone(), item.clone())).collect()),
            Kind::List(items) => {
                self.spend(items.len(), place);
                let mut entries = Vec::new();
                let mut at = 0.0;
                for item in items.iter() {
                    entries.push((Term::new(place, Kind::Number(at)), item.clone()));
                    at += 1.0;
                }
                Ok(entries)
            }
            Kind::Wrong(_) => Err(collection.clone()),
            Kind::Unknown(symbol) => {
                Err(self.fresh(place, format!("what a `for` goes through: {}", symbol.why)))
            }
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Encoded(_)
            | Kind::Resource(_) => Err(self.wrong(place, "a `for` goes through what is no list")),
        }
    }
}
