//! An immutable hash table of short texts: one byte to refuse, one cache line to accept.
//!
//! Open addressing over slots of 64 bytes, each with its text inside (longer texts stand in an
//! arena). A byte a slot, apart, is compared eight at a time first, so that a text that is not
//! there rarely touches a slot. Equality is always of all bytes.

use self::hash::Key;

pub(crate) mod hash;

/// Slots are filled to at most this share: 13 of 16.
const FILLED: (usize, usize) = (13, 16);
/// Slots whose tags are compared at once.
const GROUP: usize = 8;
/// A text that is not in the slot.
const SPILLED: u8 = u8::MAX;

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const ONES: u64 = 0x0101_0101_0101_0101;

#[derive(Clone, Debug)]
#[repr(align(64))]
struct Slot<P, const N: usize> {
    payload: P,
    under: u32,
    length: u8,
    text: [u8; N],
}

/// A table from texts, each under a number, to payloads; texts up to N bytes stand in their slot.
#[derive(Clone, Debug)]
pub(crate) struct Table<P, const N: usize> {
    key: Key,
    /// Groups in which runs begin; some more follow for runs that begin near the end.
    groups: u64,
    tags: Vec<[u8; GROUP]>,
    slots: Vec<Slot<P, N>>,
    arena: Vec<u8>,
}

impl<P: Copy + Default, const N: usize> Table<P, N> {
    /// Makes a table for a number of texts.
    pub(crate) fn with_capacity(key: Key, texts: usize) -> Self {
        let groups = (texts * FILLED.1 / FILLED.0).div_ceil(GROUP).max(1);
        // Runs that begin near the end go on past it: there is no way around to the start.
        let all = if texts == 0 { 0 } else { groups + texts.min(256).div_ceil(GROUP) + 1 };
        let empty = Slot { payload: P::default(), under: 0, length: 0, text: [0; N] };
        Self {
            key,
            groups: groups as u64,
            tags: vec![[0; GROUP]; all],
            slots: vec![empty; all * GROUP],
            arena: Vec::new(),
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
    pub(crate) fn get(&self, under: u32, text: &[u8]) -> Option<P> {
        let (mut at, tag) = self.place(self.key.hash(under, text));
        loop {
            let group = u64::from_le_bytes(*self.tags.get(at)?);
            let mut equal = zero_bytes(group ^ ONES.wrapping_mul(u64::from(tag)));
            while equal != 0 {
                let within = equal.trailing_zeros() as usize / 8;
                let slot = self.slots.get(at.wrapping_mul(GROUP).wrapping_add(within))?;
                if slot.under == under && self.text(slot) == text {
                    return Some(slot.payload);
                }
                equal &= equal.wrapping_sub(1);
            }
            if zero_bytes(group) != 0 {
                return None;
            }
            at = at.wrapping_add(1);
        }
    }

    #[inline]
    fn text<'t>(&'t self, slot: &'t Slot<P, N>) -> &'t [u8] {
        if slot.length != SPILLED {
            return slot.text.get(..usize::from(slot.length)).unwrap_or(&[]);
        }
        let (start, end) = span(&slot.text);
        self.arena.get(start..end).unwrap_or(&[])
    }

    /// Returns the payload of a text, adding it if it is new; `None` when a run got too long, and
    /// the table must be built anew under another key.
    pub(crate) fn entry(&mut self, under: u32, text: &[u8]) -> Option<&mut P> {
        let (mut group, tag) = self.place(self.key.hash(under, text));
        let mut within = 0;
        let at = loop {
            let found = *self.tags.get(group)?.get(within)?;
            let at = group * GROUP + within;
            let slot = self.slots.get(at)?;
            if found == 0 {
                break at;
            }
            if found == tag && slot.under == under && self.text(slot) == text {
                return self.slots.get_mut(at).map(|slot| &mut slot.payload);
            }
            (group, within) =
                if within + 1 == GROUP { (group + 1, 0) } else { (group, within + 1) };
        };
        *self.tags.get_mut(group)?.get_mut(within)? = tag;
        let (length, inline) = self.write(text);
        let slot = self.slots.get_mut(at)?;
        (slot.under, slot.length, slot.text) = (under, length, inline);
        Some(&mut slot.payload)
    }

    fn write(&mut self, text: &[u8]) -> (u8, [u8; N]) {
        let mut inline = [0; N];
        if text.len() <= N {
            inline.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            return (u8::try_from(text.len()).unwrap_or(SPILLED), inline);
        }
        let start = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        self.arena.extend_from_slice(text);
        let end = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        let bytes = start.to_le_bytes().into_iter().chain(end.to_le_bytes());
        inline.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        (SPILLED, inline)
    }

    /// Gives back what the arena holds in reserve.
    pub(crate) fn shrink(&mut self) {
        self.arena.shrink_to_fit();
    }
}

/// Where a spilled text stands in the arena.
fn span(inline: &[u8]) -> (usize, usize) {
    let word = |at: usize| {
        let bytes = inline.get(at..at + 4).and_then(|bytes| bytes.first_chunk::<4>());
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    };
    (word(0), word(4))
}

/// Marks the top bit of each byte that is zero.
fn zero_bytes(word: u64) -> u64 {
    !((word & LOW).wrapping_add(LOW) | word | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let key = Key(0x1234_5678_9abc_def1, 0x0fed_cba9_8765_4321);
        let mut table = Table::<u32, 55>::with_capacity(key, 2_000);
        for number in 0..1_000_u32 {
            let text = "x".repeat(number as usize % 90) + &number.to_string();
            *table.entry(number % 3, text.as_bytes()).unwrap() = number;
            *table.entry(7, text.as_bytes()).unwrap() = number + 1_000;
        }
        for number in 0..1_000_u32 {
            let text = "x".repeat(number as usize % 90) + &number.to_string();
            assert_eq!(table.get(number % 3, text.as_bytes()), Some(number));
            assert_eq!(table.get(7, text.as_bytes()), Some(number + 1_000));
            assert_eq!(table.get(8, text.as_bytes()), None);
            assert_eq!(table.get(number % 3, format!("{text}y").as_bytes()), None);
        }
    }

    #[test]
    fn an_empty_table_has_nothing() {
        let table = Table::<u32, 55>::with_capacity(Key(1, 2), 0);
        assert_eq!(table.get(0, b""), None);
    }
}
