//! Findings that were counted and not kept.

use engine::Diagnostics;

/// Tells how many findings were counted and not kept, if any.
pub fn dropped_line(diagnostics: &Diagnostics) -> Option<String> {
    match diagnostics.dropped() {
        0 => None,
        1 => Some("1 more finding is not shown".to_owned()),
        many => Some(format!("{many} more findings are not shown")),
    }
}
