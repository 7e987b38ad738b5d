//! The spec format and the soundness of policies, held against files written by hand.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

mod files;
mod invalid;
mod reference;
mod shipped;
mod unsound;
