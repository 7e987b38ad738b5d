//! Does an answer meet a row's expectation, and does it differ from the engine's?
//!
//! A reason, a route, a guardrail and variables do not show over HTTP. What does is compared: first
//! always the status, then, of a gateway that answers like API Gateway, challenge and body.

use clap::ValueEnum;
use engine::Certainty;

use super::answer::{Answer, Shown};
use super::facts::Facts;
use crate::outcome::{Note, Outcome};
use crate::spec::{Expectation, Expected, Outside};

/// What of an answer is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Compare {
    /// Status, challenge and a denial's body.
    #[default]
    Answer,
    /// The status alone, for gateways whose denials have texts of their own.
    Status,
}

/// What became of a row that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// What the answer does not meet.
    pub(super) unmet: Vec<String>,
    /// Where it is another than the engine's.
    pub(super) differences: Vec<String>,
    /// Parts of the expectation that nothing was compared with.
    pub(super) unseen: Vec<&'static str>,
    /// Whether the answer showed anything.
    pub(super) is_seen: bool,
    /// Whether a challenge was compared.
    pub(super) has_challenge: bool,
}

impl Verdict {
    pub(super) fn outcome(&self) -> Outcome {
        match (self.is_seen, self.unmet.is_empty()) {
            (false, _) => Outcome::Error,
            (true, true) => Outcome::Pass,
            (true, false) => Outcome::Fail,
        }
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        let unmet = self.unmet.iter().map(|text| ("unmet", text.clone()));
        let differences = self.differences.iter().map(|text| ("differs", text.clone()));
        let unseen = (!self.unseen.is_empty()).then(|| ("unseen", self.unseen.join(", ")));
        let notes = unmet.chain(differences).chain(unseen);
        notes.map(|(label, text)| Note { label, text }).collect()
    }
}

/// Compares an answer with what a row expects and the engine decides.
pub(super) fn judge(
    expectation: &Expectation,
    facts: &Facts,
    answer: &Answer,
    compare: Compare,
) -> Verdict {
    let shown = answer.shows();
    let outside = expectation.outside();
    let mut verdict = Verdict { unseen: outside.unseen.clone(), ..Verdict::default() };
    if shown == Shown::Nothing {
        return verdict;
    }
    verdict.is_seen = true;
    let is_allowed = shown == Shown::Allowed;
    status(&outside, facts, answer, is_allowed, &mut verdict.unmet);
    if is_allowed != facts.is_allowed || (!is_allowed && answer.status != facts.status) {
        verdict.differences.push(format!("the engine decides {}", facts.told));
    }
    let denies = outside.decision == Expected::Deny
        || (outside.decision == Expected::None && !facts.is_allowed);
    if compare == Compare::Status {
        verdict.unseen.extend(outside.challenge.map(|_said| "challenge"));
    } else if denies && !is_allowed {
        challenge(expectation, &outside, facts, answer, &mut verdict);
        body(answer, &mut verdict.unmet);
    }
    if compare == Compare::Answer && !is_allowed && answer.challenge != facts.challenge {
        let engine = facts.challenge.as_deref().unwrap_or("none");
        verdict.differences.push(format!("the engine's challenge is {engine}"));
    }
    verdict
}

fn status(
    outside: &Outside<'_>,
    facts: &Facts,
    answer: &Answer,
    is_allowed: bool,
    unmet: &mut Vec<String>,
) {
    // Where the expectation says nothing that shows, the engine's decision stands for it.
    let (allows, wanted) = match outside.decision {
        Expected::Allow => (true, outside.status),
        Expected::Deny => (false, outside.status),
        Expected::None => (facts.is_allowed, Some(facts.status)),
    };
    let wanted = wanted.filter(|status| *status != 200);
    let got = answer.status;
    if allows != is_allowed {
        let word = |allows: bool| if allows { "allow" } else { "deny" };
        unmet.push(format!("expected {}, got {} ({got})", word(allows), word(is_allowed)));
    } else if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
        unmet.push(format!("expected status {wanted}, got {got}"));
    } else if !allows && wanted.is_none() && !matches!(got, 401 | 403) {
        unmet.push(format!("a bare `deny` is met by 401 or 403, not by {got}"));
    }
}

fn challenge(
    expectation: &Expectation,
    outside: &Outside<'_>,
    facts: &Facts,
    answer: &Answer,
    verdict: &mut Verdict,
) {
    let got = answer.challenge.as_deref();
    let is_met = match (outside.challenge, outside.has_challenge) {
        (Some(said), _) => got == Some(said),
        (None, Some(false)) => got.is_none(),
        // The engine's own is what the reason stands for, if it is the engine's reason.
        (None, Some(true)) if facts.reason == expectation.reason.as_deref() => {
            match (facts.certainty, facts.challenge.as_deref()) {
                (Certainty::Documented, engine) => got == engine,
                (Certainty::Likely | Certainty::Ours, engine) => {
                    got.map(undescribed) == engine.map(undescribed)
                }
            }
        }
        (None, Some(true)) => got.is_some_and(|got| got.starts_with("Bearer")),
        (None, None) => return,
    };
    verdict.has_challenge = true;
    if !is_met {
        let wanted = outside.challenge.or(facts.challenge.as_deref());
        let wanted = wanted.filter(|_| outside.has_challenge != Some(false)).unwrap_or("none");
        let got = got.unwrap_or("none");
        verdict.unmet.push(format!("expected challenge {wanted}, got {got}"));
    }
}

/// The description is a text for people; where nobody documents it, it proves nothing.
fn undescribed(challenge: &str) -> &str {
    challenge.split_once(" error_description=").map_or(challenge, |(before, _)| before)
}

fn body(answer: &Answer, unmet: &mut Vec<String>) {
    if let Some(wanted) = answer.body_of_denial().filter(|_| !answer.is_head)
        && answer.body != wanted.as_bytes()
    {
        unmet.push(format!("expected body {wanted}"));
    }
}

#[cfg(test)]
mod tests;
