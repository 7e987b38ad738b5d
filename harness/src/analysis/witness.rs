//! A request that anybody can send and see: from the facts that hold to a path and tokens, really
//! minted, decided by each side's engine before anything is shown.

mod compare;
mod replay;
mod row;
mod sent;

pub use self::{
    replay::{Replay, ReplayError},
    row::RowOf,
    sent::{GARBAGE, Plan, Sent, Witness},
};
