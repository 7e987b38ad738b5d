//! Where an authorizer looks for the token: one header or one query parameter.
//!
//! API Gateway takes "a single entry" for a JWT authorizer, header- or query-based only
//! (`CloudFormation` reference, `AWS::ApiGatewayV2::Authorizer`).

use std::fmt;
use std::str::FromStr;

/// One header or query parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum IdentitySource {
    /// `$request.header.NAME`; the case of the name does not count.
    Header(String),
    /// `$request.querystring.NAME`; the case counts.
    Query(String),
}

/// A text that is no identity source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentitySourceError;

impl Default for IdentitySource {
    fn default() -> Self {
        Self::Header("Authorization".to_owned())
    }
}

impl FromStr for IdentitySource {
    type Err = IdentitySourceError;

    fn from_str(text: &str) -> Result<Self, IdentitySourceError> {
        if let Some(name) = text.strip_prefix("$request.header.").filter(|name| is_token(name)) {
            return Ok(Self::Header(name.to_owned()));
        }
        let name = text.strip_prefix("$request.querystring.").filter(|name| is_token(name));
        name.map(|name| Self::Query(name.to_owned())).ok_or(IdentitySourceError)
    }
}

/// RFC 9110 section 5.6.2.
fn is_token(name: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.len() <= 128 && name.chars().all(sign)
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "$request.header.{name}"),
            Self::Query(name) => write!(f, "$request.querystring.{name}"),
        }
    }
}

impl fmt::Display for IdentitySourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not `$request.header.NAME` or `$request.querystring.NAME`")
    }
}

impl std::error::Error for IdentitySourceError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_or_query_parameter_is_taken() {
        for text in ["$request.header.Authorization", "$request.querystring.access_token"] {
            assert_eq!(text.parse::<IdentitySource>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "Authorization",
            "$request.header.",
            "$request.cookie.a",
            "$request.body",
            "$request.header.a,$request.header.b",
            "$request.header.a b",
            "$request.querystring.a&b=c/",
        ] {
            assert!(text.parse::<IdentitySource>().is_err(), "{text}");
        }
    }
}
