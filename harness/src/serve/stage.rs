//! Stages: which one a path is for, and what is left of the path then.
//!
//! A stage is chosen before any route: a path whose first segment names a stage is that stage's,
//! every other one is `$default`'s, and without `$default` it is nobody's.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// The stage without a prefix.
pub const DEFAULT: &str = "$default";

/// Longest name (API Gateway's schema).
const MOST_BYTES: usize = 128;

/// The stages of a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    named: BTreeSet<String>,
    has_default: bool,
}

/// A text that names no stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageError(String);

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = engine::spell::quote(&self.0);
        write!(f, "{name} is no stage: write `$default` or letters, digits, `-` and `_`")
    }
}

impl std::error::Error for StageError {}

impl Stages {
    /// Takes the names of the stages; none are `$default` alone.
    ///
    /// # Errors
    /// A name is not one that API Gateway takes.
    pub fn new(names: &[String]) -> Result<Self, StageError> {
        let mut stages = Self { named: BTreeSet::new(), has_default: names.is_empty() };
        for name in names {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            if name == DEFAULT {
                stages.has_default = true;
            } else if (1..=MOST_BYTES).contains(&name.len()) && name.bytes().all(plain) {
                stages.named.insert(name.clone());
            } else {
                return Err(StageError(name.clone()));
            }
        }
        Ok(stages)
    }

    /// Returns the path in front of every route: empty where `$default` is served.
    pub fn prefix(&self) -> String {
        let first = self.named.first().filter(|_| !self.has_default);
        first.map_or_else(String::new, |name| format!("/{name}"))
    }

    /// Returns the stage of a target and the target without the stage's name. The name is compared
    /// as written: whether API Gateway decodes it first is not known.
    pub(super) fn split<'t>(&'t self, target: &'t str) -> Option<(&'t str, Cow<'t, str>)> {
        let path_end = target.find('?').unwrap_or(target.len());
        let (path, query) = target.split_at_checked(path_end)?;
        if let Some(rest) = path.strip_prefix('/') {
            let (first, rest) = rest.split_once('/').map_or((rest, None), |(a, b)| (a, Some(b)));
            if let Some(stage) = self.named.get(first) {
                let rest = rest.unwrap_or("");
                return Some((stage, Cow::Owned(format!("/{rest}{query}"))));
            }
        }
        self.has_default.then_some((DEFAULT, Cow::Borrowed(target)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(names: &[&str], target: &str) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let stages = Stages::new(&names).unwrap();
        stages.split(target).map(|(stage, rest)| format!("{stage} {rest}"))
    }

    /// Rows 111 and 112 of the project's list of edge cases.
    #[test]
    fn a_path_is_for_the_stage_that_it_names_and_else_for_the_default() {
        assert_eq!(split(&["dev"], "/x"), None);
        assert_eq!(split(&["dev"], "/dev/x?y=/dev").as_deref(), Some("dev /x?y=/dev"));
        let both = &["pets", "$default"];
        assert_eq!(split(both, "/pets/dog").as_deref(), Some("pets /dog"));
        assert_eq!(split(both, "/petsy/dog").as_deref(), Some("$default /petsy/dog"));
        assert_eq!(split(&[], "/dev/x").as_deref(), Some("$default /dev/x"));
    }

    #[test]
    fn the_bare_name_of_a_stage_is_its_root() {
        assert_eq!(split(&["dev"], "/dev").as_deref(), Some("dev /"));
        assert_eq!(split(&["dev"], "/dev/").as_deref(), Some("dev /"));
        assert_eq!(split(&["dev"], "/dev?a").as_deref(), Some("dev /?a"));
    }

    #[test]
    fn what_servers_read_differently_is_left_for_the_engine_to_refuse() {
        assert_eq!(split(&["dev"], "/dev//x").as_deref(), Some("dev //x"));
        assert_eq!(split(&["dev"], "/dev/../x").as_deref(), Some("dev /../x"));
        for target in ["//dev/x", "/%64ev/x", "*", "", "/DEV/x", "dev/x", "/?/dev/x"] {
            assert_eq!(split(&["dev"], target), None, "{target}");
        }
    }

    #[test]
    fn names_are_those_of_the_schema() {
        for bad in ["", "a/b", "a.b", "$other", "ä"] {
            assert!(Stages::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(Stages::new(&["a".repeat(129)]).is_err());
        assert_eq!(Stages::new(&["v1_a-b".to_owned()]).unwrap().prefix(), "/v1_a-b");
    }
}
