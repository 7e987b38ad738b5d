//! The paths of a walk, each its last segment and the path before.

use std::cmp::Ordering;

use super::texts::{Text, Texts};

/// The number of a path; 0 has no segments.
pub(super) type PathId = u32;

#[derive(Clone, Copy, Debug)]
struct Piece {
    before: PathId,
    text: Text,
    /// Segments, and bytes once they are escaped.
    size: (u32, u32),
}

#[derive(Debug)]
pub(super) struct Paths(Vec<Piece>);

impl Paths {
    pub(super) fn new() -> Self {
        Self(vec![Piece { before: 0, text: Text::EMPTY, size: (0, 0) }])
    }

    pub(super) fn push(&mut self, before: PathId, text: Text, texts: &Texts) -> PathId {
        let path = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let (segments, bytes) = self.size(before);
        let bytes = bytes.saturating_add(escaped_bytes(texts.get(text)));
        self.0.push(Piece { before, text, size: (segments + 1, bytes) });
        path
    }

    fn size(&self, path: PathId) -> (u32, u32) {
        self.0.get(path as usize).map_or((0, 0), |piece| piece.size)
    }

    /// Returns how many segments a path has.
    pub(super) fn depth(&self, path: PathId) -> usize {
        self.size(path).0 as usize
    }

    /// Returns the segments in order.
    pub(super) fn segments(&self, mut path: PathId) -> Vec<Text> {
        let mut segments = Vec::with_capacity(self.size(path).0 as usize);
        while path != 0
            && let Some(piece) = self.0.get(path as usize)
        {
            segments.push(piece.text);
            path = piece.before;
        }
        segments.reverse();
        segments
    }

    /// Orders paths by what a reader would rather see: few segments, no slash at the end, few
    /// bytes; then by their bytes.
    pub(super) fn compare(&self, one: PathId, other: PathId, texts: &Texts) -> Ordering {
        let rank = |path: PathId| {
            let (segments, bytes) = self.size(path);
            let ends_empty =
                self.0.get(path as usize).is_some_and(|piece| piece.text == Text::EMPTY);
            (segments, ends_empty, bytes)
        };
        rank(one).cmp(&rank(other)).then_with(|| {
            let written = |path| self.segments(path).into_iter().map(|text| texts.get(text));
            written(one).cmp(written(other))
        })
    }
}

fn escaped_bytes(text: &str) -> u32 {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,=".contains(&byte);
    let bytes = text.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum::<u32>();
    bytes.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paths_come_first_and_those_that_end_in_a_slash_last_of_their_length() {
        let (mut paths, mut texts) = (Paths::new(), Texts::new());
        let mut path = |segments: &[&str]| {
            segments.iter().fold(0, |path, segment| {
                let text = texts.intern(segment);
                paths.push(path, text, &texts)
            })
        };
        let sorted =
            [&["b"][..], &["é"], &[""], &["a", "b"], &["b", "a"], &["ab", ""]].map(&mut path);
        for pair in sorted.windows(2) {
            assert_eq!(paths.compare(pair[0], pair[1], &texts), Ordering::Less, "{pair:?}");
        }
    }
}
