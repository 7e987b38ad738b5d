//! Reader.

use super::Reading;
use super::model::Model;
use super::template::Node;

/// Reads a template.
pub(super) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let _ = (reading, tree);
    Model::default()
}
