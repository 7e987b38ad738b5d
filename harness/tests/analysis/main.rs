//! The exact analysis against plain enumeration.

mod facts;
