//! A claim and all that policies ask of it: the facts about it, in fixed order.

use std::cmp::Ordering;

use engine::{ClaimCondition, ClaimPath, ClaimTest, Glob, Number, Value};

use super::diagram::Weight;

/// JSON's types that a claim may have; one that has none is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// An array.
    Array,
    /// An object; as an item of an array, whatever is no scalar.
    Object,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::String, Self::Number, Self::Bool, Self::Array, Self::Object];
    /// The kinds that items of an array are told apart by.
    pub const ITEMS: [Self; 4] = [Self::String, Self::Number, Self::Bool, Self::Object];

    /// Returns the kind of a value; `null` has none.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(_) => Some(Self::String),
            Value::Number(_) => Some(Self::Number),
            Value::Bool(_) => Some(Self::Bool),
            Value::List(_) => Some(Self::Array),
            Value::Object(_) => Some(Self::Object),
        }
    }

    /// What a claim of this kind costs: the cheapest is shown first.
    fn cost(self) -> u32 {
        match self {
            Self::String => 0,
            Self::Number => 1,
            Self::Bool => 2,
            Self::Array => 3,
            Self::Object => 4,
        }
    }
}

/// A variable of a route by its place, as names differ between routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The number of its segment, from 0.
    pub index: usize,
    /// Whether it takes the rest of the path.
    pub greedy: bool,
}

/// One fact about a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact<'c> {
    /// It is of this kind.
    Is(Kind),
    /// It is an array that holds an item of this kind.
    Holds(Kind),
    /// It is a text that the glob takes.
    Takes(&'c Glob),
    /// It is a number, this or more.
    AtLeast(Number),
    /// It is a number, this or less.
    AtMost(Number),
    /// It is the text of a variable.
    Bound(Position),
    /// It is this value, or an array that holds it.
    Equals(&'c Value),
}

/// A claim that is asked for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where it stands, as a JSON Pointer.
    pub path: ClaimPath,
    /// The number of its first fact.
    pub first: u32,
    /// Whether the kinds of an array's items matter.
    pub(super) looks_inside: bool,
    pub(super) globs: Vec<Glob>,
    pub(super) least: Vec<Number>,
    pub(super) most: Vec<Number>,
    pub(super) bound: Vec<Position>,
    pub(super) values: Vec<Value>,
}

impl Claim {
    /// Returns a claim of which nothing is asked yet.
    pub fn new(path: ClaimPath) -> Self {
        Self {
            path,
            first: 0,
            looks_inside: false,
            globs: Vec::new(),
            least: Vec::new(),
            most: Vec::new(),
            bound: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds what a test asks for; `bound` are the places that a variable's name may stand for.
    pub fn ask(&mut self, test: &ClaimTest, bound: impl FnOnce(&str) -> Vec<Position>) {
        match test {
            ClaimTest::Equals(value) => self.values.push(value.clone()),
            ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) => {
                self.values.extend_from_slice(values);
            }
            ClaimTest::NoneOf(values) => {
                self.looks_inside = true;
                self.values.extend_from_slice(values);
            }
            ClaimTest::AtLeast(number) => self.least.push(*number),
            ClaimTest::AtMost(number) => self.most.push(*number),
            ClaimTest::Glob(glob) => self.globs.push(glob.clone()),
            ClaimTest::PathVariable(name) => self.bound.extend(bound(name)),
            ClaimTest::Present(_) => {}
        }
    }

    /// Puts what is asked for in order, each thing once.
    pub fn settle(&mut self) {
        self.globs.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        self.globs.dedup();
        for numbers in [&mut self.least, &mut self.most] {
            numbers.sort_by(|one, other| one.compare(*other));
            numbers.dedup();
        }
        self.bound.sort_unstable();
        self.bound.dedup();
        self.values.sort_by(compare);
        self.values.dedup();
    }

    /// Goes through its facts in order.
    pub fn facts(&self) -> impl Iterator<Item = Fact<'_>> {
        let inside: &[Kind] = if self.looks_inside { &Kind::ITEMS } else { &[] };
        let kinds = Kind::ALL.into_iter().map(Fact::Is);
        kinds
            .chain(inside.iter().map(|kind| Fact::Holds(*kind)))
            .chain(self.globs.iter().map(Fact::Takes))
            .chain(self.least.iter().map(|number| Fact::AtLeast(*number)))
            .chain(self.most.iter().map(|number| Fact::AtMost(*number)))
            .chain(self.bound.iter().map(|position| Fact::Bound(*position)))
            .chain(self.values.iter().map(Fact::Equals))
    }

