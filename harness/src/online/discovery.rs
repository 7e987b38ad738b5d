//! `OpenID` Connect Discovery 1.0: from an issuer to the address of its keys.

use engine::json::parse_object;
use engine::{Authorizer, KeySource, Value};

use super::address::Address;
use super::transport::FetchError;

/// Where an authorizer's keys come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From this address.
    Address(String),
    /// From the address that this issuer's discovery document names.
    Issuer(String),
}

impl Origin {
    /// Returns where an authorizer's keys are to be fetched, unless the policy has them.
    pub fn of(authorizer: &Authorizer) -> Option<Self> {
        match &authorizer.keys {
            KeySource::Inline(_) | KeySource::File(_) => None,
            KeySource::Uri(address) => Some(Self::Address(address.clone())),
            KeySource::Discovery => Some(Self::Issuer(authorizer.issuer.clone())),
        }
    }
}

/// Returns the address of an issuer's document (section 4.1: without a final slash). An issuer has
/// neither query nor fragment (section 3); behind these the document's name would be no path.
pub(super) fn document_of(issuer: &str) -> Result<String, FetchError> {
    if issuer.contains(['?', '#']) {
        return Err(FetchError::new(
            "the issuer has a query or fragment, so no discovery document",
        ));
    }
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    Ok(format!("{base}/.well-known/openid-configuration"))
}

/// Reads the address of the keys out of a document that was fetched from `from`.
pub(super) fn keys_address(
    document: &[u8],
    issuer: &str,
    from: &Address,
) -> Result<Address, FetchError> {
    let refused = |message: &str| FetchError::new(format!("{from}: {message}"));
    let object = parse_object(document)
        .map_err(|error| refused(&format!("the discovery document is {error}")))?;
    // Section 4.3: "MUST be identical".
    if object.get("issuer").and_then(Value::as_str) != Some(issuer) {
        return Err(refused("the discovery document is another issuer's"));
    }
    let Some(text) = object.get("jwks_uri").and_then(Value::as_str) else {
        return Err(refused("the discovery document has no text `jwks_uri`"));
    };
    let address: Address =
        text.parse().map_err(|error| refused(&format!("its `jwks_uri`: {error}")))?;
    if from.is_encrypted() && !address.is_encrypted() {
        return Err(refused("its `jwks_uri`: the way there is not encrypted"));
    }
    if address.is_here() && !from.is_here() {
        // A document from elsewhere must not choose what is asked of this machine.
        return Err(refused("its `jwks_uri`: it leads to this machine"));
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_lies_under_the_issuer() {
        for issuer in ["https://a.example/pool", "https://a.example/pool/"] {
            let expected = "https://a.example/pool/.well-known/openid-configuration";
            assert_eq!(document_of(issuer).unwrap(), expected);
        }
    }

    #[test]
    fn only_the_issuers_own_document_is_followed_and_only_to_where_it_may_lead() {
        let issuer = "https://a.example/pool";
        let read = |document: &str, from: &str| {
            let from = from.parse().unwrap();
            keys_address(document.as_bytes(), issuer, &from).map(|address| address.to_string())
        };
        let with = |issuer: &str, keys: &str| format!(r#"{{"issuer":{issuer},"jwks_uri":{keys}}}"#);
        let own = r#""https://a.example/pool""#;
        let (https, http) = ("https://a.example/d", "http://127.0.0.1/d");
        let good = with(own, r#""https://keys.example/k""#);
        assert_eq!(read(&good, https).unwrap(), "https://keys.example/k");
        let local = with(own, r#""http://127.0.0.1/k""#);
        assert_eq!(read(&local, http).unwrap(), "http://127.0.0.1/k");
        let encrypted = with(own, r#""https://localhost:8443/k""#);
        for near in ["https://localhost/d", "https://[::1]/d", http] {
            assert!(read(&encrypted, near).is_ok() && read(&good, near).is_ok(), "{near}");
        }
        for host in [
            "localhost",
            "LocalHost.",
            "a.localhost",
            "127.0.0.1",
            "127.1.2.3",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
        ] {
            let near = with(own, &format!(r#""https://{host}:8443/k""#));
            assert!(read(&near, https).is_err(), "{host}");
        }
        for bad in [
            with(r#""https://a.example/pool/""#, r#""https://keys.example/k""#),
            with(r#""https://A.example/pool""#, r#""https://keys.example/k""#),
            with(r#"["https://a.example/pool"]"#, r#""https://keys.example/k""#),
            with("null", r#""https://keys.example/k""#),
            with(own, "null"),
            with(own, r#"["https://keys.example/k"]"#),
            with(own, r#""http://keys.example/k""#),
            with(own, r#""file:///etc/passwd""#),
            with(own, r#""/k""#),
            local,
            format!(r#"{{"issuer":{own},"issuer":{own},"jwks_uri":"https://keys.example/k"}}"#),
            r#"{"jwks_uri":"https://keys.example/k"}"#.to_owned(),
            "[]".to_owned(),
            String::new(),
        ] {
            assert!(read(&bad, https).is_err(), "{bad}");
        }
    }
}
