//! Where the segments of a path end, found sixteen bytes at a time.

use wide::u8x16;

use crate::table::text::{CHUNK, Text};

/// The slashes of a path: those of its first 64 bytes at hand, and the end of a path shorter than
/// that; others looked for when asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slashes<'p> {
    path: &'p [u8],
    bits: u64,
}

const BLOCK: usize = 64;

impl<'p> Slashes<'p> {
    #[inline]
    pub(super) fn new(path: &'p [u8]) -> Self {
        let end = if path.len() < BLOCK { 1 << path.len() } else { 0 };
        Self { path, bits: bits(path) | end }
    }

    /// Returns the end of the segment that begins at an offset: the next slash, or the path's end.
    #[inline]
    pub(super) fn end(&self, from: usize) -> usize {
        if from < BLOCK {
            let found = self.bits & u64::MAX << from;
            if found != 0 {
                return found.trailing_zeros() as usize;
            }
        }
        self.further(from)
    }

    /// Returns the end of a number of segments, the first of which is known to end at `end`;
    /// `None` when there are fewer.
    #[inline]
    pub(super) fn end_of_run(&self, end: usize, segments: u8) -> Option<usize> {
        let mut end = end;
        for _ in 1..segments {
            if end >= self.path.len() {
                return None;
            }
            end = self.end(end + 1);
        }
        Some(end)
    }

    #[cold]
    fn further(&self, from: usize) -> usize {
        let rest = self.path.get(from..).unwrap_or(&[]);
        let slash = rest.iter().position(|byte| *byte == b'/');
        slash.map_or(self.path.len(), |at| from + at)
    }
}

/// Marks the slashes among the first 64 bytes.
#[inline]
fn bits(bytes: &[u8]) -> u64 {
    let bytes = bytes.get(..BLOCK).unwrap_or(bytes);
    let Some(last) = bytes.last_chunk::<CHUNK>() else {
        return chunk_bits(Text::new(bytes).head().to_le_bytes());
    };
    // The last chunk overlaps others that are marked already, with the same marks.
    let mut marks = chunk_bits(*last) << (bytes.len() - CHUNK);
    for (chunk, shift) in bytes.as_chunks::<CHUNK>().0.iter().zip([0, 16, 32, 48]) {
        marks |= chunk_bits(*chunk) << shift;
    }
    marks
}

/// Marks the slashes of a chunk: the first byte is bit 0.
#[inline]
fn chunk_bits(chunk: [u8; CHUNK]) -> u64 {
    let slashes = u8x16::new(chunk).simd_eq(u8x16::splat(b'/'));
    u64::from(slashes.to_bitmask())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slash_is_found_and_nothing_else() {
        let mut path: Vec<u8> = (0..=255).collect();
        path.extend(b"/a//bc/".iter().cycle().take(300));
        for length in [0, 1, 5, 7, 8, 9, 47, 48, 49, 63, 64, 65, 71, 200, path.len()] {
            let path = &path[path.len() - length..];
            let slashes = Slashes::new(path);
            for from in 0..=length {
                let expected = path.iter().skip(from).position(|byte| *byte == b'/');
                let expected = expected.map_or(length, |at| at + from);
                assert_eq!(slashes.end(from), expected, "{length} {from}");
            }
        }
    }

    #[test]
    fn runs_are_counted_in_segments() {
        let slashes = Slashes::new(b"/a/bc/d");
        assert_eq!(slashes.end_of_run(2, 1), Some(2));
        assert_eq!(slashes.end_of_run(2, 2), Some(5));
        assert_eq!(slashes.end_of_run(2, 3), Some(7));
        assert_eq!(slashes.end_of_run(2, 4), None);
    }
}
