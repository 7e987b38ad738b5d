//! Specs: from the text of a file to the rows that can be run.
//!
//! Nothing is decided here. [`Spec::read`] finds every mistake that shows without the policy,
//! [`Spec::check_against`] those that need it; the rules are listed in `specs/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use engine::{
    Code, Diagnostic, Diagnostics, Place, Policy, Source, Span, parse,
    spell::{nearest, quote},
};

use crate::clock::{DEFAULT_NOW, parse_instant};

mod budget;
mod case;
pub mod document;
mod expectation;
mod invariant;
mod outside;
mod reason;
mod request;
mod schema;
mod table;
mod token;

use self::{budget::Budget, case::Names, document::SpecDocument, token::expand::Tokens};
pub use self::{
    case::{Case, CaseToken},
    expectation::{Expectation, Expected, Got},
    invariant::InvariantRow,
    outside::Outside,
    request::{PLACEHOLDER, Request},
    schema::spec_schema,
    token::{Token, TokenPlan},
};

/// A spec without mistakes of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Name of the file.
    pub source: String,
    /// File of the policy as written, relative to the spec.
    pub policy_path: String,
    /// Where the file of the policy is named.
    pub policy_span: Span,
    /// Values of the policy's parameters.
    pub set: BTreeMap<String, String>,
    /// The frozen clock, in Unix seconds.
    pub now: i64,
    /// Tokens by name, everything they are `like` written out.
    pub tokens: BTreeMap<String, Token>,
    /// The rows in the order of the file.
    pub cases: Vec<Case>,
    /// What holds for every request that is allowed, in the order of the file.
    pub invariants: Vec<InvariantRow>,
    /// Every authorizer that a token names, with its place.
    authorizers: Vec<(String, Span)>,
    /// Where each value of `set` stands.
    set_spans: BTreeMap<String, Span>,
}

impl Spec {
    /// Reads a spec; what comes along are warnings, sorted by place.
    ///
    /// # Errors
    ///
    /// Every mistake that shows without the policy, sorted by place.
    pub fn read(source: &Source) -> Result<(Self, Diagnostics), Diagnostics> {
        let parsed = parse::<SpecDocument>(source)?;
        let (document, root) = (&parsed.document, parsed.place(source));
        let mut found = Diagnostics::new();
        check_version(document, root, &mut found);
        let now = now(document, root, &mut found);
        let mut tokens = Tokens::read(&document.tokens, root, &mut found);
        let (cases, invariants) = rows(document, root, &mut tokens, &mut found);
        found.extend(parsed.found().clone());
        if found.has_errors() {
            return Err(found.sorted());
        }
        // Not beside errors: a mistyped row or name may be the one that uses a token.
        tokens.warn_of_unused(&mut found);
        let found = found.sorted();
        let (tokens, authorizers) = tokens.finish();
        let set = root.key("set");
        let spans = document.set.iter();
        let spans = spans.map(|entry| (entry.name.clone(), set.at(entry.index).key_span()));
        let set_spans = spans.collect();
        let pairs = document.set.iter().map(|entry| (entry.name.clone(), entry.value.0.clone()));
        let spec = Self {
            source: source.name().to_owned(),
            policy_path: document.policy.0.clone(),
            policy_span: root.key("policy").span(),
            set: pairs.collect(),
            now,
            tokens,
            cases,
            invariants,
            authorizers,
            set_spans,
        };
        Ok((spec, found))
    }

    /// Returns what a row sends as its token, if anything.
    pub fn plan<'s>(&'s self, case: &'s Case) -> Option<&'s TokenPlan> {
        match &case.token {
            CaseToken::None => None,
            CaseToken::Named(name) => self.tokens.get(name).map(|token| &token.plan),
            CaseToken::Inline(plan) => Some(plan),
        }
    }

    /// Finds values of `set` for parameters that the policy does not have.
    pub fn check_parameters(&self, source: &Source, known: impl Fn(&str) -> bool) -> Diagnostics {
        let mut found = Diagnostics::new();
        for (name, span) in self.set_spans.iter().filter(|(name, _)| !known(name)) {
            let message = format!("the policy has no parameter {}", quote(name));
            let finding = Diagnostic::new(source, *span, Code::UndefinedParameter, message);
            found.push(finding.with_help("look under the policy's `parameters:` for its name"));
        }
        found
    }

