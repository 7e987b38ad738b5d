//! YAML and JSON of other tools as one tree of places.
//!
//! Unlike our own formats, templates may hold tags, anchors and merge keys. A tag is written out
//! as its long form (`!Ref x` is `{Ref: x}`), an alias and a merge key as what they stand for, so
//! that no reader behind this one meets them. Keys are distinct, and size, depth and the number
//! of values are bounded.

use engine::{Diagnostics, Source};

use super::project::{FileId, Project};

mod json;
mod limits;
mod node;
mod yaml;

pub use self::node::{Entry, Kind, Node};

/// Reads one of a project's files. A text that begins with `{` is JSON when it can be.
///
/// # Errors
/// The text is neither, or passes a limit.
pub fn read(project: &Project, file: FileId) -> Result<Node, Diagnostics> {
    let source = project.source(file);
    let begins = source.text().trim_start().starts_with(['{', '[']);
    if !begins {
        return yaml::read(&source, file);
    }
    match json::read(&source, file) {
        Ok(node) => Ok(node),
        Err(found) if is_json(&source) => Err(found),
        // Flow style with comments or bare words is YAML; what is neither is judged as JSON.
        Err(found) => yaml::read(&source, file).map_err(|_also_wrong| found),
    }
}

fn is_json(source: &Source) -> bool {
    let end = std::path::Path::new(source.name()).extension();
    end.is_some_and(|end| end.eq_ignore_ascii_case("json") || end.eq_ignore_ascii_case("template"))
}

#[cfg(test)]
mod tests;
