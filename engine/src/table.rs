//! An immutable hash table of short texts: one byte to refuse, one cache line to accept.
//!
//! Open addressing over slots of whole cache lines, each with its text inside (longer texts stand
//! in an arena). A byte a slot, apart, is compared sixteen at a time first, so that a text that is
//! not there rarely touches a slot. Equality is always of all bytes.

use wide::u8x16;

use self::hash::{Key, Keys};
use self::inline::Inline;
use self::text::Text;

pub(crate) mod hash;
pub(crate) mod inline;
pub(crate) mod text;

/// Slots are filled to at most this share: 13 of 16.
const FILLED: (usize, usize) = (13, 16);
/// Slots whose tags are compared at once.
const GROUP: usize = 16;

#[derive(Clone, Debug)]
#[repr(align(64))]
struct Slot<P, U, const N: usize> {
    payload: P,
    under: U,
    text: Inline<N>,
}

/// A table from texts to payloads, each text under a number of type U (or under none, where that
/// is `()`); texts up to N bytes stand in their slot.
#[derive(Clone, Debug)]
pub(crate) struct Table<P, U, const N: usize> {
    key: Key,
    /// Groups in which runs begin; some more follow for runs that begin near the end.
    groups: u64,
    tags: Vec<[u8; GROUP]>,
    slots: Vec<Slot<P, U, N>>,
    arena: Vec<u8>,
}

/// What texts are told apart by besides their bytes.
pub(crate) trait Under: Copy + Default + PartialEq {
    /// Returns the number that is hashed.
    fn number(self) -> u32;
}

impl Under for () {
    fn number(self) -> u32 {
        0
    }
}

impl Under for u32 {
    fn number(self) -> u32 {
        self
    }
}

impl<P: Copy + Default, U: Under, const N: usize> Table<P, U, N> {
    /// Makes a table for a number of texts.
    pub(crate) fn with_capacity(key: Key, texts: usize) -> Self {
        let groups = (texts * FILLED.1 / FILLED.0).div_ceil(GROUP).max(1);
        // Runs that begin near the end go on past it: there is no way around to the start.
        let all = if texts == 0 { 0 } else { groups + texts.min(256).div_ceil(GROUP) + 1 };
        let empty = Slot { payload: P::default(), under: U::default(), text: Inline::EMPTY };
        Self {
            key,
            groups: groups as u64,
            tags: vec![[0; GROUP]; all],
            slots: vec![empty; all * GROUP],
            arena: Vec::new(),
        }
    }

