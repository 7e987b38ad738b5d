//! Lints over a model: what deploys without complaint and costs a day to find.

use engine::Diagnostics;

use super::model::{Api, Model};
use super::project::Project;

/// Finds what the author will not have meant.
pub fn lints(project: &Project, model: &Model, api: &Api) -> Diagnostics {
    let _ = (project, model, api);
    Diagnostics::new()
}
