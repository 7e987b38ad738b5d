//! What one engine answers to a request with every token that small policies can tell apart.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use engine::{Claims, DenyReason, Engine, IdentitySource, Method, Prepared, Request};

use crate::enumerate::{Class, class};

/// The texts that conditions of random policies name.
pub(crate) const NAMED: [&str; 4] = ["a", "b", "c", "ab"];
/// Other values of a claim: what is no text, texts that the glob takes and does not, and lists
/// of more than texts.
const VALUES: [&str; 7] = ["null", r#""aq""#, r#""other""#, "7", "{}", r#"["a",1]"#, "[1]"];
const NUMBERS: [&str; 4] = ["null", "1", "2", "3"];
const SCOPES: [&str; 4] = ["", "r", "w", "r w"];

/// Claims of every kind but those that name a text of the path.
static CLAIMS: LazyLock<Vec<Claims>> = LazyLock::new(|| {
    let named = NAMED.iter().map(|text| format!("{text:?}"));
    let lists = (0..1 << NAMED.len()).map(|chosen: usize| {
        let items = (0..).zip(NAMED).filter(|(at, _)| chosen >> at & 1 == 1);
        format!("{:?}", items.map(|(_, text)| text).collect::<Vec<_>>())
    });
    claims(VALUES.iter().map(ToString::to_string).chain(named).chain(lists))
});

/// All sets of two scopes with these values of one claim, and some of another.
fn claims(values: impl Iterator<Item = String>) -> Vec<Claims> {
    let mut all = Vec::new();
    for value in values {
        for scope in SCOPES {
            for number in NUMBERS {
                let json = format!(r#"{{"scope":"{scope}","c":{value},"n":{number}}}"#);
                all.push(Claims::from_json(json.as_bytes()).unwrap());
            }
        }
    }
    all
}

/// Who vouches for tokens, and whom they are for.
const VOUCHED: [(&str, &[&str]); 4] = [
    ("https://main.example", &["x"]),
    ("https://other.example", &["x"]),
    ("https://other.example", &["y"]),
    ("https://other.example", &["x", "y"]),
];

/// One side of a comparison, with tokens made ready.
pub(crate) struct Side<'e> {
    engine: &'e Engine,
    tokens: Vec<Prepared<'e>>,
}

/// The answers to requests of one method and path, in an order of tokens that is always the same.
pub(crate) struct Answers {
    /// Where a token is looked for, if it is.
    source: Option<IdentitySource>,
    by_token: Vec<Class>,
}

impl<'e> Side<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Self { engine, tokens: CLAIMS.iter().map(|one| engine.prepare(one)).collect() }
    }

    /// Asks without a token, with a bad one, and with tokens of each issuer; `texts` are further
    /// values of the claim.
    pub(crate) fn answers(&self, method: Method, path: &str, texts: &[String]) -> Answers {
        let request = Request::new(method.as_str(), path);
        let without = class(self.engine.decide(&request, 0).reason());
        let asked = self.engine.authorizer_for(&request);
        let more = texts.iter().filter(|text| !NAMED.contains(&text.as_str()));
        let more = claims(more.map(|text| format!("{text:?}")));
        let source = asked.map(|one| one.identity_source.clone());
        let Some(authorizer) = asked else {
            let tokens = 2 + VOUCHED.len() * (CLAIMS.len() + more.len());
            return Answers { source, by_token: vec![without; tokens] };
        };
        let bad = match &authorizer.identity_source {
            IdentitySource::Header(name) => {
                Request::new(method.as_str(), path).with_header(name.as_str(), "Bearer x")
            }
            IdentitySource::Query(name) => {
                Request::new(method.as_str(), format!("{path}?{name}=x"))
            }
        };
        let mut by_token = vec![without, class(self.engine.decide(&bad, 0).reason())];
        let more: Vec<Prepared<'_>> = more.iter().map(|one| self.engine.prepare(one)).collect();
        for token in self.tokens.iter().chain(&more) {
            let taken = class(self.engine.decide_prepared(&request, token).reason());
            for (issuer, audience) in VOUCHED {
                // Claims count as verified by whoever is asked: a token of another is told apart.
                let is_good = authorizer.issuer == issuer
                    && authorizer.audience.iter().any(|one| audience.contains(&one.as_str()));
                let is_refused = without == Class::Deny(DenyReason::MissingToken) && !is_good;
                by_token.push(if is_refused { Class::BadToken } else { taken });
            }
        }
        Answers { source, by_token }
    }
}

impl Answers {
    /// Returns all pairs of answers: to one token where both sides look in one place, and to any
    /// two where they look in different ones.
    pub(crate) fn pairs(old: &Self, new: &Self) -> BTreeSet<(Class, Class)> {
        let is_apart = old.source.is_some() && new.source.is_some() && old.source != new.source;
        if !is_apart {
            return old.by_token.iter().copied().zip(new.by_token.iter().copied()).collect();
        }
        let each = |own: &Self| own.by_token.iter().copied().collect::<BTreeSet<_>>();
        let others = each(new);
        each(old).iter().flat_map(|one| others.iter().map(move |other| (*one, *other))).collect()
    }
}
