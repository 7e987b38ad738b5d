//! Templates of other tools and the policies they come to.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]
#![expect(clippy::format_push_string, clippy::format_collect, reason = "texts of tests are small")]
#![expect(clippy::disallowed_methods, reason = "tests read what they compare")]

mod command;
mod corpora;
mod cors;
mod denied;
mod findings;
mod hostile;
mod live;
mod mutations;
mod osls;
mod policies;
mod rows;
mod seed;
mod serverless;
mod translated;
