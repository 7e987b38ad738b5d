//! The words after `$` in a recipe: what a token, its issuer and its keys say of themselves.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

use super::{
    error::MintError, fault::step::Signer, issuer::TokenIssuer, key::SigningKey,
    key_store::KeyStore, rsa_key::power_of_65537,
};

/// What a recipe is carried out with, beside the token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) issuer: &'a TokenIssuer,
    pub(super) now: i64,
    /// The issuer's own key.
    pub(super) own: &'a SigningKey,
    pub(super) keys: &'a KeyStore,
}

impl Setting<'_> {
    /// Returns the key that signs, where a key does.
    pub(super) fn signing_key(
        &self,
        signer: Signer,
    ) -> Result<std::sync::Arc<SigningKey>, MintError> {
        let key = match signer {
            Signer::Stranger => self.keys.stranger(self.issuer.algorithm),
            Signer::Weak(bits) => self.keys.weak(Some(bits), self.issuer.algorithm),
            Signer::ExponentThree => self.keys.weak(None, self.issuer.algorithm),
            Signer::Issuer
            | Signer::Hmac(_)
            | Signer::Nobody
            | Signer::PaddedHash
            | Signer::CubeRoot
            | Signer::PrimeModulus
            | Signer::ShortSalt
            | Signer::OtherMask => self.keys.key(&self.issuer.issuer, self.issuer.algorithm),
        };
        key.map_err(|error| MintError::of_key(self.issuer, error))
    }

    /// Puts in what stands after each `$`; a word that is none stays.
    pub(super) fn fill(
        &self,
        template: &str,
        claims: &Map<String, Value>,
        signer: Signer,
    ) -> Result<String, MintError> {
        let mut pieces = template.split('$');
        let mut filled = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let end = piece.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(piece.len());
            let (word, rest) = piece.split_at(end);
            if word == "now" {
                let (offset, rest) = offset(rest);
                filled.push_str(&self.now.saturating_add(offset).to_string());
                filled.push_str(rest);
            } else {
                filled.push_str(&self.word(word, claims, signer)?);
                filled.push_str(rest);
            }
        }
        Ok(filled)
    }

    fn word(
        &self,
        word: &str,
        claims: &Map<String, Value>,
        signer: Signer,
    ) -> Result<String, MintError> {
        let own = self.own.public_jwk();
        let member = |name: &str| {
            let text = own.get(name).and_then(Value::as_str).unwrap_or_default();
            BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
        };
        let bytes = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let audience = self.issuer.audience.first().map_or("", String::as_str);
        let scope = || {
            let scopes = claims.get("scope").and_then(Value::as_str).unwrap_or("admin");
            scopes.split(' ').next().unwrap_or_default().to_owned()
        };
        let stranger = || self.signing_key(Signer::Stranger);
        let changed = |name: &str, bit: u8| {
            let mut number = member(name);
            if let Some(last) = number.last_mut() {
                *last ^= bit;
            }
            bytes(&number)
        };
        Ok(match word {
            "iss" => escaped(&self.issuer.issuer),
            "shouted" => escaped(&self.issuer.issuer.to_ascii_uppercase()),
            "aud" => escaped(audience),
            "cut" => escaped(
                audience.split_at_checked(audience.len().saturating_sub(1)).unwrap_or_default().0,
            ),
            "other" => escaped(&other_audience(self.issuer)),
            "alg" => self.issuer.algorithm.as_str().to_owned(),
            "kid" => escaped(self.own.key_id()),
            "swapped" => escaped(&self.own.key_id().chars().map(other_case).collect::<String>()),
            "foreign" => escaped(stranger()?.key_id()),
            "scope" => escaped(&scope()),
            "Scope" => escaped(&scope().to_ascii_uppercase()),
            "stem" => {
                let scope = scope();
                escaped(
                    scope
                        .split_inclusive(|sign: char| !sign.is_alphanumeric())
                        .next()
                        .unwrap_or_default(),
                )
            }
            "jwk" => own.to_string(),
            "stranger" => stranger()?.public_jwk().to_string(),
            "signer" => self.signing_key(signer)?.public_jwk().to_string(),
            "renamed" => {
                let mut other = stranger()?.public_jwk();
                if let Some(members) = other.as_object_mut() {
                    members.insert("kid".to_owned(), self.own.key_id().into());
                }
                other.to_string()
            }
            "pem" => BASE64_STANDARD.encode(self.signing_key(signer)?.public_der()),
            "long" => "k".repeat(4_096),
            "even" => changed("n", 1),
            "off" => changed("y", 1),
            "zeros" => bytes(&[0; 32]),
            // 2^2203 - 1, the sixteenth prime of Mersenne.
            "mersenne" => bytes(&[&[0x07], [0xff; 275].as_slice()].concat()),
            "marked" => bytes(&power_of_65537(128)),
            "wide" => bytes(&[0xff; 2_048]),
            "huge" => bytes(&vec![0xff; 4 << 20]),
            other => format!("${other}"),
        })
    }
}

/// Reads `+60` or `-60` at the beginning of a text.
fn offset(text: &str) -> (i64, &str) {
    let digits = text.strip_prefix(['+', '-']).unwrap_or("");
    let end = digits.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(digits.len());
    let (number, rest) = text.split_at(if end == 0 { 0 } else { end + 1 });
    (number.parse().unwrap_or(0), rest)
}

fn other_case(sign: char) -> char {
    if sign.is_ascii_lowercase() { sign.to_ascii_uppercase() } else { sign.to_ascii_lowercase() }
}

/// Writes a text as it stands within the quotes of JSON.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or("").to_owned()
}

/// Returns an audience that the issuer's authorizer does not take.
fn other_audience(issuer: &TokenIssuer) -> String {
    let mut other = issuer.audience.first().cloned().unwrap_or_default();
    // Longer each time, so the end is reached.
    while issuer.audience.contains(&other) {
        other.push_str("-other");
    }
    other
}