    /// Finds what the spec names and its policy does not have, sorted by place.
    ///
    /// `source` is the text that the spec was read from.
    pub fn check_against(&self, source: &Source, policy: &Policy) -> Diagnostics {
        let mut found = Diagnostics::new();
        let names = || policy.authorizers().iter().map(|one| one.name.as_str());
        for (name, span) in &self.authorizers {
            if policy.authorizer(name).is_none() {
                let near = nearest(name, names());
                let code = Code::UndefinedAuthorizer;
                found.push(undefined(source, *span, code, ("authorizer", name), near));
            }
        }
        self.check_owners(source, policy, &mut found);
        for invariant in &self.invariants {
            found.extend(invariant.read(source, policy).1);
        }
        let routes: BTreeSet<&str> = policy.routes().iter().map(|one| one.name.as_str()).collect();
        let guardrails: BTreeSet<&str> =
            policy.guardrails().iter().map(|one| one.name.as_str()).collect();
        for Case { expectation, .. } in &self.cases {
            if let Some(name) = expectation.route.as_deref().filter(|name| !routes.contains(name)) {
                let near = nearest(name, routes.iter().copied());
                let (span, code) = (expectation.route_span, Code::UndefinedRoute);
                found.push(undefined(source, span, code, ("route", name), near));
            }
            let guardrail = expectation.guardrail.as_deref();
            if let Some(name) = guardrail.filter(|name| !guardrails.contains(name)) {
                let near = nearest(name, guardrails.iter().copied());
                let (span, code) = (expectation.guardrail_span, Code::UndefinedGuardrail);
                found.push(undefined(source, span, code, ("guardrail", name), near));
            }
        }
        found.sorted()
    }

    /// Tells of tokens sent of which nothing says whose they are, each once.
    fn check_owners(&self, source: &Source, policy: &Policy, found: &mut Diagnostics) {
        let mut told = BTreeSet::new();
        for case in &self.cases {
            if !self.plan(case).is_some_and(|plan| plan.is_unclear(policy)) {
                continue;
            }
            let span = match &case.token {
                CaseToken::Named(name) => self.tokens.get(name).map(|token| token.span),
                CaseToken::None | CaseToken::Inline(_) => None,
            };
            let span = span.unwrap_or(case.token_span);
            if told.insert(span) {
                found.push(token::unclear(source, span, policy));
            }
        }
    }
}

fn check_version(document: &SpecDocument, root: Place<'_>, found: &mut Diagnostics) {
    if document.version != 1 {
        let message = format!("version {} of the format is unknown", document.version);
        let finding = root.key("version").finding(Code::WrongVersion, message);
        found.push(finding.with_help("this program reads `version: 1`"));
    }
}

fn now(document: &SpecDocument, root: Place<'_>, found: &mut Diagnostics) -> i64 {
    let Some(text) = &document.now else { return DEFAULT_NOW };
    parse_instant(&text.0).unwrap_or_else(|_| {
        let message = format!("{} is no instant", quote(&text.0));
        let help = "write RFC 3339 with whole seconds, like `2026-01-01T00:00:00Z`, from 1970 to \
                    9999";
        found.push(root.key("now").finding(Code::InvalidInstant, message).with_help(help));
        DEFAULT_NOW
    })
}

fn rows(
    document: &SpecDocument,
    root: Place<'_>,
    tokens: &mut Tokens<'_>,
    found: &mut Diagnostics,
) -> (Vec<Case>, Vec<InvariantRow>) {
    let mut names = Names::default();
    let mut cases = Vec::new();
    if let Some(tables) = &document.table {
        let budget = Budget::default();
        let mut reader = table::Reader { tokens, names: &mut names, found, budget, cases };
        reader.read(tables, root.key("table"));
        cases = reader.cases;
    }
    if let Some(documents) = &document.cases {
        cases.extend(case::read(documents, root.key("cases"), tokens, &mut names, found));
    }
    cases.sort_by_key(|case| case.span.start);
    let invariants = document.invariants.as_ref().map(|list| {
        let section = root.key("invariants");
        invariant::read(list, section, &mut names, found)
    });
    (cases, invariants.unwrap_or_default())
}

fn undefined(
    source: &Source,
    span: Span,
    code: Code,
    (what, name): (&str, &str),
    near: Option<&str>,
) -> Diagnostic {
    let message = format!("the policy has no {what} {}", quote(name));
    let finding = Diagnostic::new(source, span, code, message);
    match near {
        Some(near) => finding.with_help(format!("did you mean {}?", quote(near))),
        None => finding.with_help(format!("write the {what} as the policy writes it")),
    }
}

#[cfg(test)]
mod tests;
