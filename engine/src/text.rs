//! Texts, scalars and named maps of a document, as serde reads them.
//!
//! Stricter than serde's own: a number or boolean where a text belongs is an error and not its
//! spelling, `null` is never "not said", and a map keeps the order of the file.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::value::{Number, Value};

/// A text; a plain `5` or `true` is none, `"5"` is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transparent))]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A value that a claim can be compared with: a text, a number or a boolean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar(pub Value);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarReader)
    }
}

/// Reads a [`Scalar`]; other visitors hand their scalars to it.
#[derive(Clone, Copy, Debug)]
pub struct ScalarReader;

impl Visitor<'_> for ScalarReader {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, `true` or `false`")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar(Value::Number(Number::Integer(value.into()))))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar(Value::Number(Number::Integer(value.into()))))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Number::from_f64(value)
            .map(|number| Scalar(Value::Number(number)))
            .ok_or_else(|| E::custom("JSON has no infinite numbers"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar(Value::String(value.to_owned())))
    }
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainNumber(pub Number);

impl<'de> Deserialize<'de> for PlainNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = PlainNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<PlainNumber, E> {
                Ok(PlainNumber(Number::Integer(value.into())))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<PlainNumber, E> {
                Ok(PlainNumber(Number::Integer(value.into())))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<PlainNumber, E> {
                let number = Number::from_f64(value).map(PlainNumber);
                number.ok_or_else(|| E::custom("JSON has no infinite numbers"))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// An entry of a [`Named`] map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntry<T> {
    /// The key as written.
    pub name: String,
    /// Which entry of the file's map it is, from 0.
    pub index: usize,
    /// Its value.
    pub value: T,
}

/// A map from names the author chose, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(pub Vec<NamedEntry<T>>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    /// Goes through the entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, NamedEntry<T>> {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a NamedEntry<T>;
    type IntoIter = std::slice::Iter<'a, NamedEntry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut entries = Vec::new();
                let mut index = 0;
                while let Some(name) = map.next_key::<String>()? {
                    if let Some(value) = map.next_value_seed(Recover::default())? {
                        entries.push(NamedEntry { name, index, value });
                    }
                    index += 1;
                }
                Ok(Named(entries))
            }
        }
        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// Reads an entry, or skips it where the reader records errors and goes on.
///
/// `shape`'s reader, which runs only over files known to be broken, says so by not being
/// human-readable; every other reader ends at the first error. An entry skipped is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Recover<T>(PhantomData<T>);

impl<T> Default for Recover<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Recover<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        let recovers = !deserializer.is_human_readable();
        match T::deserialize(deserializer) {
            Ok(value) => Ok(Some(value)),
            Err(_) if recovers => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Reads a value that, once its key stands there, must say something: `key:` alone is an error.
///
/// # Errors
/// What reading the value says.
pub fn said<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
