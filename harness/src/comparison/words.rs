//! What the formats share: the policies with their texts, groups of differences, and wording.

use std::io;

use engine::{Guardrail, Method, Policy, Route, Source, Span};
use serde_json::{Map, Value};

use crate::analysis::diff::{Change, Credential, Diff, Difference, Radius, Verdict};
use crate::json_text;

/// Two policies and what they decide differently.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The differences.
    pub diff: &'a Diff,
    /// The policy before.
    pub old: Side<'a>,
    /// The policy after.
    pub new: Side<'a>,
}

/// One of the two policies.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its text.
    pub source: &'a Source,
    /// Whether the text is that of a file which stands where the source's name says.
    pub is_file: bool,
}

impl Side<'_> {
    pub(super) fn route(&self, verdict: Verdict) -> Option<&Route> {
        self.policy.routes().get(verdict.route?)
    }

    pub(super) fn guardrail(&self, verdict: Verdict) -> Option<&Guardrail> {
        self.policy.guardrails().get(verdict.guardrail?)
    }

    pub(super) fn place(&self, span: Span) -> String {
        let (file, place) = self.source.place(span);
        format!("{file}:{}:{}", place.line, place.column)
    }

    /// Says what is answered, in a few words.
    pub(super) fn answer(&self, verdict: Verdict) -> String {
        let Some(reason) = verdict.reason else {
            let is_own = verdict.status == 204;
            return if is_own { "allow 204, by `cors`" } else { "allow" }.to_owned();
        };
        let guardrail = self.guardrail(verdict).map(|one| format!(" `{}`", one.name));
        format!("deny {} {reason}{}", reason.status(), guardrail.unwrap_or_default())
    }
}

/// Differences of one kind between the same two routes.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) change: Change,
    /// Never empty; the first shows it best.
    pub(super) differences: Vec<&'a Difference>,
}

impl<'a> Comparison<'a> {
    /// Returns the differences of the same kind and routes together, in the order of the first.
    pub(super) fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for one in &self.diff.differences {
            let key = (one.change, one.is_preflight, one.old.route, one.new.route);
            let at = *known.entry(key).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.differences.push(one),
                None => groups.push(Group { change: one.change, differences: vec![one] }),
            }
        }
        groups
    }

    /// Names the routes that decide, the old and the new one where they differ.
    pub(super) fn routes(&self, one: &Difference) -> String {
        let name = |route: Option<&Route>| {
            route.map_or_else(|| "no route".to_owned(), |route| route.name.clone())
        };
        let (old, new) = (name(self.old.route(one.old)), name(self.new.route(one.new)));
        if old == new { new } else { format!("{old} -> {new}") }
    }
}

/// Says what stands at the head of a group.
pub(super) fn title(change: Change) -> &'static str {
    match change {
        Change::NewlyAllowed => "newly allowed",
        Change::NewlyDenied => "newly denied",
        Change::DeniedDifferently => "denied differently",
    }
}

/// Says who sends the request shown.
pub(super) fn sender(one: &Difference) -> io::Result<String> {
    Ok(match &one.credential {
        Credential::None => "none, anybody can send it".to_owned(),
        Credential::Refused => "one that is refused".to_owned(),
        Credential::Token(claims) => line(claims)?,
        Credential::Tokens(tokens) => {
            let each = tokens.iter().map(|(source, claims)| {
                let claims = claims.as_ref().map_or(Ok("one that is refused".to_owned()), line)?;
                Ok(format!("{source}: {claims}"))
            });
            each.collect::<io::Result<Vec<String>>>()?.join("; ")
        }
    })
}

/// Writes claims on one line.
fn line(claims: &Map<String, Value>) -> io::Result<String> {
    let mut text = Vec::new();
    json_text::write_line(claims, &mut text)?;
    Ok(String::from_utf8(text).map_err(io::Error::other)?.trim_end().to_owned())
}

/// Returns the request shown, on one line.
pub(super) fn request(one: &Difference) -> String {
    let method = one.methods.first().map_or("", |method| method.as_str());
    let preflight = if one.is_preflight { " (a preflight)" } else { "" };
    format!("{method} {}{preflight}", one.target)
}

/// Lists methods, or says that it is all of them.
pub(super) fn methods(list: &[Method]) -> String {
    if Method::ALL.iter().all(|one| list.contains(one)) {
        return "every method".to_owned();
    }
    list.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ")
}

/// Writes a share as whole percent; what is neither nothing nor all never reads so.
pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.01 {
        return "under 1 %".to_owned();
    }
    if share > 0.99 && share < 1.0 {
        return "over 99 %".to_owned();
    }
    format!("{:.0} %", share * 100.0)
}

/// Says how far the change reaches, what opens to anybody first.
pub(super) fn reach(radius: &Radius) -> String {
    let Radius { pairs, changed, anonymous, by_change: [allowed, denied, otherwise] } = *radius;
    if changed == 0 {
        return format!("no request is decided differently ({pairs} pairs of route and method)");
    }
    format!(
        "newly open to anybody: {anonymous}; newly allowed: {allowed}, newly denied: {denied}, \
         denied differently: {otherwise}; changed: {changed} of {pairs} pairs of route and method"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_reads_as_nothing_or_all_only_when_it_is() {
        let shares = [0.0, 0.001, 0.25, 0.999, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "under 1 %", "25 %", "over 99 %", "100 %"]);
    }

    #[test]
    fn seven_methods_are_every_method() {
        assert_eq!(methods(&Method::ALL), "every method");
        assert_eq!(methods(&[Method::Get, Method::Head]), "GET, HEAD");
    }
}
