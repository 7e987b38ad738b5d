//! How the two crates are built up, told from the text of their sources.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read the sources")]

mod circles;
mod code;
mod design;
mod limits;
mod paths;
mod tree;
