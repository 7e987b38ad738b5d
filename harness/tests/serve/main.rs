//! The gateway from the outside: the real binary, raw sockets, signals and changing files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read what the command wrote")]

mod answers;
mod article;
mod attacks;
mod bounds;
mod browsers;
mod online;
mod operation;
mod running;