    /// Makes a table of texts that are all different.
    pub(crate) fn of<'t>(texts: &(impl Iterator<Item = (U, &'t str, P)> + Clone)) -> Self {
        let count = texts.clone().count();
        let mut keys = Keys::default();
        loop {
            let mut table = Self::with_capacity(keys.draw(), count);
            let filled = texts.clone().all(|(under, text, payload)| {
                table.entry(under, Text::new(text.as_bytes())).map(|slot| *slot = payload).is_some()
            });
            if filled {
                table.shrink();
                return table;
            }
        }
    }

    /// Returns the group in which a hash's run begins, and its tag, which is never 0.
    #[inline]
    fn place(&self, hash: u64) -> (usize, u8) {
        let at = (u128::from(hash) * u128::from(self.groups)) >> 64;
        #[expect(clippy::cast_possible_truncation, reason = "below the groups; and seven bits")]
        let place = (at as usize, (hash & 0x7f) as u8 | 0x80);
        place
    }

    /// Finds the payload of a text.
    #[inline]
    pub(crate) fn get(&self, under: U, text: Text<'_>) -> Option<&P> {
        if text.bytes.len() > N {
            return self.get_spilled(under, text);
        }
        let hash = self.key.hash(under.number(), text);
        let slot = self.seek(hash, |slot| slot.under == under && slot.text.holds(text)).ok()?;
        self.slots.get(slot).map(|slot| &slot.payload)
    }

    #[cold]
    #[inline(never)]
    fn get_spilled(&self, under: U, text: Text<'_>) -> Option<&P> {
        let hash = self.key.hash(under.number(), text);
        let slot = self
            .seek(hash, |slot| slot.under == under && slot.text.spills(text.bytes, &self.arena))
            .ok()?;
        self.slots.get(slot).map(|slot| &slot.payload)
    }

    /// Goes from group to group, to the slot that holds what is sought, else to the first free one,
    /// if there is any.
    #[inline]
    fn seek(
        &self,
        hash: u64,
        holds: impl Fn(&Slot<P, U, N>) -> bool,
    ) -> Result<usize, Option<usize>> {
        let (mut at, tag) = self.place(hash);
        while let Some(group) = self.tags.get(at) {
            let first = at.wrapping_mul(GROUP);
            let tags = u8x16::new(*group);
            let mut equal = tags.simd_eq(u8x16::splat(tag)).to_bitmask();
            while equal != 0 {
                let slot = first.wrapping_add(equal.trailing_zeros() as usize);
                if self.slots.get(slot).is_some_and(&holds) {
                    return Ok(slot);
                }
                equal &= equal.wrapping_sub(1);
            }
            let free = tags.simd_eq(u8x16::splat(0)).to_bitmask();
            if free != 0 {
                return Err(Some(first.wrapping_add(free.trailing_zeros() as usize)));
            }
            at = at.wrapping_add(1);
        }
        Err(None)
    }

    /// Returns the payload of a text, adding it if it is new; `None` when a run got too long, and
    /// the table must be built anew under another key.
    pub(crate) fn entry(&mut self, under: U, text: Text<'_>) -> Option<&mut P> {
        let hash = self.key.hash(under.number(), text);
        let bytes = text.bytes;
        let found = self.seek(hash, |slot| {
            let spilled = bytes.len() > N && slot.text.spills(bytes, &self.arena);
            slot.under == under && (spilled || slot.text.holds(text))
        });
        let at = match found {
            Ok(at) => at,
            Err(free) => {
                let at = free?;
                *self.tags.as_flattened_mut().get_mut(at)? = self.place(hash).1;
                let text = Inline::new(bytes).unwrap_or_else(|| self.spill(bytes));
                let slot = self.slots.get_mut(at)?;
                (slot.under, slot.text) = (under, text);
                at
            }
        };
        self.slots.get_mut(at).map(|slot| &mut slot.payload)
    }

    fn spill(&mut self, text: &[u8]) -> Inline<N> {
        let start = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        self.arena.extend_from_slice(text);
        Inline::spilled(start, u32::try_from(self.arena.len()).unwrap_or(u32::MAX))
    }

    /// Gives back what the arena holds in reserve.
    pub(crate) fn shrink(&mut self) {
        self.arena.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut table = Table::<u32, u32, 59>::with_capacity(Keys::default().draw(), 2_000);
        for number in 0..1_000_u32 {
            let text = "x".repeat(number as usize % 90) + &number.to_string();
            *table.entry(number % 3, Text::new(text.as_bytes())).unwrap() = number;
            *table.entry(7, Text::new(text.as_bytes())).unwrap() = number + 1_000;
        }
        for number in 0..1_000_u32 {
            let text = "x".repeat(number as usize % 90) + &number.to_string();
            assert_eq!(table.get(number % 3, Text::new(text.as_bytes())), Some(&number));
            assert_eq!(table.get(7, Text::new(text.as_bytes())), Some(&(number + 1_000)));
            assert_eq!(table.get(8, Text::new(text.as_bytes())), None);
            assert_eq!(table.get(number % 3, Text::new(format!("{text}y").as_bytes())), None);
        }
    }

    #[test]
    fn an_empty_table_has_nothing() {
        let table = Table::<u32, (), 59>::with_capacity(Keys::default().draw(), 0);
        assert_eq!(table.get((), Text::new(b"")), None);
    }
}
