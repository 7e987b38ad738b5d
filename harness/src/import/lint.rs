//! Lints over a model: what deploys without complaint and costs a day to find.
//!
//! Each rests on a documented or measured behaviour of API Gateway or Cognito, which its help
//! names. Quotas are the policy's own to warn of.

mod access;
mod authorizers;
mod issuer;
mod scope;

use engine::{Code, Diagnostics};

use super::model::{Api, Model};
use super::project::Project;

/// Finds what the author will not have meant.
pub fn lints(project: &Project, model: &Model, api: &Api) -> Diagnostics {
    let mut found = Diagnostics::new();
    issuer::lint(project, api, &mut found);
    access::lint(project, &model.issuing, api, &mut found);
    scope::lint(project, &model.issuing, api, &mut found);
    if let Some(place) = api.root_security {
        let message = "this `security` is taken for every operation that has none of its own";
        let finding = project.finding(place, Code::RootSecurity, message);
        let help = "REST APIs inherit it (recorded), of HTTP APIs nobody knows: write it on each \
                    operation";
        found.push(finding.with_help(help));
    }
    found
}
