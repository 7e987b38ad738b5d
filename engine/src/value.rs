//! Values of claims and of the policy's conditions: JSON, with numbers compared by value.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A number: every integer of JSON that fits 64 bits is exact.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// An integer.
    Integer(i128),
    /// A finite number with a fraction or beyond 64 bits.
    Float(f64),
}

impl Number {
    /// Compares by value, exactly: `1` equals `1.0`, and no integer is rounded.
    pub fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(&b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
            (Self::Integer(a), Self::Float(b)) => integer_to_float(a, b),
            (Self::Float(a), Self::Integer(b)) => integer_to_float(b, a).reverse(),
        }
    }

    /// Makes a number of a float; infinities and NaN are no JSON.
    pub fn from_f64(value: f64) -> Option<Self> {
        // Adding zero turns the negative zero into the positive one.
        value.is_finite().then_some(Self::Float(value + 0.0))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and the fraction is compared apart"
)]
fn integer_to_float(integer: i128, float: f64) -> Ordering {
    let whole = float.trunc();
    if whole.abs() >= 1e38 {
        return if whole > 0.0 { Ordering::Less } else { Ordering::Greater };
    }
    integer.cmp(&(whole as i128)).then_with(|| whole.partial_cmp(&float).unwrap_or(Ordering::Equal))
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

/// A JSON value. Objects keep their order and have distinct names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`; as a claim it is a missing one.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Object),
}

impl Value {
    /// Returns whether two values are of one JSON type.
    pub fn same_type(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Returns the string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Returns about how many bytes it takes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => 0,
            Self::String(text) => text.capacity(),
            Self::List(items) => {
                let own = items.capacity() * size_of::<Self>();
                items.iter().map(Self::heap_bytes).fold(own, usize::saturating_add)
            }
            Self::Object(object) => object.heap_bytes(),
        }
    }

    /// Returns the type's name in JSON's words.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

/// Writes compact JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::String(value) => match serde_json::to_string(value) {
                Ok(text) => f.write_str(&text),
                Err(_) => Err(fmt::Error),
            },
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(object) => object.fmt(f),
        }
    }
}

/// The name of a member; those that most tokens have are not copied.
pub(crate) type Name = Cow<'static, str>;

/// The members of a JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(Name, Value)>);

impl Object {
    /// Makes an object of members; `None` when a name stands twice.
    pub fn new(members: Vec<(String, Value)>) -> Option<Self> {
        Self::of(members.into_iter().map(|(name, value)| (Name::Owned(name), value)).collect())
    }

    /// Makes an object as [`Object::new`] does.
    pub(crate) fn of(members: Vec<(Name, Value)>) -> Option<Self> {
        let distinct =
            if members.len() <= FEW { few_distinct(&members) } else { distinct(&members) };
        distinct.then_some(Self(members))
    }

    /// Returns a member that is there, `null` too.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Returns the place of a member.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(own, _)| own == name)
    }

    /// Returns the member at a place.
    pub(crate) fn at(&self, place: usize) -> Option<&Value> {
        self.0.get(place).map(|(_, value)| value)
    }

    /// Returns about how many bytes the members take.
    pub(crate) fn heap_bytes(&self) -> usize {
        let own = self.0.capacity() * size_of::<(Name, Value)>();
        let named = |(name, value): &(Name, Value)| match name {
            Name::Borrowed(_) => value.heap_bytes(),
            Name::Owned(name) => name.capacity().saturating_add(value.heap_bytes()),
        };
        self.0.iter().map(named).fold(own, usize::saturating_add)
    }

    /// Goes through the members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

/// Members whose names are compared each with each.
const FEW: usize = 32;

/// Most names differ already in their length and ends.
fn few_distinct(members: &[(Name, Value)]) -> bool {
    let mut seen = 0_u64;
    for (at, (name, _)) in members.iter().enumerate() {
        let bytes = name.as_bytes();
        let end = |byte: Option<&u8>| usize::from(*byte.unwrap_or(&0));
        let bit = 1 << ((bytes.len() * 7 + end(bytes.first()) * 5 + end(bytes.last())) % 64);
        if seen & bit != 0 && members.iter().take(at).any(|(other, _)| other == name) {
            return false;
        }
        seen |= bit;
    }
    true
}

fn distinct(members: &[(Name, Value)]) -> bool {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair.first() != pair.last())
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{}:{value}", Value::String(name.to_owned()))?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value_without_rounding() {
        let big = (1_i128 << 53) + 1;
        #[expect(clippy::cast_precision_loss, reason = "the loss is the point")]
        let rounded = Number::Float(big as f64);
        assert_eq!(Number::Integer(1), Number::Float(1.0));
        assert_eq!(Number::Integer(0), Number::from_f64(-0.0).unwrap());
        assert_eq!(Number::Integer(big).compare(rounded), Ordering::Greater);
        assert_eq!(Number::Integer(1).compare(Number::Float(1.5)), Ordering::Less);
        assert_eq!(Number::Integer(-1).compare(Number::Float(-1.5)), Ordering::Greater);
        assert_eq!(Number::Float(1e300).compare(Number::Integer(i128::MAX)), Ordering::Greater);
    }

    #[test]
    fn an_object_has_distinct_names() {
        let member = |name: &str| (name.to_owned(), Value::Null);
        assert!(Object::new(vec![member("a"), member("b")]).is_some());
        assert!(Object::new(vec![member("a"), member("b"), member("a")]).is_none());
        for count in [1, 2, 31, 32, 33, 100] {
            let names = |count| (0..count).map(|at| member(&format!("n{at}"))).collect::<Vec<_>>();
            assert!(Object::new(names(count)).is_some(), "{count}");
            for twice in 0..count - 1 {
                let mut members = names(count - 1);
                members.push(member(&format!("n{twice}")));
                assert!(Object::new(members).is_none(), "{twice} of {count}");
            }
        }
    }
}
