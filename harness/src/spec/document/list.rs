//! A list whose items are read on when one of them does not fit.

use std::{fmt, marker::PhantomData};

use engine::text::Recover;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

/// An item of a [`Listed`].
#[derive(Clone, Debug, PartialEq)]
pub struct ListedItem<T> {
    /// Which item of the file's list it is, from 0.
    pub index: usize,
    /// Its value.
    pub value: T,
}

/// A list; where the reader records errors and goes on, without the items that do not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// The items that fit, in order.
    pub items: Vec<ListedItem<T>>,
    /// How many the file has.
    pub length: usize,
}

/// Reads the items of a list; other visitors hand theirs to it.
pub(super) fn items<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    mut list: A,
) -> Result<Listed<T>, A::Error> {
    let mut listed = Listed { items: Vec::new(), length: 0 };
    while let Some(item) = list.next_element_seed(Recover::default())? {
        if let Some(value) = item {
            listed.items.push(ListedItem { index: listed.length, value });
        }
        listed.length += 1;
    }
    Ok(listed)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Listed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Listed<T>, A::Error> {
                items(list)
            }
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}
