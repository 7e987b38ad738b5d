//! Texts with holes: a variable without a value stands in them as a dynamic reference.

use crate::import::intrinsics::variable;

/// Returns whether a text has a hole in it.
pub(super) fn has_hole(text: &str) -> bool {
    text.contains(variable("").trim_end_matches('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_variable_is_a_hole() {
        assert!(has_hole(&format!("a{}b", variable("env:X"))));
        assert!(!has_hole("{{resolve:ssm:/x}} ${env:X}"));
    }
}
