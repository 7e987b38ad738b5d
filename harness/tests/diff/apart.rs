//! Policies that look for tokens in different places: a request carries one in each, and they have
//! nothing in common.

use engine::DenyReason;
use harness::analysis::diff::Credential;

use crate::{compared, random::policy, shown::is_answered_as_told};

fn asking(source: &str, asked: &str) -> engine::Policy {
    policy(&format!(
        "version: 1\nauthorizers: {{ main: {{ issuer: https://main.example, audience: [x], \
         algorithms: [ES256], identity_source: {source} }} }}\ndefault_authorizer: main\n\
         routes: {{ GET /a: {{ {asked} }} }}\n"
    ))
}

const HEADER: &str = "$request.header.Authorization";
const QUERY: &str = "$request.querystring.t";

#[test]
fn whatever_one_token_comes_to_the_other_comes_to_anything() {
    let (old, new) = (asking(HEADER, "scopes: r"), asking(QUERY, "scopes: r, claims: { c: a }"));
    let diff = compared(&old, &new);
    let pairs: Vec<_> =
        diff.differences.iter().map(|one| (one.old.reason, one.new.reason)).collect();
    let bad = Some(DenyReason::MalformedToken);
    let old_ends = [None, Some(DenyReason::MissingToken), bad, Some(DenyReason::InsufficientScope)];
    let new_ends = [&old_ends[..], &[Some(DenyReason::ClaimMismatch)]].concat();
    for one in old_ends {
        for other in new_ends.iter().copied().filter(|other| *other != one) {
            assert!(pairs.contains(&(one, other)), "{one:?} {other:?} is not among {pairs:?}");
        }
    }
    let both = diff.differences.iter().find(|one| matches!(one.credential, Credential::Tokens(_)));
    assert!(both.is_some_and(|one| one.row.is_empty()), "no row of a spec sends two tokens");
    let engines = [old, new].map(crate::enumerate::engine);
    assert!(diff.differences.iter().all(|one| is_answered_as_told(&engines, one)));
}

#[test]
fn one_place_is_one_token() {
    let (old, new) = (asking(HEADER, "scopes: r"), asking(HEADER, "scopes: w"));
    for one in compared(&old, &new).differences {
        assert!(!matches!(one.credential, Credential::Tokens(_)), "{one:?}");
    }
}
