//! The lines of a policy about browsers of other origins.

use crate::import::cors::Cors;
use crate::import::yaml_text::quoted;

/// Writes what is known; nothing without an origin.
pub(super) fn lines(cors: &Cors) -> Vec<String> {
    if !cors.is_written() {
        return Vec::new();
    }
    let mut lines = vec!["cors:".to_owned()];
    let lists = [
        ("allow_origins", &cors.allow_origins),
        ("allow_methods", &cors.allow_methods),
        ("allow_headers", &cors.allow_headers),
        ("expose_headers", &cors.expose_headers),
    ];
    for (key, list) in lists {
        if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
            let items: Vec<String> = list.iter().map(|one| quoted(one)).collect();
            lines.push(format!("  {key}: [{}]", items.join(", ")));
        }
    }
    lines.extend(cors.max_age_seconds.map(|age| format!("  max_age_seconds: {age}")));
    if cors.allow_credentials && !cors.shares_with_all() {
        lines.push("  allow_credentials: true".to_owned());
    }
    lines
}
