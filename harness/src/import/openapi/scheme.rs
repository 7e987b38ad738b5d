//! Security schemes: which of them the engine can decide.

use engine::spell::quote;

use crate::import::jwt::{Parts, authorizer};
use crate::import::model::{Authorizer, Quantifier};
use crate::import::value::{Member, Piece, Shape, Text, Value};

/// Whose rules a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// API Gateway's, for an HTTP API.
    ApiGateway,
    /// OpenAPI's own.
    Plain,
}

impl Dialect {
    /// How many of an operation's scopes are needed.
    pub(crate) fn quantifier(self) -> Quantifier {
        match self {
            Self::ApiGateway => Quantifier::Any,
            Self::Plain => Quantifier::All,
        }
    }
}

/// What follows an issuer in the address of its discovery document.
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// A security scheme.
#[derive(Clone, Debug)]
pub(crate) enum Scheme {
    /// A JWT authorizer.
    Jwt(Box<Authorizer>),
    /// One that cannot be decided; why, as it follows a route's name.
    Refused(String),
}

impl Scheme {
    /// Takes an authorizer, or the reason why it is none.
    pub(crate) fn of(name: &str, made: Result<Authorizer, String>) -> Self {
        match made {
            Ok(authorizer) => Self::Jwt(Box::new(authorizer)),
            Err(why) => {
                Self::Refused(format!("is behind the authorizer {}, which {why}", quote(name)))
            }
        }
    }

    /// A Lambda authorizer.
    pub(crate) fn lambda(name: &str) -> Self {
        Self::Refused(behind_lambda(name))
    }
}

/// Why a route behind AWS's own signatures is refused.
pub(crate) const BEHIND_IAM: &str = "is behind IAM authorization, which judges no token";

/// Why a route behind a Lambda authorizer is refused.
pub(crate) fn behind_lambda(name: &str) -> String {
    format!("is behind the Lambda authorizer {}, which is a program", quote(name))
}

/// Reads one member of `securitySchemes`.
pub(super) fn read(member: &Member, dialect: Dialect) -> Scheme {
    let (name, value) = (member.key.as_str(), &member.value);
    if value.get("x-amazon-apigateway-authtype").and_then(Value::known) == Some("awsSigv4") {
        return Scheme::Refused(BEHIND_IAM.to_owned());
    }
    if let Some(extension) = value.get("x-amazon-apigateway-authorizer") {
        return match extension.get("type").and_then(Value::known) {
            Some("jwt") => jwt(member, extension),
            Some("request" | "token") => Scheme::lambda(name),
            other => Scheme::Refused(format!(
                "is behind the authorizer {}, whose type {} HTTP APIs do not have",
                quote(name),
                quote(other.unwrap_or("")),
            )),
        };
    }
    match (dialect, value.get("type").and_then(Value::known)) {
        (Dialect::Plain, Some("oauth2" | "openIdConnect")) => plain(member),
        (_, kind) => Scheme::Refused(format!(
            "is behind the security scheme {} of the type {}, which is no JWT authorizer",
            quote(name),
            quote(kind.unwrap_or("")),
        )),
    }
}

fn jwt(member: &Member, extension: &Value) -> Scheme {
    let configuration = extension.get("jwtConfiguration");
    let url = extension.get("openIdConnectUrl").or_else(|| member.value.get("openIdConnectUrl"));
    let detected = url.map(issuer_of);
    let parts = Parts {
        issuer: configuration.and_then(|one| one.get("issuer")).or(detected.as_ref()),
        audience: configuration.and_then(|one| one.get("audience")),
        identity_source: extension.get("identitySource"),
    };
    Scheme::of(&member.key, authorizer(&member.key, &member.key, member.key_place, parts))
}

/// Plain OpenAPI tells neither audience nor, for `oauth2`, issuer: they are holes.
fn plain(member: &Member) -> Scheme {
    let name = &member.key;
    let hole = |what: &str| {
        let why = format!("the {what} of the security scheme {}", quote(name));
        Value::hole(member.key_place, format!("{name}_{what}"), why)
    };
    let issuer = member.value.get("openIdConnectUrl").map_or_else(|| hole("issuer"), issuer_of);
    let audience = hole("audience");
    let parts = Parts { issuer: Some(&issuer), audience: Some(&audience), identity_source: None };
    Scheme::of(name, authorizer(name, name, member.key_place, parts))
}

/// An issuer publishes its discovery document below itself (OpenID Connect Discovery 4.1).
fn issuer_of(url: &Value) -> Value {
    let Some(text) = url.text() else { return url.clone() };
    let mut issuer = Text::default();
    let last = text.pieces().len().saturating_sub(1);
    for (at, piece) in text.pieces().iter().enumerate() {
        match piece {
            Piece::Literal(literal) if at == last => {
                issuer.push_literal(literal.strip_suffix(DISCOVERY).unwrap_or(literal));
            }
            Piece::Literal(_) | Piece::Hole(_) => issuer.push_piece(piece),
        }
    }
    Value { place: url.place, shape: Shape::Text(issuer) }
}
