//! A text to be looked up: its bytes, and its first sixteen as a number, read once.
//!
//! The number is what short texts are hashed and compared by, without any loop over bytes.

use std::ops::Range;

/// Bytes that are read at once.
pub(crate) const CHUNK: usize = 16;

/// A text whose beginning has been read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    /// The first chunk, little-endian, with zeros after the end.
    pub(super) head: u128,
}

/// A long text whose parts are looked up: its end is at hand, so that reading a part near it needs
/// no loop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole<'t> {
    bytes: &'t [u8],
    /// The last chunk, little-endian, with zeros before the start.
    tail: u128,
}

impl<'t> Text<'t> {
    /// Reads a text of its own.
    #[inline]
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, head: head(bytes) }
    }

    /// Returns the first chunk, little-endian, with zeros after the end.
    #[inline]
    pub(crate) fn head(&self) -> u128 {
        self.head
    }
}

impl<'t> Whole<'t> {
    /// Reads a text.
    #[inline]
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        let tail = bytes.last_chunk().map(|chunk| u128::from_le_bytes(*chunk));
        Self { bytes, tail: tail.unwrap_or_else(|| shifted_up(head(bytes), bytes.len())) }
    }

    /// Returns the bytes.
    #[inline]
    pub(crate) fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// Returns a part.
    #[inline]
    pub(crate) fn part(&self, range: Range<usize>) -> Option<Text<'t>> {
        let bytes = self.bytes.get(range.clone())?;
        let rest = self.bytes.get(range.start..)?;
        let ahead = match rest.first_chunk() {
            Some(chunk) => u128::from_le_bytes(*chunk),
            None => self.tail.checked_shr(bits(CHUNK - rest.len())).unwrap_or(0),
        };
        let beyond = CHUNK.saturating_sub(bytes.len());
        Some(Text { bytes, head: ahead & u128::MAX.checked_shr(bits(beyond)).unwrap_or(0) })
    }
}

/// Reads the first chunk of a text, which may be shorter.
#[inline]
fn head(bytes: &[u8]) -> u128 {
    if let Some(chunk) = bytes.first_chunk() {
        return u128::from_le_bytes(*chunk);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return joined(
            u64::from_le_bytes(*first).into(),
            u64::from_le_bytes(*last).into(),
            bytes.len() - 8,
        );
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return joined(
            u32::from_le_bytes(*first).into(),
            u32::from_le_bytes(*last).into(),
            bytes.len() - 4,
        );
    }
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte))
}

/// Two words of which the second begins at a byte; where they overlap they are the same.
#[inline]
fn joined(first: u128, last: u128, at: usize) -> u128 {
    first | last << bits(at)
}

fn shifted_up(head: u128, length: usize) -> u128 {
    head.checked_shl(bits(CHUNK.saturating_sub(length))).unwrap_or(0)
}

/// The bits of a few bytes.
#[inline]
fn bits(bytes: usize) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "at most a chunk")]
    let bits = 8 * (bytes as u32 & 31);
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sixteen_bytes_are_read_wherever_a_part_stands() {
        let long: Vec<u8> = (1..=255).collect();
        for length in 0..60 {
            let whole = Whole::new(&long[..length]);
            for start in 0..=length {
                for end in start..=length {
                    let expected = long[start..end].iter().take(16).rev();
                    let expected = expected.fold(0, |word, byte| word << 8 | u128::from(*byte));
                    assert_eq!(whole.part(start..end).unwrap().head, expected, "{start}..{end}");
                    assert_eq!(Text::new(&long[start..end]).head, expected, "{start}..{end}");
                }
            }
            assert!(whole.part(0..length + 1).is_none());
        }
    }
}
