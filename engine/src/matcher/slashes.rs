//! Where the segments of a path end, found eight bytes at a time.

/// The slashes of a path: those of its first 64 bytes at hand, others looked for when asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slashes<'p> {
    path: &'p [u8],
    bits: u64,
}

const BLOCK: usize = 64;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const SLASHES: u64 = 0x2f2f_2f2f_2f2f_2f2f;

impl<'p> Slashes<'p> {
    #[inline]
    pub(super) fn new(path: &'p [u8]) -> Self {
        Self { path, bits: bits(path) }
    }

    /// Returns the end of the segment that begins at an offset: the next slash, or the path's end.
    #[inline]
    pub(super) fn end(&self, from: usize) -> usize {
        if from < BLOCK {
            let found = self.bits & u64::MAX << from;
            if found != 0 {
                return found.trailing_zeros() as usize;
            }
            if self.path.len() <= BLOCK {
                return self.path.len();
            }
        }
        self.further(from.max(BLOCK))
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
    let (words, rest) = bytes.as_chunks::<8>();
    let mut marks = 0;
    for (word, shift) in words.iter().zip([0, 8, 16, 24, 32, 40, 48, 56]) {
        marks |= word_bits(u64::from_le_bytes(*word)) << shift;
    }
    if rest.is_empty() {
        return marks;
    }
    if let Some(tail) = bytes.last_chunk::<8>() {
        // The last eight bytes overlap words that are marked already, with the same marks.
        return marks | word_bits(u64::from_le_bytes(*tail)) << (bytes.len() - 8);
    }
    let short = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    word_bits(short)
}

/// Marks the slashes among eight bytes: the first byte is bit 0.
#[inline]
fn word_bits(word: u64) -> u64 {
    // A byte of `other` is zero where there is a slash; only there its top bit ends up set.
    let other = word ^ SLASHES;
    let set = !((other & LOW).wrapping_add(LOW) | other | LOW);
    // Gathers the eight top bits into one byte.
    (set >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
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