    /// Returns how many facts there are.
    pub fn len(&self) -> usize {
        self.values_start() + self.values.len()
    }

    /// Returns whether nothing at all is a fact; that is never so.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the variables that it may be bound to.
    pub(super) fn positions(&self) -> &[Position] {
        &self.bound
    }

    /// Goes through the numbers that are named.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> {
        let equal = self.values.iter().filter_map(|value| {
            if let Value::Number(number) = value { Some(*number) } else { None }
        });
        equal.chain(self.least.iter().chain(&self.most).copied())
    }

    /// Returns the globs that are asked for.
    pub(super) fn globs(&self) -> &[Glob] {
        &self.globs
    }

    /// Returns whether it is bound to a variable that takes the rest of a path.
    pub(super) fn is_bound_to_rest(&self) -> bool {
        self.bound.iter().any(|position| position.greedy)
    }

    fn globs_start(&self) -> usize {
        Kind::ALL.len() + if self.looks_inside { Kind::ITEMS.len() } else { 0 }
    }

    fn least_start(&self) -> usize {
        self.globs_start() + self.globs.len()
    }

    fn most_start(&self) -> usize {
        self.least_start() + self.least.len()
    }

    fn bound_start(&self) -> usize {
        self.most_start() + self.most.len()
    }

    fn values_start(&self) -> usize {
        self.bound_start() + self.bound.len()
    }

    /// Returns the number of a fact, if it is one of this claim.
    pub fn number(&self, fact: Fact<'_>) -> Option<u32> {
        let by = |numbers: &[Number], own: Number| {
            numbers.binary_search_by(|other| other.compare(own)).ok()
        };
        let place = match fact {
            Fact::Is(kind) => Kind::ALL.iter().position(|own| *own == kind)?,
            Fact::Holds(kind) => {
                let at = Kind::ITEMS.iter().position(|own| *own == kind)?;
                Kind::ALL.len() + Some(at).filter(|_| self.looks_inside)?
            }
            Fact::Takes(glob) => {
                let by = |own: &Glob| own.as_str().cmp(glob.as_str());
                self.globs_start() + self.globs.binary_search_by(by).ok()?
            }
            Fact::AtLeast(number) => self.least_start() + by(&self.least, number)?,
            Fact::AtMost(number) => self.most_start() + by(&self.most, number)?,
            Fact::Bound(position) => {
                self.bound_start() + self.bound.binary_search(&position).ok()?
            }
            Fact::Equals(value) => {
                let by = |own: &Value| compare(own, value);
                self.values_start() + self.values.binary_search_by(by).ok()?
            }
        };
        u32::try_from(place).ok()?.checked_add(self.first)
    }

    /// Returns whether a fact is so of a value, in the engine's own words.
    pub fn is_so(&self, fact: Fact<'_>, value: &Value, texts: &[(Position, String)]) -> bool {
        let test = match fact {
            Fact::Is(kind) => return Kind::of(value) == Some(kind),
            Fact::Holds(_) => return false,
            Fact::Takes(glob) => ClaimTest::Glob(glob.clone()),
            Fact::AtLeast(number) => ClaimTest::AtLeast(number),
            Fact::AtMost(number) => ClaimTest::AtMost(number),
            Fact::Equals(own) => ClaimTest::Equals(own.clone()),
            Fact::Bound(_) => ClaimTest::PathVariable(String::new()),
        };
        let bound = texts.iter().find(|(own, _)| fact == Fact::Bound(*own));
        let condition = ClaimCondition { claim: self.path.clone(), tests: vec![test] };
        condition.holds(Some(value), |_| bound.map(|(_, text)| text.as_str()))
    }

    /// Returns what it costs that the fact of a number holds.
    pub fn weight(&self, number: u32) -> Weight {
        let at = number.wrapping_sub(self.first) as usize;
        match Kind::ALL.get(at) {
            Some(kind) => Weight([0, 1, 0, 0, kind.cost()]),
            None => Weight([0, 0, 0, 1, 0]),
        }
    }
}

/// Orders scalars: texts by bytes, numbers by value, booleans.
fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.compare(*other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => Kind::of(one).cmp(&Kind::of(other)),
    }
}
