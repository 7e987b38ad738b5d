//! Questions that are refused by name, never answered about.

use std::fmt;

use engine::Span;

/// Why an exact answer is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable name, such as `analysis-too-large`.
    pub code: &'static str,
    /// What asks too much, one line.
    pub message: String,
    /// Who asks for it, where it is one route or guardrail: nothing else is refused then.
    pub about: Option<About>,
}

/// Who asks for what is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The policy, where two are compared: 0 for the old one, 1 for the new one.
    pub side: Option<usize>,
    /// The route or guardrail, as messages name it.
    pub name: String,
    /// Where its key stands.
    pub span: Span,
    /// The claims that are asked about, as JSON Pointers, that which is to be changed first.
    pub claims: Vec<String>,
}

impl Refusal {
    /// Makes a refusal.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), about: None }
    }

    /// Makes the refusal of what takes more memory or time than is given.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new("analysis-too-large", message)
    }

    /// Says who asks for it.
    #[must_use]
    pub(in crate::analysis) fn of(mut self, about: Option<About>) -> Self {
        self.about = self.about.or(about);
        self
    }

    /// Returns the message, and who asks for it.
    pub fn told(&self) -> String {
        let Some(About { name, side, .. }) = &self.about else { return self.message.clone() };
        let side = match side {
            None => "",
            Some(0) => " of the old policy",
            Some(_) => " of the new policy",
        };
        format!("{}, asked for by {name}{side}", self.message)
    }

    /// Returns whether conditions of one route or guardrail are to blame; all else can be answered.
    pub fn is_of_part(&self) -> bool {
        matches!(
            self.code,
            "unsupported-scope-claim"
                | "unsupported-registered-claim"
                | "unsupported-nested-claim"
                | "unsupported-greedy-binding"
                | "unsupported-claim-globs"
                | "unsupported-two-bindings"
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.told())
    }
}

impl std::error::Error for Refusal {}
