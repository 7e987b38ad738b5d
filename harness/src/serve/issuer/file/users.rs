//! The users of a file of issuers.

use engine::{Code, Diagnostics, Place, spell::quote, text::Text};
use serde_json::{Map, Value};

use crate::{
    serve::issuer::{config::User, document::UserDocument, random::uuid_of, secret::Secret},
    spec::document::JsonMap,
};

/// Claims that say whose, by whom and until when a token is: the issuer sets them.
const OWN_CLAIMS: [&str; 17] = [
    "aud",
    "auth_time",
    "at_hash",
    "client_id",
    "cognito:groups",
    "cognito:username",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "scope",
    "sub",
    "token_use",
    "username",
];

/// Reads a user.
pub(super) fn user(
    issuer: &str,
    name: &str,
    document: &UserDocument,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> User {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
    if name.is_empty() || name.trim() != name || name.chars().any(char::is_control) {
        let message = format!("{} is no name of a user", quote(name));
        let finding = place.key_finding(Code::InvalidName, message);
        found.push(finding.with_help("a name is a text without blanks around it"));
    }
    for (key, said) in [("password", &document.password), ("sub", &document.sub)] {
        if said.as_ref().is_some_and(|text| text.0.is_empty()) {
            let finding = place.key(key).finding(Code::EmptyList, format!("`{key}` is empty"));
            found.push(finding.with_help("say what is meant, or delete the key"));
        }
    }
    let mut claims = own_claims(document.claims.as_ref(), place.key("claims"), found);
    if let Some(email) = text(&document.email) {
        claims.insert("email".to_owned(), email.into());
        claims.entry("email_verified").or_insert(Value::Bool(true));
    }
    let more = document.access_token_claims.as_ref();
    let groups = document.groups.iter().flatten().map(|group| group.0.clone());
    User {
        name: name.to_owned(),
        password: text(&document.password).map(Secret::new),
        subject: text(&document.sub).unwrap_or_else(|| uuid_of(issuer, name)),
        claims,
        access_token_claims: own_claims(more, place.key("access_token_claims"), found),
        groups: groups.collect(),
    }
}

fn own_claims(
    claims: Option<&JsonMap>,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> Map<String, Value> {
    let claims = claims.map(|claims| claims.0.clone()).unwrap_or_default();
    for (index, name) in place.names().enumerate() {
        if claims.contains_key(name) && OWN_CLAIMS.contains(&name) {
            let message = format!("the claim {} is the issuer's to set", quote(name));
            let finding = place.at(index).key_finding(Code::InvalidClaimName, message);
            let help = "delete it; tokens with wrong claims are minted by `harness mint`";
            found.push(finding.with_help(help));
        }
    }
    claims
}
