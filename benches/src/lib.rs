//! Fixtures, peers and the timer of the benches; `README.md` tells how to run and read them.
//!
//! `benches/` holds the criterion groups, `src/bin/ratios.rs` the goals of the project, each beside
//! the best peer in the same run.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a bench that cannot do its work stops and says so"
)]

pub mod corpora;
pub mod decisions;
pub mod google;
pub mod lookups;
pub mod matchers;
#[cfg(feature = "peers")]
pub mod peers;
pub mod random;
pub mod ratio;
pub mod routes;
pub mod timer;
pub mod tokens;
