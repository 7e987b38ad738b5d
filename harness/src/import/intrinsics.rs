//! `CloudFormation`'s functions, worked out as far as a template tells: its nodes to values.
//!
//! What only a deployment knows (ids of resources, exports, secrets, parameters without a value)
//! becomes a hole. Time and memory are bounded: a template cannot make a text grow, or functions
//! call each other, without end.

mod attributes;
mod conditions;
mod for_each;
mod functions;
mod parameters;
mod resolver;
mod secrets;
mod sub;
mod truth;

pub use self::resolver::Resolver;
pub use self::secrets::variable;
pub use self::truth::Truth;

#[cfg(test)]
mod tests;
