//! Terraform: `aws_apigatewayv2_*` resources of a folder of `.tf` files, or of a plan in JSON.
//!
//! Both come to the same resources: arguments worked out as far as they tell, references as holes
//! named by address (`aws_cognito_user_pool.main.id`). Modules are not read; what may stand in
//! them is refused by name. A plan has everything, and needs no expression worked out.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "terms and syntax have a dozen kinds, and most questions are about one or two of them"
)]

mod api;
mod attributes;
mod documents;
mod evaluator;
mod files;
mod functions;
mod instances;
mod integration;
mod issuing;
mod loops;
mod module;
mod modules;
mod operators;
mod plan;
mod properties;
mod resource;
mod route;
mod scope;
mod source;
mod term;
mod texts;
mod traversal;
mod types;

pub(super) use self::files::{is_module, is_terraform, of_argument, of_names};
pub(super) use self::plan::read as read_plan;
pub(super) use self::source::read;

#[cfg(test)]
mod tests;
