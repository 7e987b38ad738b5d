//! Other people's matchers and decision engines, each in the best formulation it was found to have.

pub mod casbin;
pub mod cedar;
pub mod matchers;
pub mod regorus;
pub mod seen_before;

pub use self::{
    casbin::Casbin,
    cedar::Cedar,
    matchers::{Matchit, PathTree, Wayfind, without_conflicts},
    regorus::Regorus,
    seen_before::SeenBefore,
};
