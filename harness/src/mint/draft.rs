//! A token on its way to its compact form: two JSON texts, who signs them, and how they are written.
//!
//! The signed bytes are put together here and by nobody else, so that a fault can change any of them.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value, json};

use super::fault::step::{Edit, Encoding, Part, Signer};

/// The base64url alphabet in order of value (RFC 4648, 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A token before it is signed.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) header: Text,
    pub(super) payload: Text,
    pub(super) encoding: Encoding,
    pub(super) signer: Signer,
    /// What is signed, when that is not what is sent.
    signed: Option<String>,
    pub(super) edits: Vec<Edit>,
    pub(super) form: Form,
}

/// One of the two texts and its segment.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) members: Map<String, Value>,
    /// Stands in place of the members.
    bytes: Option<Vec<u8>>,
    /// The segment's last character has bits of no byte.
    pub(super) is_loose: bool,
    /// The segment is the text itself.
    pub(super) is_bare: bool,
    /// Stands in the middle of the segment.
    pub(super) inside: &'static str,
}

/// How the parts of a token are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As RFC 7515 wants it, with text around it.
    Compact(&'static str, &'static str),
    /// Without the last dot and the signature.
    Cut,
    /// In the JSON serialisation.
    Serialized,
}

impl Draft {
    pub(super) fn new(header: Map<String, Value>, payload: Map<String, Value>) -> Self {
        Self {
            header: Text { members: header, ..Text::default() },
            payload: Text { members: payload, ..Text::default() },
            encoding: Encoding::Plain,
            signer: Signer::Issuer,
            signed: None,
            edits: Vec::new(),
            form: Form::Compact("", ""),
        }
    }

    pub(super) fn part(&mut self, part: Part) -> &mut Text {
        match part {
            Part::Header => &mut self.header,
            Part::Payload => &mut self.payload,
        }
    }

    /// Ends what is signed: later changes are changes of the token alone.
    pub(super) fn end_signed(&mut self) {
        self.signed = Some(self.message());
    }

    /// Returns what is signed.
    pub(super) fn signed_text(&self) -> String {
        self.signed.clone().unwrap_or_else(|| self.message())
    }

    fn message(&self) -> String {
        let segment = |text: &Text| text.segment(self.encoding);
        format!("{}.{}", segment(&self.header), segment(&self.payload))
    }

    /// Writes the token: what was signed, unless it was changed since, and the signature.
    pub(super) fn write(&self, signed: String, signature: &[u8]) -> String {
        let mut encoded = encode(self.encoding, signature);
        if self.edits.contains(&Edit::LooseBits) {
            encoded = with_loose_bit(encoded);
        }
        let message = if self.signed.is_some() { self.message() } else { signed };
        match self.form {
            Form::Compact(before, after) => format!("{before}{message}.{encoded}{after}"),
            Form::Cut => message,
            Form::Serialized => json!({
                "protected": self.header.segment(self.encoding),
                "payload": self.payload.segment(self.encoding),
                "signature": encoded,
            })
            .to_string(),
        }
    }
}

impl Text {
    /// Returns the JSON text.
    pub(super) fn json(&self) -> Vec<u8> {
        let own = || serde_json::to_vec(&self.members).unwrap_or_default();
        self.bytes.clone().unwrap_or_else(own)
    }

    /// Puts other bytes in place of the JSON text.
    pub(super) fn write_over(&mut self, bytes: Vec<u8>) {
        self.bytes = Some(bytes);
    }

    fn segment(&self, encoding: Encoding) -> String {
        let mut json = self.json();
        if self.is_bare {
            return String::from_utf8_lossy(&json).into_owned();
        }
        // JSON allows blanks at its end; bytes that come in threes have neither padding nor free bits.
        if (self.is_loose || encoding == Encoding::Padded) && json.len().is_multiple_of(3) {
            json.push(b' ');
        }
        let mut segment = encode(encoding, &json);
        if self.is_loose {
            segment = with_loose_bit(segment);
        }
        if !self.inside.is_empty() {
            segment.insert_str(segment.len() / 2, self.inside);
        }
        segment
    }
}

fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Plain => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        Encoding::Padded => BASE64_URL_SAFE.encode(bytes),
        Encoding::Standard => BASE64_STANDARD_NO_PAD.encode(bytes),
    }
}

/// Sets the lowest bit of the last character, which is free unless the bytes come in threes.
fn with_loose_bit(mut encoded: String) -> String {
    let last = encoded.pop();
    let value =
        last.and_then(|last| ALPHABET.iter().position(|&letter| char::from(letter) == last));
    let other = value.and_then(|value| ALPHABET.get(value | 1));
    encoded.extend(other.map(|&letter| char::from(letter)));
    encoded
}
