//! A text that stands where it is looked at, with room for N bytes.

use super::text::{CHUNK, Text};

/// A text that is somewhere else.
const SPILLED: u8 = u8::MAX;

/// A text of at most N bytes, or where a longer one stands in an arena. N is less than 255.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inline<const N: usize> {
    length: u8,
    /// With zeros after the end, as the head of a [`Text`] has.
    text: [u8; N],
}

impl<const N: usize> Inline<N> {
    /// No bytes.
    pub(crate) const EMPTY: Self = Self { length: 0, text: [0; N] };

    /// Takes a text, if there is room for it.
    pub(crate) fn new(text: &[u8]) -> Option<Self> {
        let length = u8::try_from(text.len()).ok().filter(|length| *length != SPILLED)?;
        let mut own = Self { length, ..Self::EMPTY };
        own.text.get_mut(..text.len())?.copy_from_slice(text);
        Some(own)
    }

    /// Notes where in an arena a text stands.
    pub(super) fn spilled(start: u32, end: u32) -> Self {
        let mut own = Self { length: SPILLED, ..Self::EMPTY };
        let bytes = start.to_le_bytes().into_iter().chain(end.to_le_bytes());
        own.text.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        own
    }

    /// Returns whether this is the text, which has room here.
    #[inline]
    pub(crate) fn holds(&self, text: Text<'_>) -> bool {
        let length = text.bytes.len();
        let head = self.text.first_chunk().map_or(0, |chunk| u128::from_le_bytes(*chunk));
        let begins = usize::from(self.length) == length && head == text.head;
        begins && (length <= CHUNK || self.goes_on(text.bytes))
    }

    /// Compares what follows the first chunk of a text of the same length, longer than that: chunk
    /// by chunk, and the last chunk, which may overlap the one before.
    #[inline]
    fn goes_on(&self, text: &[u8]) -> bool {
        let last = text.len().checked_sub(CHUNK).and_then(|from| self.text.get(from..text.len()));
        if last != text.last_chunk::<CHUNK>().map(<[u8; CHUNK]>::as_slice) {
            return false;
        }
        let own = self.text.as_chunks::<CHUNK>().0.get(1..).unwrap_or(&[]);
        let others = text.as_chunks::<CHUNK>().0.get(1..).unwrap_or(&[]);
        own.iter().zip(others).all(|(own, other)| own == other)
    }

    /// Returns whether this is the text, which has no room here, by the arena.
    pub(super) fn spills(&self, text: &[u8], arena: &[u8]) -> bool {
        let word = |at: usize| {
            let bytes = self.text.get(at..at + 4).and_then(|bytes| bytes.first_chunk::<4>());
            bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
        };
        self.length == SPILLED && arena.get(word(0)..word(4)) == Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_itself_and_no_other() {
        let long: Vec<u8> = (1..=59).collect();
        for length in 0..=59 {
            let own = Inline::<59>::new(&long[..length]).unwrap();
            assert!(own.holds(Text::new(&long[..length])), "{length}");
            for at in 0..length {
                let mut other = long[..length].to_vec();
                other[at] = 0;
                assert!(!own.holds(Text::new(&other)), "{length} {at}");
            }
            assert!(!own.holds(Text::new(&[&long[..length], b"\0"].concat())), "{length}");
        }
        assert!(Inline::<58>::new(&long).is_none());
    }
}
