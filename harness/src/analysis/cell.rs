//! A cell: requests that differ in nothing which a policy looks at but the token.

use engine::Method;

/// Requests of one method on which, for every policy asked about, the same route wins and the
/// same guardrails are laid, shown by one path of them.
///
/// One policy is one side; a comparison has two. Lists are by side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The method.
    pub method: Method,
    /// The route that takes the requests, an index into [`engine::Policy::routes`]; nothing where
    /// no route does.
    pub winners: Vec<Option<usize>>,
    /// The guardrails that match path and method, sorted indices into
    /// [`engine::Policy::guardrails`].
    pub laid: Vec<Vec<usize>>,
    /// The segments of the path, decoded: `/` is one empty segment, `/a/` is `a` and an empty one.
    pub segments: Vec<String>,
    /// For each variable that was to be told apart, in the question's order: whether no other
    /// segment than the path's is in its class, the texts with which the same of the question's
    /// strings are equal and that the same of its globs take.
    pub alone: Vec<bool>,
}

impl Cell {
    /// Returns the path decoded, as guardrails and variables see it.
    pub fn path(&self) -> String {
        self.segments.iter().flat_map(|segment| ["/", segment.as_str()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_from_the_root() {
        let path = |segments: &[&str]| {
            let segments = segments.iter().map(ToString::to_string).collect();
            let (winners, laid) = (vec![None], vec![Vec::new()]);
            Cell { method: Method::Get, winners, laid, segments, alone: Vec::new() }.path()
        };
        assert_eq!(path(&[""]), "/");
        assert_eq!(path(&["a", "b c"]), "/a/b c");
        assert_eq!(path(&["a", ""]), "/a/");
    }
}
