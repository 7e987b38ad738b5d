//! A row: one request with one token and what must come of it.

use std::collections::HashMap;

use engine::{Code, Diagnostics, Place, Span, spell::quote, text::Text};

use super::{
    document::{CaseDocument, CaseTokenDocument, Listed},
    expectation::{self, Expectation},
    request::{self, Request},
    token::{NONE, TokenPlan, expand::Tokens},
};

/// A row that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its name, once in the file; a row of a table is named `GET /orders as reader`.
    pub name: String,
    /// Line of the case or cell, from 1.
    pub line: usize,
    /// Column of the case or cell, from 1.
    pub column: usize,
    /// The text of the case or cell.
    pub span: Span,
    /// What is sent.
    pub request: Request,
    /// The token sent with it.
    pub token: CaseToken,
    /// What must come of it.
    pub expectation: Expectation,
    /// Why it is not run.
    pub skip: Option<String>,
    /// Where the token is said.
    pub(super) token_span: Span,
}

/// The token of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseToken {
    /// None is sent.
    None,
    /// The one of this name under `tokens:`.
    Named(String),
    /// One said in place.
    Inline(TokenPlan),
}

/// The names of rows so far, with their places.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, Span>);

impl Names {
    /// Notes a name; tells when another row has it.
    pub(super) fn note(&mut self, name: &str, place: Place<'_>, found: &mut Diagnostics) {
        if let Some(first) = self.0.get(name) {
            let message = format!("a second row is named {}", quote(name));
            let finding = place.finding(Code::DuplicateCase, message);
            found.push(finding.with_related(place.source(), *first, "the first one"));
        } else {
            self.0.insert(name.to_owned(), place.span());
        }
    }
}

/// Reads the list under `cases:`.
pub(super) fn read(
    documents: &Listed<CaseDocument>,
    section: Place<'_>,
    tokens: &mut Tokens<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Vec<Case> {
    if documents.length == 0 {
        let finding = section.finding(Code::EmptyList, "`cases` is empty");
        found.push(finding.with_help("write a case, or delete the key"));
    }
    let mut cases = Vec::new();
    for item in &documents.items {
        let place = section.at(item.index);
        check_name(&item.value.name.0, "a case", place.key("name"), found);
        names.note(&item.value.name.0, place.key("name"), found);
        cases.push(case(&item.value, place, tokens, found));
    }
    cases
}

pub(super) fn check_name(name: &str, what: &str, place: Place<'_>, found: &mut Diagnostics) {
    if name.is_empty() || name.trim() != name {
        let message = format!("{} is no name of {what}", quote(name));
        let finding = place.finding(Code::InvalidName, message);
        found.push(finding.with_help("a name is a text without blanks around it"));
    }
}

/// A row is left out for a reason, and never in silence.
pub(super) fn check_skip(
    reason: Option<&Text>,
    what: &str,
    place: Place<'_>,
    found: &mut Diagnostics,
) {
    if let Some(reason) = reason.filter(|reason| reason.0.trim().is_empty()) {
        let message = format!("{} is no reason to skip {what}", quote(&reason.0));
        let finding = place.finding(Code::EmptyReason, message);
        found.push(finding.with_help("say why, so that somebody can end it"));
    }
}

fn case(
    document: &CaseDocument,
    place: Place<'_>,
    tokens: &mut Tokens<'_>,
    found: &mut Diagnostics,
) -> Case {
    let request = request::read(&document.request, place.key("request"), found);
    let sends = document.token.as_ref().filter(|token| !is_none(token));
    if sends.is_none() && request.holds_token() {
        found.push(request::without_token(place.key("request")));
    }
    check_skip(document.skip.as_ref(), "a case", place.key("skip"), found);
    let start = place.source().start(place.span());
    Case {
        name: document.name.0.clone(),
        line: start.line,
        column: start.column,
        span: place.span(),
        request,
        token: token(sends, place.key("token"), tokens, found),
        expectation: expectation::read::read(&document.expect, place.key("expect"), found),
        skip: document.skip.as_ref().map(|reason| reason.0.clone()),
        token_span: place.key("token").span(),
    }
}

fn is_none(token: &CaseTokenDocument) -> bool {
    matches!(token, CaseTokenDocument::Name(name) if name.0 == NONE)
}

fn token(
    document: Option<&CaseTokenDocument>,
    place: Place<'_>,
    tokens: &mut Tokens<'_>,
    found: &mut Diagnostics,
) -> CaseToken {
    match document {
        None => CaseToken::None,
        Some(CaseTokenDocument::Name(name)) => {
            tokens.use_by_row(&name.0, place, found);
            CaseToken::Named(name.0.clone())
        }
        Some(CaseTokenDocument::Inline(document)) => {
            // Without a plan there is a finding, and no spec to run.
            tokens.inline(document, place, found).map_or(CaseToken::None, CaseToken::Inline)
        }
    }
}
