//! Reads an expectation and refuses what no decision could meet.

use engine::{
    Code, Diagnostics, Place,
    spell::{nearest, quote},
    text::Text,
};

use super::{Expectation, Expected};
use crate::spec::{
    document::{ExpectationDocument, ExpectationParts},
    reason::Reason,
};

/// The statuses that decisions have; 200 lets in, and 204 answers a preflight.
const STATUSES: [u16; 6] = [200, 204, 400, 401, 403, 404];

/// Reads an expectation; what is wrong with it is told and left out.
pub(crate) fn read(
    document: &ExpectationDocument,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> Expectation {
    let mut expectation = Expectation { text: written(place), ..Expectation::default() };
    match document {
        ExpectationDocument::Word(word) => match word.0.as_str() {
            "allow" => expectation.decision = Expected::Allow,
            "deny" => expectation.decision = Expected::Deny,
            word => {
                expectation.decision = Expected::Deny;
                expectation.reason = reason(word, &["allow", "deny"], place, found);
            }
        },
        ExpectationDocument::Status(number) => {
            expectation.status = status(*number, place, found);
            expectation.decision = decision_of(expectation.status);
        }
        ExpectationDocument::Parts(parts) => {
            let mut reader = Parts { place, found, expectation };
            reader.read(parts);
            expectation = reader.expectation;
        }
    }
    expectation
}

/// Returns the text of a value on one line.
pub(in crate::spec) fn written(place: Place<'_>) -> String {
    place.source().slice(place.span()).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reason(
    word: &str,
    others: &[&str],
    place: Place<'_>,
    found: &mut Diagnostics,
) -> Option<String> {
    if Reason::named(word).is_some() {
        return Some(word.to_owned());
    }
    let message = format!("no deny reason is named {}", quote(word));
    let names = || Reason::ALL.iter().map(|one| one.name);
    let help = match nearest(word, names().chain(others.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None if word.parse::<u16>().is_ok() => "write a status without quotes".to_owned(),
        None => format!("reasons are {}", names().collect::<Vec<_>>().join(", ")),
    };
    found.push(place.finding(Code::InvalidExpectation, message).with_help(help));
    None
}

fn status(number: i64, place: Place<'_>, found: &mut Diagnostics) -> Option<u16> {
    let status = u16::try_from(number).ok().filter(|status| STATUSES.contains(status));
    if status.is_none() {
        let message = format!("no decision has the status {number}");
        let finding = place.finding(Code::InvalidExpectation, message);
        found.push(finding.with_help("statuses are 200, 204, 400, 401, 403 and 404"));
    }
    status
}

fn decision_of(status: Option<u16>) -> Expected {
    match status {
        None => Expected::None,
        Some(200 | 204) => Expected::Allow,
        Some(_) => Expected::Deny,
    }
}

struct Parts<'a, 'f> {
    place: Place<'a>,
    found: &'f mut Diagnostics,
    expectation: Expectation,
}

impl Parts<'_, '_> {
    fn read(&mut self, parts: &ExpectationParts) {
        if self.place.names().next().is_none() {
            let finding = self.place.finding(Code::EmptyList, "the expectation is empty");
            self.found.push(finding.with_help("say `allow`, `deny`, a status or a reason"));
            return;
        }
        self.read_decision(parts);
        self.read_route(parts);
        if let Some(guardrail) = &parts.guardrail {
            self.expectation.guardrail = Some(guardrail.0.clone());
            self.expectation.guardrail_span = self.place.key("guardrail").span();
            if self.expectation.decision == Expected::None {
                self.expectation.decision = Expected::Deny;
            }
        }
        let text = |text: &Text| text.0.clone();
        self.expectation.challenge = parts.challenge.as_ref().map(text);
        if let Some(variables) = &parts.variables {
            let pairs = variables.iter().map(|entry| (entry.name.clone(), entry.value.0.clone()));
            self.expectation.variables = Some(pairs.collect());
        }
        self.refuse_what_no_decision_has();
    }

    fn read_decision(&mut self, parts: &ExpectationParts) {
        if let Some(number) = parts.status {
            self.expectation.status = status(number, self.place.key("status"), self.found);
            self.expectation.decision = decision_of(self.expectation.status);
        }
        if let Some(deny) = &parts.deny {
            let place = self.place.key("deny");
            self.expectation.reason = reason(&deny.0, &[], place, self.found);
            self.expectation.decision = Expected::Deny;
        }
        if parts.allow.is_some() {
            if parts.deny.is_some() {
                self.refuse("deny", "a request that is allowed is not denied");
            }
            self.expectation.decision = Expected::Allow;
        }
    }

    fn read_route(&mut self, parts: &ExpectationParts) {
        let allow = parts.allow.as_ref().map(|text| ("allow", text));
        let Some((key, route)) = parts.route.as_ref().map(|text| ("route", text)).or(allow) else {
            return;
        };
        if allow.is_some_and(|(_, other)| other != route) {
            self.refuse("route", "`allow` names another route");
        }
        self.expectation.route = Some(route.0.clone());
        self.expectation.route_span = self.place.key(key).span();
    }

    /// Compares the parts with each other.
    fn refuse_what_no_decision_has(&mut self) {
        let reason = self.expectation.reason.as_deref().and_then(Reason::named);
        let status = self.expectation.status;
        let allows = self.expectation.decision == Expected::Allow;
        match (reason, status) {
            (Some(reason), Some(status)) if !allows && reason.status != status => {
                let message = format!("`{}` has the status {}", reason.name, reason.status);
                self.refuse("status", &message);
            }
            (_, Some(status)) if allows && status != 200 && status != 204 => {
                self.refuse("status", "a request that is allowed has the status 200 or 204");
            }
            _ => {}
        }
        let early = reason.is_some_and(Reason::is_before_routes)
            || (reason.is_none() && matches!(status, Some(204 | 400 | 404)));
        if early && self.expectation.route.is_some() {
            let key = if self.place.has("route") { "route" } else { "allow" };
            self.refuse(key, "what is answered before routes has no route");
        }
        if early && self.expectation.variables.as_ref().is_some_and(|map| !map.is_empty()) {
            self.refuse("variables", "what is answered before routes has no variables");
        }
        if (early || allows) && self.place.has("guardrail") {
            self.refuse("guardrail", "no guardrail denies such a request");
        }
        if let Some(challenge) = &self.expectation.challenge {
            let bearer = challenge.starts_with("Bearer");
            if early || allows || reason.is_some_and(|reason| !reason.challenge) {
                self.refuse("challenge", "such an answer has no challenge");
            } else if !bearer {
                self.refuse("challenge", "a challenge begins with `Bearer`");
            }
        }
    }

    fn refuse(&mut self, key: &str, message: &str) {
        let finding = self.place.key(key).finding(Code::InvalidExpectation, message);
        self.found.push(finding.with_help("no decision could meet this: delete one of the two"));
    }
}
