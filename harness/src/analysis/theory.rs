//! Which facts about a claim can hold together, and a value that shows each way.
//!
//! A claim's values fall into classes that no condition tells apart; each has one value that stands
//! for it, and what is so of it is computed by the engine. Arrays are a class for each set of
//! items, so they are described and not listed.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Object, Value};

use self::{cubes::union, numbers::pieces};
use super::{
    claim::{Claim, Fact, Kind, Position},
    diagram::{Diagram, Node},
    refusal::Refusal,
};

mod arrays;
mod cubes;
mod numbers;
mod registered;
mod setting;
mod strings;

pub(in crate::analysis) use self::strings::MOST_GLOBS;
pub use self::{registered::Rule, setting::Setting};

/// Most facts about one claim.
const MOST_FACTS: usize = 4_096;
/// Most bounds of one claim: a large number is beyond all of them at once.
const MOST_BOUNDS: usize = 512;

/// The classes of a claim's values.
#[derive(Clone, Debug)]
pub struct Theory {
    /// Where the facts that hold are those of some value.
    pub node: Node,
    /// The facts that are told of.
    facts: Vec<u32>,
    /// By the places of the facts that hold, a value; none where the claim is missing.
    classes: BTreeMap<Vec<usize>, Option<Value>>,
    /// For each kind, an item that equals nothing named.
    fillers: Vec<(Kind, Value)>,
    /// An item that an array must have when it has none that is named.
    audience: Option<Value>,
}

impl Theory {
    /// Finds the classes of a claim.
    ///
    /// # Errors
    /// Too much is asked of one claim.
    pub fn new(diagram: &mut Diagram, setting: Setting<'_>) -> Result<Self, Refusal> {
        let Setting { claim, texts, rule, .. } = setting;
        if claim.len() > MOST_FACTS || claim.least.len() + claim.most.len() > MOST_BOUNDS {
            let message = format!("too many conditions on the claim {}", claim.path);
            return Err(Refusal::too_large(message));
        }
        let told = |(_, fact): &(u32, Fact<'_>)| !matches!(fact, Fact::Bound(own) if !texts.iter().any(|(told, _)| told == own));
        let all = || (claim.first..).zip(claim.facts()).filter(told);
        let facts: Vec<u32> = all().map(|(number, _)| number).collect();
        let values = values(setting)?;
        let fillers = fillers(claim, &values);
        let mut classes = BTreeMap::new();
        if rule.admits(None) {
            classes.insert(Vec::new(), None);
        }
        for value in values.into_iter().filter(|value| rule.admits(Some(value))) {
            let so = all().enumerate().filter(|(_, (_, fact))| is_so(claim, *fact, &value, texts));
            let so: Vec<usize> = so.map(|(place, _)| place).collect();
            classes.entry(so).or_insert(Some(value));
        }
        let cubes: Vec<&[usize]> = classes.keys().map(Vec::as_slice).collect();
        let scalars = union(diagram, &facts, &cubes)?;
        let arrays = arrays::arrays(diagram, setting)?;
        let node = diagram.or(scalars, arrays)?;
        let audience = arrays::hidden_audience(setting);
        Ok(Self { node, facts, classes, fillers, audience })
    }

    /// Returns the value of which exactly these facts about the claim hold; null when it is
    /// missing. Facts about other claims are passed over.
    pub fn value(&self, claim: &Claim, held: &[u32]) -> Option<Value> {
        let held: BTreeSet<u32> = held.iter().copied().collect();
        let places: Vec<usize> =
            (0..).zip(&self.facts).filter(|(_, own)| held.contains(own)).map(|one| one.0).collect();
        let is_array = claim.number(Fact::Is(Kind::Array)).is_some_and(|one| held.contains(&one));
        if !is_array {
            return self.classes.get(&places).map(|value| value.clone().unwrap_or(Value::Null));
        }
        let mut items = Vec::new();
        let mut kinds = Vec::new();
        for (_, fact) in (claim.first..).zip(claim.facts()).filter(|(own, _)| held.contains(own)) {
            if let Fact::Equals(value) = fact {
                items.push(value.clone());
            } else if let Fact::Holds(kind) = fact {
                kinds.push(kind);
            }
        }
        let has = |items: &[Value], kind| items.iter().any(|item| Kind::of(item) == Some(kind));
        // Named nowhere, it changes no fact but that there is a text.
        items.extend(self.audience.clone());
        for kind in kinds {
            if !has(&items, kind) {
                let filler = self.fillers.iter().find(|(own, _)| *own == kind);
                items.push(filler?.1.clone());
            }
        }
        Some(Value::List(items))
    }

    /// Returns where this claim and another agree, which their own theories do not tell.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn agreement(
        &self,
        diagram: &mut Diagram,
        rule: Rule<'_>,
        other: &Self,
        its: Rule<'_>,
    ) -> Result<Node, Refusal> {
        let mut all = Node::TRUE;
        for (cube, value) in &self.classes {
            let agrees = |own: &Option<Value>| rule.agrees(value.as_ref(), its, own.as_ref());
            let some = other.classes.iter().filter(|(_, own)| agrees(own));
            let some: Vec<&[usize]> = some.map(|(cube, _)| cube.as_slice()).collect();
            if rule.agrees(value.as_ref(), its, None) && some.len() == other.classes.len() {
                continue;
            }
            let own = union(diagram, &self.facts, &[cube.as_slice()])?;
            let some = union(diagram, &other.facts, &some)?;
            let either = diagram.choose(own, some, Node::TRUE)?;
            all = diagram.and(all, either)?;
        }
        Ok(all)
    }
}

/// What equals a value that is named is found by order, all else is asked of the engine.
fn is_so(claim: &Claim, fact: Fact<'_>, value: &Value, texts: &[(Position, String)]) -> bool {
    !matches!(fact, Fact::Equals(own) if own != value) && claim.is_so(fact, value, texts)
}

/// Returns a value of each class that holds no array, those shown first in front.
fn values(setting: Setting<'_>) -> Result<Vec<Value>, Refusal> {
    let Setting { claim, texts, rule, cuts } = setting;
    let mut named: BTreeSet<&str> = claim.values.iter().filter_map(Value::as_str).collect();
    named.extend(texts.iter().map(|(_, text)| text.as_str()));
    named.extend(rule.texts().iter().map(String::as_str));
    let can_be = |text: &str| !Rule::never_holds(&claim.path, text);
    named.retain(|text| can_be(text));
    let others = strings::others(&claim.globs, &named, &can_be)?;
    let texts = named.into_iter().map(str::to_owned).chain(others).map(Value::String);
    let named = claim.numbers().chain(cuts.iter().copied()).chain(rule.cuts());
    let numbers = pieces(named.collect());
    let mut values: Vec<Value> = texts
        .chain(numbers.into_iter().map(Value::Number))
        .chain([true, false].map(Value::Bool))
        .chain([Value::Object(Object::default())])
        .collect();
    rule.order(&mut values);
    Ok(values)
}

/// Returns items of arrays that equal nothing named, where a kind has one.
fn fillers(claim: &Claim, values: &[Value]) -> Vec<(Kind, Value)> {
    let unnamed = |kind: &Kind| {
        let own = values.iter().filter(|value| Kind::of(value) == Some(*kind));
        own.into_iter().find(|value| !claim.values.contains(value))
    };
    let found = Kind::ITEMS.iter().filter_map(|kind| Some((*kind, unnamed(kind)?.clone())));
    found.collect()
}

#[cfg(test)]
mod tests;
