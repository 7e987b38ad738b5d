//! The exact analysis held against the exhaustive one: every path, naively.
//!
//! The properties run a sixth of `PROPTEST_CASES` (256 when unset): `PROPTEST_CASES=60000 cargo test
//! --release -p harness --test analysis` takes 10,000 pairs of policies.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::format_collect, reason = "policies are written once, and small")]
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod cells;
mod drafts;
mod enumerate;
mod exhausted;
mod facts;
mod fallback;
mod naive_glob;
mod overlaps;
mod told;
