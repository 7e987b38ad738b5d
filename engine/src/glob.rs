//! Globs over paths and claims: globset behind a check of the language it may see.
//!
//! Only this file names globset. Braces are expanded here, because globset reads `**` inside them
//! by other rules, and what it gets is a flat glob: literals, `*` and `?` inside a segment, `**` as
//! a whole segment. Character classes are refused: negated ones match `/`.

use std::fmt;
use std::sync::Arc;

use globset::{Candidate, GlobBuilder, GlobMatcher};

mod syntax;

pub use self::syntax::{Flat, GlobError, Sign};

/// What a glob is matched against, prepared once for many globs.
#[derive(Debug)]
pub struct GlobInput<'a>(Candidate<'a>);

impl<'a> GlobInput<'a> {
    /// Prepares a text.
    pub fn new(text: &'a str) -> Self {
        Self(Candidate::new(text))
    }
}

/// A compiled glob.
#[derive(Clone, Debug)]
pub struct Glob {
    text: String,
    flat: Arc<[Flat]>,
    /// Shared, as a requirement's conditions stand in every route that asks for it.
    matchers: Arc<[GlobMatcher]>,
}

impl Glob {
    /// Compiles the glob of a guardrail's path: it begins with `/` or `**/`.
    ///
    /// # Errors
    /// A text outside the language, with where and how to mend it.
    pub fn path(text: &str) -> Result<Self, GlobError> {
        if !text.starts_with('/') && !text.starts_with("**/") {
            let help = "begin with `/`, or with `**/` for any depth";
            return Err(GlobError::new(format!("{text:?} does not begin with `/`"), help));
        }
        Self::any(text)
    }

    /// Compiles a glob that may begin with anything, as for a claim.
    ///
    /// # Errors
    /// A text outside the language, with how to mend it.
    pub fn any(text: &str) -> Result<Self, GlobError> {
        let flat = syntax::expand(text)?;
        let matchers = flat
            .iter()
            .flat_map(Flat::spellings)
            .map(|spelling| compile(&spelling))
            .collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), flat: flat.into(), matchers })
    }

    /// Returns whether the glob takes the whole text.
    pub fn matches(&self, input: &GlobInput<'_>) -> bool {
        self.matchers.iter().any(|matcher| matcher.is_match_candidate(&input.0))
    }

    /// Returns the regular expressions that globset makes of it: it takes a text when one of these
    /// does. They speak of bytes, and `.` takes every byte.
    pub fn regexes(&self) -> impl Iterator<Item = &str> {
        self.matchers.iter().map(|matcher| matcher.glob().regex())
    }

    /// Returns the glob without braces: it takes a text when one of these does.
    pub fn alternatives(&self) -> &[Flat] {
        &self.flat
    }

    /// Returns the glob as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn compile(text: &str) -> Result<GlobMatcher, GlobError> {
    GlobBuilder::new(text)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map(|glob| glob.compile_matcher())
        .map_err(|error| {
            GlobError::new(format!("{text:?} cannot be compiled: {}", error.kind()), "simplify it")
        })
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(glob: &str, text: &str) -> bool {
        Glob::any(glob).unwrap().matches(&GlobInput::new(text))
    }

    #[test]
    fn a_star_stays_within_its_segment() {
        assert!(takes("/a/*", "/a/b"));
        assert!(!takes("/a/*", "/a/b/c"));
        assert!(takes("/a/?.txt", "/a/b.txt"));
        assert!(!takes("/a?b", "/a/b"));
    }

    #[test]
    fn two_stars_cross_segments_and_a_final_pair_covers_its_prefix() {
        for path in ["/admin", "/admin/", "/admin/x", "/admin/x/y"] {
            assert!(takes("/admin/**", path), "{path}");
        }
        assert!(!takes("/admin/**", "/administrator"));
        for path in ["/x.bak", "/a/x.bak", "/a/b/x.bak"] {
            assert!(takes("**/*.bak", path), "{path}");
        }
        assert!(takes("/a/**/b", "/a/b") && takes("/a/**/b", "/a/x/y/b"));
        assert!(takes("/**", "/") && takes("/**", "/x"));
    }

    /// globset reads `**/` alone as `**`, and covers no prefix.
    #[test]
    fn two_stars_more_than_once_or_with_nothing_after_them_are_read_alike() {
        assert!(takes("/a/**/**", "/a") && takes("/a/**/**/**", "/a"));
        assert!(!takes("/a/**/**", "/ab"));
        for (glob, text, taken) in [
            ("**/", "/a/", true),
            ("**/", "/", true),
            ("**/", "/a", false),
            ("**/**/", "/a/b", false),
        ] {
            assert_eq!(takes(glob, text), taken, "{glob} {text}");
        }
    }

    #[test]
    fn a_final_slash_is_asked_for_also_after_two_stars_alone() {
        for glob in ["**/", "**/**/", "/**/"] {
            assert!(takes(glob, "/a/") && takes(glob, "/"), "{glob}");
            assert!(!takes(glob, "/a") && !takes(glob, "a"), "{glob}");
        }
    }

    #[test]
    fn braces_are_alternatives_also_around_slashes_and_final_stars() {
        for path in ["/a/x", "/b/y", "/c", "/c/d/e"] {
            assert!(takes("{/a/x,/b/*,/c/**}", path), "{path}");
        }
        assert!(!takes("{/a/x,/b/*,/c/**}", "/b/y/z"));
        assert!(takes("/a{,/**}", "/a") && takes("/a{,/**}", "/a/b"));
        assert!(takes("/a/{b,{c,d}}", "/a/d"));
    }

    #[test]
    fn a_name_that_ends_in_dots_is_matched_like_any_other() {
        for path in ["/a/..", "/a/b..", "/a/b."] {
            assert!(takes("/a/**", path) && takes("**/*", path), "{path}");
        }
    }

    #[test]
    fn what_the_language_does_not_have_is_refused() {
        for text in [
            "/a[b]",
            "/a[!b]c",
            "/a/{}",
            "/***",
            "/a**",
            "/a/**b",
            "/a/{**}c",
            "/{a",
            "/a}",
            "/a\\",
            "",
            "/{a,b/**}c",
        ] {
            assert!(Glob::any(text).is_err(), "{text}");
        }
        for text in ["a/b", "*.bak", "", "**", "***/x"] {
            assert!(Glob::path(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_limits_hold() {
        assert!(Glob::any(&"{".repeat(100_000)).is_err());
        assert!(Glob::any(&format!("/{}", "a".repeat(512))).is_err());
        assert!(Glob::any(&"/*".repeat(17)).is_err());
        assert!(Glob::any(&"/*".repeat(16)).is_ok());
        assert!(Glob::any(&"/{a,b}".repeat(60)).is_err());
        let nested = |depth: usize| format!("/{}a{}", "{".repeat(depth), "}".repeat(depth));
        assert!(Glob::any(&nested(8)).is_ok());
        assert!(Glob::any(&nested(9)).is_err());
    }
}
