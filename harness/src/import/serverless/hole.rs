//! Texts with holes: a variable without a value stands in them as a dynamic reference.

use crate::import::intrinsics::variable;

/// Returns whether a text has a hole in it.
pub(super) fn has_hole(text: &str) -> bool {
    text.contains(variable("").trim_end_matches('}'))
}

/// Shows a text as its author wrote it, holes as `${NAME}`.
pub(super) fn shown(text: &str) -> String {
    let marker = variable("");
    let begin = marker.trim_end_matches('}');
    let mut parts = text.split(begin);
    let mut shown = parts.next().unwrap_or("").to_owned();
    for part in parts {
        shown.push_str("${");
        shown.push_str(&part.replacen("}}", "}", 1));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_shown_as_its_variable() {
        let text = format!("a{}b}}}}{}", variable("env:X"), variable("ssm:/y"));
        assert_eq!(shown(&text), "a${env:X}b}}${ssm:/y}");
        assert_eq!(shown("{{resolve:ssm:/x}}"), "{{resolve:ssm:/x}}");
    }

    #[test]
    fn only_a_variable_is_a_hole() {
        assert!(has_hole(&format!("a{}b", variable("env:X"))));
        assert!(!has_hole("{{resolve:ssm:/x}} ${env:X}"));
    }
}
