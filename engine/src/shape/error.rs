//! What serde says of a value that does not fit, kept in parts.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::spell::{nearest, quote};
use crate::{Code, Span};

/// Why a value does not fit its document type.
#[derive(Clone, Debug)]
pub(super) struct ShapeError {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) span: Option<Span>,
    /// Already told: only unwinding to the entry that is skipped.
    pub(super) recorded: bool,
    /// The key it is about is passed over in the next pass.
    pub(super) skipped: bool,
}

impl ShapeError {
    fn new(code: Code, message: String, help: Option<String>) -> Self {
        Self { code, message, help, span: None, recorded: false, skipped: false }
    }

    pub(super) fn wrong(message: &str) -> Self {
        Self::new(Code::WrongType, message.to_owned(), None)
    }

    pub(super) fn unknown(key: &str, known: &[&str]) -> Self {
        let message = format!("the key {} is unknown here", quote(key));
        Self::new(Code::UnknownKey, message, Some(did_you_mean(key, known)))
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ShapeError {}

impl Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Code::WrongType, message.to_string(), None)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = plain_words(expected.to_string());
        let (got, help) = describe(&unexpected, &expected);
        Self::new(Code::WrongType, format!("{expected} is asked for, not {got}"), help)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("{} is not taken here", quote(variant));
        Self::new(Code::WrongType, message, Some(did_you_mean(variant, expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown(field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Code::MissingKey, format!("the key `{field}` is missing"), None)
    }
}

/// Serde speaks of Rust's types where a visitor is its own.
fn plain_words(expected: String) -> String {
    match expected.as_str() {
        "a sequence" => "a list".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "u64" | "i64" => "a whole number".to_owned(),
        _ => expected,
    }
}

fn describe(unexpected: &Unexpected<'_>, expected: &str) -> (String, Option<String>) {
    let quoted = Some("put quotes around a text that looks like something else".to_owned());
    let text_wanted = expected.contains("text") || expected.contains("scope");
    match unexpected {
        Unexpected::Unit | Unexpected::Option => {
            let help = "say a value, or delete the key: nothing is implied by silence";
            ("nothing".to_owned(), Some(help.to_owned()))
        }
        Unexpected::Bool(value) => (format!("`{value}`"), quoted.filter(|_| text_wanted)),
        Unexpected::Unsigned(value) => {
            (format!("the number {value}"), quoted.filter(|_| text_wanted))
        }
        Unexpected::Signed(value) => {
            (format!("the number {value}"), quoted.filter(|_| text_wanted))
        }
        Unexpected::Float(value) => (format!("the number {value}"), quoted.filter(|_| text_wanted)),
        Unexpected::Str(text) => {
            let boolean = matches!(*text, "yes" | "on" | "Yes" | "On" | "YES" | "ON");
            let help = (boolean && !text_wanted).then(|| "write `true`".to_owned());
            (format!("the text {}", quote(text)), help)
        }
        Unexpected::Other(text) if text.ends_with("128") => {
            ("a number beyond 64 bits".to_owned(), None)
        }
        Unexpected::Seq => ("a list".to_owned(), None),
        Unexpected::Map => {
            let help = "quote a text that begins with `{`, such as a path variable or a glob";
            ("a map".to_owned(), Some(help.to_owned()).filter(|_| text_wanted))
        }
        Unexpected::Char(_)
        | Unexpected::Bytes(_)
        | Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => (unexpected.to_string(), None),
    }
}

/// Suggests the known word nearest to an unknown key.
fn did_you_mean(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}
