//! Which clauses rows cover: a row covers a clause when its outcome would be another but for the
//! clause alone.

mod cells;
mod goals;
pub mod least;
mod missing;
mod near;
mod rows;

pub use self::{
    missing::{Candidate, Gaps, Missing, Proof},
    rows::{Counts, Cover, Covered, Shown, Wanted},
};
