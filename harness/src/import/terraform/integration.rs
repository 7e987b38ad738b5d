//! `aws_apigatewayv2_integration`. Which code a function is stands in an archive, and is not told.

use super::resource::Resource;
use crate::import::integration::{Integration, TERRAFORM};
use crate::import::value::Text;

/// Finds the integration that a route's target names: `integrations/` and its id.
pub(super) fn integration(target: Option<&Text>, resources: &[Resource]) -> Option<Integration> {
    let target = target?;
    let id = target.known().and_then(|target| target.strip_prefix("integrations/"));
    let is_meant = |one: &&Resource| {
        let by_id = id.is_some_and(|id| !id.is_empty() && one.known("id") == Some(id));
        one.kind == "aws_apigatewayv2_integration"
            && (by_id || target.holes().any(|hole| is_of(&hole.name, &one.address)))
    };
    let Some(found) = resources.iter().find(is_meant) else {
        let why = "has an integration that the configuration does not tell";
        return Some(Integration::other(why));
    };
    Some(Integration::read(&found.properties, &TERRAFORM))
}

/// Returns whether a reference is to an attribute of a resource.
fn is_of(reference: &str, address: &str) -> bool {
    reference.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
