//! What each check saw, for `explain`: the same code decides and is watched.

/// One check of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The check: `path`, `route`, `guardrail`, `identity`, `token`, `scopes` or `claims`.
    pub check: &'static str,
    /// Whether it passed.
    pub passed: bool,
    /// What it saw; never a token or key.
    pub detail: String,
}

/// The checks of a decision, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The checks.
    pub steps: Vec<Step>,
}

/// Watches a decision being made. The detail is only made when somebody looks.
pub(crate) trait Probe {
    fn step(&mut self, check: &'static str, passed: bool, detail: impl FnOnce() -> String);
}

/// Nobody looks.
impl Probe for () {
    fn step(&mut self, _: &'static str, _: bool, _: impl FnOnce() -> String) {}
}

impl Probe for Trace {
    fn step(&mut self, check: &'static str, passed: bool, detail: impl FnOnce() -> String) {
        self.steps.push(Step { check, passed, detail: detail() });
    }
}
