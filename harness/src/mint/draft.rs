//! A token on its way to its compact form: two JSON texts, who signs them, and how they are written.
//!
//! The signed bytes are put together here and by nobody else, so that a fault can change any of them.

use aws_lc_rs::hmac;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

use super::{
    algorithm::SigningAlgorithm,
    key::{KeyError, SigningKey},
};

/// The base64url alphabet in order of value (RFC 4648, 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A token before it is signed.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) header: Map<String, Value>,
    pub(super) payload: Map<String, Value>,
    /// Stands in place of the header's own text.
    pub(super) header_text: Option<Vec<u8>>,
    /// Stands in place of the payload's own text.
    pub(super) payload_text: Option<Vec<u8>>,
    pub(super) signer: Signer,
    pub(super) form: Form,
}

/// Who signs, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// The issuer's key, under the issuer's algorithm.
    Issuer,
    /// A key that belongs to no issuer, under the issuer's algorithm.
    Stranger,
    /// Whoever knows the public key: it is the secret of an HMAC.
    PublicKeyAsSecret,
    /// Nobody; the signature is empty.
    Nobody,
}

/// How the signed token is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As RFC 7515 wants it.
    Compact,
    /// With another payload than was signed.
    OtherPayload(Vec<u8>),
    /// With one bit of the signature flipped.
    FlippedBit,
    /// With an empty signature.
    Stripped,
    /// Without the last dot and the signature.
    Cut,
    /// With something after the signature.
    Followed(&'static str),
    /// With `=` to full groups of four.
    Padded,
    /// With `+` and `/`.
    StandardAlphabet,
    /// With bits of the last character that belong to no byte.
    TrailingBits,
    /// With a line break inside the payload.
    NewlineInside,
    /// After a space.
    SpaceBefore,
}

impl Draft {
    pub(super) fn new(header: Map<String, Value>, payload: Map<String, Value>) -> Self {
        Self {
            header,
            payload,
            header_text: None,
            payload_text: None,
            signer: Signer::Issuer,
            form: Form::Compact,
        }
    }

    /// Signs and writes the token; `key` is the issuer's or the stranger's, as [`Self::signer`] says.
    pub(super) fn write(
        self,
        key: &SigningKey,
        algorithm: SigningAlgorithm,
    ) -> Result<String, KeyError> {
        let mut header = text_of(self.header_text, self.header);
        let mut payload = text_of(self.payload_text, self.payload);
        if self.form == Form::Padded {
            fill_to_padding(&mut header);
            fill_to_padding(&mut payload);
        }
        let encode = |bytes: &[u8]| match self.form {
            Form::Padded => BASE64_URL_SAFE.encode(bytes),
            Form::StandardAlphabet => BASE64_STANDARD_NO_PAD.encode(bytes),
            Form::Compact
            | Form::OtherPayload(_)
            | Form::FlippedBit
            | Form::Stripped
            | Form::Cut
            | Form::Followed(_)
            | Form::TrailingBits
            | Form::NewlineInside
            | Form::SpaceBefore => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        };
        let (header, mut payload) = (encode(&header), encode(&payload));
        if self.form == Form::NewlineInside {
            // Signed with the break, so that a reader that skips it finds a good signature.
            payload.insert(payload.len() / 2, '\n');
        }
        let message = format!("{header}.{payload}");
        let mut signature = match self.signer {
            Signer::Issuer | Signer::Stranger => key.sign(algorithm, message.as_bytes())?,
            Signer::PublicKeyAsSecret => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, key.public_pem().as_bytes());
                hmac::sign(&secret, message.as_bytes()).as_ref().to_vec()
            }
            Signer::Nobody => Vec::new(),
        };
        if self.form == Form::FlippedBit {
            let middle = signature.len() / 2;
            if let Some(byte) = signature.get_mut(middle) {
                *byte ^= 1;
            }
        }
        let signature = encode(&signature);
        Ok(match self.form {
            Form::Compact
            | Form::FlippedBit
            | Form::Padded
            | Form::StandardAlphabet
            | Form::NewlineInside => format!("{message}.{signature}"),
            Form::OtherPayload(other) => format!("{header}.{}.{signature}", encode_plain(&other)),
            Form::Stripped => format!("{message}."),
            Form::Cut => message,
            Form::Followed(more) => format!("{message}.{signature}{more}"),
            Form::TrailingBits => format!("{message}.{}", with_trailing_bit(signature)),
            Form::SpaceBefore => format!(" {message}.{signature}"),
        })
    }
}

/// Returns the text of a JSON object.
pub(super) fn text_of(text: Option<Vec<u8>>, members: Map<String, Value>) -> Vec<u8> {
    text.unwrap_or_else(|| Value::Object(members).to_string().into_bytes())
}

fn encode_plain(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Adds blanks, which JSON allows at the end, until the base64 of the text needs padding.
fn fill_to_padding(text: &mut Vec<u8>) {
    if text.len().is_multiple_of(3) {
        text.push(b' ');
    }
}

/// Sets the lowest bit of the last character, which is free unless the bytes come in threes.
fn with_trailing_bit(mut encoded: String) -> String {
    let last = encoded.pop();
    let value =
        last.and_then(|last| ALPHABET.iter().position(|&letter| char::from(letter) == last));
    let other = value.and_then(|value| ALPHABET.get(value | 1));
    encoded.extend(other.map(|&letter| char::from(letter)));
    encoded
}
