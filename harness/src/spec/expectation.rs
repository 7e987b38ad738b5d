//! What a row must come to, and whether a decision meets it.

use std::collections::BTreeMap;

use engine::{Span, spell::quote};

use super::reason::{NO_ROUTE, Reason};

pub(super) mod read;

/// Whether a request must be let in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// It is allowed.
    Allow,
    /// It is denied.
    Deny,
    /// Nothing is said about it.
    #[default]
    None,
}

/// What a row must come to; every part that is said must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Whether the request is let in.
    pub decision: Expected,
    /// The reason for which it is denied.
    pub reason: Option<String>,
    /// The status answered, where one is said.
    pub status: Option<u16>,
    /// The route met, as the policy writes it.
    pub route: Option<String>,
    /// The guardrail that denies.
    pub guardrail: Option<String>,
    /// All variables of the path.
    pub variables: Option<BTreeMap<String, String>>,
    /// The challenge of the answer.
    pub challenge: Option<String>,
    /// The expectation as written, on one line.
    pub text: String,
    /// Where the route is written.
    pub(super) route_span: Span,
    /// Where the guardrail is written.
    pub(super) guardrail_span: Span,
}

/// A decision, as much of it as an expectation can speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Got<'a> {
    /// Whether the request is let in.
    pub allowed: bool,
    /// Why it is denied.
    pub reason: Option<&'a str>,
    /// The status answered.
    pub status: u16,
    /// The route met.
    pub route: Option<&'a str>,
    /// The guardrail that denies.
    pub guardrail: Option<&'a str>,
    /// The variables of the path.
    pub variables: Vec<(String, String)>,
    /// The challenge of the answer.
    pub challenge: Option<String>,
}

impl Expectation {
    /// Returns whether the decision meets every part.
    pub fn met_by(&self, got: &Got<'_>) -> bool {
        self.unmet(got).is_empty()
    }

    /// Returns whether the row says that no route takes the request.
    pub fn expects_no_route(&self) -> bool {
        self.reason.as_deref() == Some(NO_ROUTE) || self.status == Some(404)
    }

    /// Tells each part that the decision does not meet: what was expected and what came.
    pub fn unmet(&self, got: &Got<'_>) -> Vec<String> {
        let mut unmet = Vec::new();
        if !self.decision_is_met(got) {
            unmet.push(format!("expected {}, got {}", self.decision_text(), decision_of(got)));
        }
        if let Some(status) = self.status.filter(|status| *status != got.status) {
            unmet.push(format!("expected status {status}, got {}", got.status));
        }
        compare("route", self.route.as_deref(), got.route, &mut unmet);
        compare("guardrail", self.guardrail.as_deref(), got.guardrail, &mut unmet);
        if let Some(expected) = &self.variables {
            let came: BTreeMap<String, String> = got.variables.iter().cloned().collect();
            if *expected != came || came.len() != got.variables.len() {
                let (expected, came) = (map_text(expected), map_text(&came));
                unmet.push(format!("expected variables {expected}, got {came}"));
            }
        }
        compare("challenge", self.challenge.as_deref(), got.challenge.as_deref(), &mut unmet);
        unmet
    }

    fn decision_is_met(&self, got: &Got<'_>) -> bool {
        match (self.decision, &self.reason) {
            (Expected::None, _) => true,
            (Expected::Allow, _) => got.allowed,
            (Expected::Deny, Some(reason)) => !got.allowed && got.reason == Some(reason),
            (Expected::Deny, None) => {
                // A slip in the path must not pass for a denial: what comes before routes is said.
                let early =
                    got.reason.and_then(Reason::named).is_some_and(Reason::is_before_routes);
                !got.allowed && (!early || self.status.is_some())
            }
        }
    }

    fn decision_text(&self) -> String {
        match (self.decision, &self.reason) {
            (Expected::Deny, Some(reason)) => reason.clone(),
            (Expected::Deny, None) => "deny".to_owned(),
            (Expected::Allow | Expected::None, _) => "allow".to_owned(),
        }
    }
}

fn decision_of(got: &Got<'_>) -> String {
    if got.allowed {
        return "allow".to_owned();
    }
    format!("{} ({})", got.reason.unwrap_or("deny"), got.status)
}

fn compare(what: &str, expected: Option<&str>, got: Option<&str>, unmet: &mut Vec<String>) {
    if let Some(expected) = expected
        && got != Some(expected)
    {
        let got = got.map_or_else(|| "none".to_owned(), quote);
        unmet.push(format!("expected {what} {}, got {got}", quote(expected)));
    }
}

fn map_text(map: &BTreeMap<String, String>) -> String {
    if map.is_empty() {
        return "{}".to_owned();
    }
    let pairs = map.iter().map(|(name, value)| format!("{name}: {}", quote(value)));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
