//! Where the segments of a path end, found eight bytes at a time.

/// The slashes of one block of 64 bytes, kept while a path is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slashes<'p> {
    path: &'p [u8],
    block: usize,
    bits: u64,
}

const BLOCK: usize = 64;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const SLASHES: u64 = 0x2f2f_2f2f_2f2f_2f2f;

impl<'p> Slashes<'p> {
    pub(super) fn new(path: &'p [u8]) -> Self {
        Self { path, block: 0, bits: bits(path) }
    }

    /// Returns the end of the segment that begins at an offset: the next slash, or the path's end.
    pub(super) fn end(&mut self, from: usize) -> usize {
        let mut block = from / BLOCK;
        let mut above = u64::MAX << (from % BLOCK);
        loop {
            if block != self.block {
                let start = block * BLOCK;
                let Some(rest) = self.path.get(start..).filter(|rest| !rest.is_empty()) else {
                    return self.path.len();
                };
                (self.block, self.bits) = (block, bits(rest));
            }
            let found = self.bits & above;
            if found != 0 {
                return block * BLOCK + found.trailing_zeros() as usize;
            }
            (block, above) = (block + 1, u64::MAX);
            if block * BLOCK >= self.path.len() {
                return self.path.len();
            }
        }
    }
}

/// Marks the slashes among the first 64 bytes.
fn bits(bytes: &[u8]) -> u64 {
    let bytes = bytes.get(..BLOCK).unwrap_or(bytes);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut marks = 0;
    let mut shift = 0;
    for word in words {
        marks |= word_bits(u64::from_le_bytes(*word)) << shift;
        shift += 8;
    }
    if !rest.is_empty() {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(rest) {
            *to = *from;
        }
        marks |= word_bits(u64::from_le_bytes(word)) << shift;
    }
    marks
}

/// Marks the slashes among eight bytes: the first byte is bit 0.
fn word_bits(word: u64) -> u64 {
    // A byte of `other` is zero where there is a slash; only there its top bit ends up set.
    let other = word ^ SLASHES;
    let set = !(((other & LOW) + LOW) | other | LOW);
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
        let mut slashes = Slashes::new(&path);
        for from in 0..=path.len() {
            let expected = path.iter().skip(from).position(|byte| *byte == b'/');
            assert_eq!(slashes.end(from), expected.map_or(path.len(), |at| at + from), "{from}");
        }
        // Walking back, as after a dead end, finds the same.
        assert_eq!(slashes.end(0), 47);
    }
}
