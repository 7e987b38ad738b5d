//! What a reader works with: the caller's wishes, the files, and what is wrong with them.

use std::collections::BTreeMap;

use engine::Diagnostics;

use super::format::Format;
use super::project::Project;

/// What the caller asks for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format; nothing tells it by the content.
    pub format: Option<Format>,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// The stage of a Serverless service.
    pub stage: Option<String>,
    /// Values of a Serverless service's `${param:…}`.
    pub params: BTreeMap<String, String>,
    /// Which of several APIs.
    pub api: Option<String>,
    /// Whether refused routes become comments and guardrails.
    pub skip_refused: bool,
}

/// What a reader works with.
#[derive(Debug)]
pub struct Reading<'r> {
    /// The files; a reader opens further ones only through this.
    pub project: &'r mut Project,
    /// What the caller asks for.
    pub options: &'r Options,
    /// What is wrong.
    pub found: Diagnostics,
    /// Values given for parameters that the template does not have.
    pub strangers: Vec<String>,
}
