//! What an expression comes to, with Terraform's types.
//!
//! Lists and maps are shared, so that a local which is used twice is not copied. Terms know how
//! deep they nest: locals could else be stacked without end.

use std::rc::Rc;

use crate::import::project::Place;
use crate::import::value::{Member, Shape, Symbol, Text, Value};

/// A result, and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) place: Place,
    pub(super) kind: Kind,
    depth: usize,
}

/// What a [`Term`] is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    /// A text, parts of which may be unknown.
    Text(Text),
    List(Rc<[Term]>),
    /// Distinct texts, sorted.
    Set(Rc<[Term]>),
    Map(Rc<[Pair]>),
    /// `jsonencode(…)` of a term: a text that still knows what it says.
    Encoded(Rc<Term>),
    /// A resource, whose attributes can be asked for.
    Resource(Rc<Instance>),
    /// Not known here; Terraform will know.
    Unknown(Symbol),
    /// An error in Terraform, too; `try` goes on to its next argument.
    Wrong(Symbol),
}

/// A key of a map with its value.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) value: Term,
}

/// One instance of a resource.
#[derive(Debug)]
pub(super) struct Instance {
    /// Which of the module's resources.
    pub(super) resource: usize,
    /// `TYPE.NAME`, `TYPE.NAME[0]` or `TYPE.NAME["key"]`.
    pub(super) address: String,
    /// What `each` and `count` are.
    pub(super) names: Vec<(String, Term)>,
}

/// The instances of a resource.
#[derive(Debug)]
pub(super) enum Expansion {
    /// The resource itself.
    One(Rc<Instance>),
    /// By `count`.
    Counted(Vec<Rc<Instance>>),
    /// By `for_each`.
    Keyed(Vec<(String, Rc<Instance>)>),
    /// Nobody knows how many.
    Unknown(Symbol),
}

/// What a function made, or nothing when its arguments do not tell.
pub(super) type Made = Option<Term>;

/// Deepest nesting of a term.
pub(super) const MAX_DEPTH: usize = 64;

impl Term {
    pub(super) fn new(place: Place, kind: Kind) -> Self {
        let depth = match &kind {
            Kind::List(items) | Kind::Set(items) => items.iter().map(|item| item.depth).max(),
            Kind::Map(pairs) => pairs.iter().map(|pair| pair.value.depth).max(),
            Kind::Encoded(inner) => Some(inner.depth),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Resource(_)
            | Kind::Unknown(_)
            | Kind::Wrong(_) => None,
        };
        if depth.is_some_and(|depth| depth >= MAX_DEPTH) {
            let (name, why) = ("too_deep".to_owned(), "the value is nested too deep".to_owned());
            let symbol = Symbol { name, place, why, many: false };
            return Self { place, kind: Kind::Unknown(symbol), depth: 0 };
        }
        Self { place, kind, depth: depth.map_or(0, |depth| depth + 1) }
    }

    pub(super) fn text(place: Place, text: impl Into<String>) -> Self {
        Self::new(place, Kind::Text(Text::literal(text)))
    }

    pub(super) fn list(place: Place, items: Vec<Self>) -> Self {
        Self::new(place, Kind::List(items.into()))
    }

    pub(super) fn map(place: Place, pairs: Vec<Pair>) -> Self {
        Self::new(place, Kind::Map(pairs.into()))
    }

    pub(super) fn unknown(place: Place, name: impl Into<String>, why: impl Into<String>) -> Self {
        let symbol = Symbol { name: name.into(), place, why: why.into(), many: false };
        Self::new(place, Kind::Unknown(symbol))
    }

    pub(super) fn wrong(place: Place, name: impl Into<String>, why: impl Into<String>) -> Self {
        let symbol = Symbol { name: name.into(), place, why: why.into(), many: false };
        Self::new(place, Kind::Wrong(symbol))
    }

    /// Returns the same at another place.
    pub(super) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.kind, Kind::Wrong(_))
    }

    /// Returns the symbol of a term of which nothing is known.
    pub(super) fn symbol(&self) -> Option<&Symbol> {
        match &self.kind {
            Kind::Unknown(symbol) | Kind::Wrong(symbol) => Some(symbol),
            _ => None,
        }
    }

    /// Returns the items of a list or set.
    pub(super) fn items(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items) | Kind::Set(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the pairs of a map.
    pub(super) fn pairs(&self) -> Option<&[Pair]> {
        match &self.kind {
            Kind::Map(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// Returns what Terraform makes of it where a text belongs; unknown parts are holes.
    pub(super) fn as_text(&self) -> Option<Text> {
        match &self.kind {
            Kind::Bool(known) => Some(Text::literal(known.to_string())),
            Kind::Number(number) => Some(Text::literal(shown(*number))),
            Kind::Text(text) => Some(text.clone()),
            Kind::Unknown(symbol) => Value::symbol(symbol.clone()).text().cloned(),
            _ => None,
        }
    }

    /// Returns the text, when all of it is known.
    pub(super) fn known(&self) -> Option<String> {
        self.as_text().and_then(|text| text.known().map(str::to_owned))
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(known) => Some(*known),
            Kind::Text(text) => text.known()?.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => {
                text.known()?.parse().ok().filter(|number: &f64| number.is_finite())
            }
            _ => None,
        }
    }

    /// Returns a number that counts or points into a list.
    pub(super) fn as_index(&self) -> Option<usize> {
        let number = self.as_number()?;
        let whole = number.fract() == 0.0 && (0.0..1e9).contains(&number);
        whole.then(|| shown(number).parse().ok()).flatten()
    }

    /// Returns the value that readers of all formats work with. The caller has counted the work.
    pub(super) fn value(&self) -> Value {
        let place = self.place;
        let shape = match &self.kind {
            Kind::Null => Shape::Null,
            Kind::List(items) | Kind::Set(items) => {
                Shape::List(items.iter().map(Self::value).collect())
            }
            Kind::Map(pairs) => Shape::Map(pairs.iter().map(Pair::member).collect()),
            Kind::Resource(instance) => {
                let why = format!("all of the resource `{}`", instance.address);
                return Value::hole(place, instance.address.as_str(), why);
            }
            Kind::Wrong(symbol) => return Value::symbol(symbol.clone()),
            Kind::Encoded(_) => {
                return Value::hole(place, "encoded", "a document in a text");
            }
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Unknown(_) => {
                Shape::Text(self.as_text().unwrap_or_default())
            }
        };
        Value { place, shape }
    }

    /// Returns how many terms it holds, up to a limit.
    pub(super) fn size(&self, limit: usize) -> usize {
        let mut count = 1;
        let mut add = |term: &Self| {
            if count < limit {
                count += term.size(limit - count);
            }
        };
        match &self.kind {
            Kind::List(items) | Kind::Set(items) => items.iter().for_each(&mut add),
            Kind::Map(pairs) => pairs.iter().for_each(|pair| add(&pair.value)),
            Kind::Encoded(inner) => add(inner),
            _ => {}
        }
        count
    }
}

impl Pair {
    fn member(&self) -> Member {
        let (key, key_place) = (self.key.clone(), self.place);
        Member { key, key_place, value: self.value.value() }
    }
}

/// Writes a number as Terraform does: without a point when it is whole.
pub(super) fn shown(number: f64) -> String {
    format!("{number}")
}
