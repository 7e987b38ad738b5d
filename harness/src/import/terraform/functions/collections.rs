//! Functions of lists, sets and maps.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::project::Place;
use crate::import::terraform::evaluator::{Evaluator, Pairs};
use crate::import::terraform::term::{Kind, Made, Pair, Term};

impl Evaluator<'_> {
    /// Makes a set: distinct and in order. What is not known keeps its place behind the known.
    pub(in crate::import::terraform) fn set(&self, place: Place, items: Vec<Term>) -> Term {
        self.spend(items.len(), place);
        let mut sorted = BTreeMap::new();
        for item in items {
            let Some(text) = item.as_text() else {
                // A set of maps: its order is Terraform's own.
                return self.fresh(place, "a set of other things than texts is not worked out");
            };
            sorted.entry((text.known().is_none(), text.to_string())).or_insert(item);
        }
        Term::new(place, Kind::Set(sorted.into_values().collect()))
    }

    pub(super) fn collection_of_one(&self, name: &str, one: &Term, place: Place) -> Made {
        match (name, &one.kind) {
            ("toset" | "tolist", Kind::Unknown(symbol)) => {
                let mut symbol = symbol.clone();
                symbol.many = true;
                Some(Term::new(place, Kind::Unknown(symbol)))
            }
            ("tomap" | "toset", Kind::Map(_)) => (name == "tomap").then(|| one.clone()),
            ("toset", Kind::List(items) | Kind::Set(items)) => {
                Some(self.set(place, items.to_vec()))
            }
            ("tolist" | "sort", Kind::Set(items)) => Some(Term::list(place, items.to_vec())),
            ("tolist", Kind::List(_)) => Some(one.clone()),
            ("sort", Kind::List(items)) => {
                let mut sorted: Vec<(String, Term)> = items
                    .iter()
                    .map(|item| item.known().map(|known| (known, item.clone())))
                    .collect::<Option<_>>()?;
                sorted.sort_by(|one, other| one.0.cmp(&other.0));
                Some(Term::list(place, sorted.into_iter().map(|(_, item)| item).collect()))
            }
            ("length", Kind::List(items)) => Some(count(items.len(), place)),
            ("length", Kind::Map(pairs)) => Some(count(pairs.len(), place)),
            ("length", Kind::Set(items)) => {
                // Two unknowns may turn out to be one.
                let known = items.iter().all(|item| item.known().is_some());
                (known || items.len() < 2).then(|| count(items.len(), place))
            }
            ("keys" | "values", Kind::Map(_)) => {
                let entries = self.entries(one).ok()?.into_iter();
                let part = |(key, value)| if name == "keys" { key } else { value };
                Some(Term::list(place, entries.map(part).collect()))
            }
            ("reverse", Kind::List(items)) => {
                Some(Term::list(place, items.iter().rev().cloned().collect()))
            }
            ("compact", Kind::List(items)) => {
                let all_known = items.iter().all(|item| item.is_null() || item.known().is_some());
                let kept =
                    items.iter().filter(|item| item.known().is_some_and(|it| !it.is_empty()));
                all_known.then(|| Term::list(place, kept.cloned().collect()))
            }
            ("distinct", Kind::List(items)) => {
                let mut seen = BTreeSet::new();
                let mut kept = Vec::new();
                for item in items.iter() {
                    if seen.insert(item.known()?) {
                        kept.push(item.clone());
                    }
                }
                Some(Term::list(place, kept))
            }
            ("flatten", Kind::List(_) | Kind::Set(_)) => {
                let mut flat = Vec::new();
                self.flatten(one, &mut flat)?;
                Some(Term::list(place, flat))
            }
            ("one", Kind::List(items) | Kind::Set(items)) => match items.as_ref() {
                [] => Some(Term::new(place, Kind::Null)),
                [only] => Some(only.clone()),
                _ => Some(self.wrong(place, "`one` takes a list of at most one item")),
            },
            _ => None,
        }
    }

    fn flatten(&self, list: &Term, flat: &mut Vec<Term>) -> Option<()> {
        for item in list.items().unwrap_or_default() {
            if !self.spend(0, list.place) {
                return None;
            }
            match &item.kind {
                Kind::List(_) | Kind::Set(_) => self.flatten(item, flat)?,
                // It may be a list, or not.
                Kind::Unknown(_) => return None,
                _ => flat.push(item.clone()),
            }
        }
        Some(())
    }

    pub(super) fn collection_of_many(&self, name: &str, arguments: &[Term], place: Place) -> Made {
        match (name, arguments) {
            ("concat", lists) => {
                let mut all = Vec::new();
                for list in lists {
                    all.extend(list.items()?.iter().cloned());
                }
                Some(Term::list(place, all))
            }
            ("setunion", sets) => {
                let mut all = Vec::new();
                for set in sets {
                    all.extend(set.items()?.iter().cloned());
                }
                Some(self.set(place, all))
            }
            ("merge", maps) => {
                let mut made = Pairs::default();
                for map in maps.iter().filter(|map| !map.is_null()) {
                    let pairs = map.pairs()?;
                    self.spend(pairs.len(), place);
                    for Pair { key, place, value } in pairs {
                        made.set(key.clone(), *place, value.clone());
                    }
                }
                Some(made.term(place))
            }
            ("coalesce", all) => {
                for one in all {
                    match &one.kind {
                        Kind::Null => {}
                        Kind::Text(text) if text.is_empty() => {}
                        // Unknown values may be null or empty, texts with a known part are not.
                        Kind::Unknown(_) => return None,
                        _ => return Some(one.clone()),
                    }
                }
                None
            }
            ("coalescelist", all) => {
                let mut all = all.iter();
                all.find_map(|one| match one.items() {
                    Some([]) => None,
                    Some(_) => Some(Some(one.clone())),
                    None => Some(None),
                })?
            }
            ("lookup", [map, key, default @ ..]) => {
                let (pairs, key) = (map.pairs()?, key.known()?);
                let found = pairs.iter().find(|pair| pair.key == key).map(|pair| &pair.value);
                match found.or(default.first()) {
                    Some(term) => Some(term.clone()),
                    None => Some(self.attribute_of(map, &key, place)),
                }
            }
            ("contains", [list, value]) => {
                let mut known = true;
                for item in list.items()? {
                    match self.equal(item, value) {
                        Some(true) => return Some(Term::new(place, Kind::Bool(true))),
                        Some(false) => {}
                        None => known = false,
                    }
                }
                known.then(|| Term::new(place, Kind::Bool(false)))
            }
            _ => self.list_of_many(name, arguments, place),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lists are far shorter than 2^52")]
fn count(count: usize, place: Place) -> Term {
    Term::new(place, Kind::Number(count as f64))
}
