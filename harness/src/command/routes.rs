//! `harness routes`: the compiled table, in match order.

use std::path::PathBuf;

use clap::Args;
use engine::{Access, Effect, Policy, Requirement, Route};
use serde_json::{Value, json};

use super::arguments::Format;
use super::values::{ValueArgs, load_policy};
use crate::exit::Exit;
use crate::terminal::{Answer, Terminal};
use crate::visible::Visible;

#[derive(Debug, Args)]
#[command(after_help = "Of all routes that match a request, the first in this table takes it.

JSON: one object
  {\"api\",\"routes\":[{\"route\",\"access\":\"public|protected\",\"authorizer\",\"require\":{\"scopes\",\"claims\"}}],
   \"guardrails\":[{\"guardrail\",\"paths\",\"methods\",\"require\":null}]}

Examples:
  harness routes policies/orders.yaml
  harness routes policies/orders.yaml --format json | jq '.routes[].route'")]
pub(super) struct RoutesArgs {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    values: ValueArgs,
}

impl RoutesArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let (file, policy) = load_policy(&self.policy, &self.values, true, terminal)?;
        let mut routes: Vec<&Route> = policy.routes().iter().collect();
        routes.sort_by_key(|route| route.key.precedence());
        match self.format {
            Format::Json => {
                let routes: Vec<Value> =
                    routes.iter().map(|one| route_json(&policy, one)).collect();
                let guardrails: Vec<Value> =
                    policy.guardrails().iter().map(|one| guardrail_json(&policy, one)).collect();
                let table =
                    json!({ "api": policy.api(), "routes": routes, "guardrails": guardrails });
                writeln!(terminal.out, "{table}")?;
            }
            Format::Pretty => {
                let width =
                    routes.iter().map(|route| route.name.chars().count()).max().unwrap_or(0);
                for route in routes {
                    let line = file.source.place(route.span).1.line;
                    let access = access(&policy, route);
                    let (name, access) = (Visible(&route.name), Visible(&access));
                    writeln!(terminal.out, "{name:<width$}  {access}  (line {line})")?;
                }
                for guardrail in policy.guardrails() {
                    let effect = effect(&policy, &guardrail.effect);
                    let paths: Vec<&str> =
                        guardrail.paths.iter().map(engine::Glob::as_str).collect();
                    let text = format!("{} over {}: {effect}", guardrail.name, paths.join(" "));
                    writeln!(terminal.out, "guardrail {}", Visible(&text))?;
                }
            }
        }
        Ok(Exit::Success)
    }
}

fn authorizer(policy: &Policy, index: usize) -> &str {
    policy.authorizers().get(index).map_or("", |authorizer| authorizer.name.as_str())
}

fn access(policy: &Policy, route: &Route) -> String {
    match &route.access {
        Access::Public => "public".to_owned(),
        Access::Protected { authorizer: index, requirement } => {
            format!("{}{}", authorizer(policy, *index), asked(requirement))
        }
    }
}

fn effect(policy: &Policy, effect: &Effect) -> String {
    match effect {
        Effect::Deny => "deny".to_owned(),
        Effect::Require { authorizer: index, requirement } => {
            format!("{}{}", authorizer(policy, *index), asked(requirement))
        }
    }
}

fn asked(requirement: &Requirement) -> String {
    let scopes = requirement.scopes.iter().map(|one| format!("; scopes {one}"));
    scopes.chain(requirement.claims.iter().map(|one| format!("; claim {one}"))).collect()
}

fn requirement_json(requirement: &Requirement) -> Value {
    let names = |scopes: &[engine::Scope]| {
        scopes.iter().map(|scope| Value::from(scope.as_str())).collect::<Vec<_>>()
    };
    let scopes: Vec<Value> = requirement
        .scopes
        .iter()
        .map(|one| json!({ "any_of": names(&one.any_of), "all_of": names(&one.all_of) }))
        .collect();
    let claims: Vec<String> = requirement.claims.iter().map(ToString::to_string).collect();
    json!({ "scopes": scopes, "claims": claims })
}

fn route_json(policy: &Policy, route: &Route) -> Value {
    match &route.access {
        Access::Public => json!({ "route": route.name, "access": "public" }),
        Access::Protected { authorizer: index, requirement } => json!({
            "route": route.name,
            "access": "protected",
            "authorizer": authorizer(policy, *index),
            "require": requirement_json(requirement),
        }),
    }
}

fn guardrail_json(policy: &Policy, guardrail: &engine::Guardrail) -> Value {
    let paths: Vec<&str> = guardrail.paths.iter().map(engine::Glob::as_str).collect();
    let methods: Vec<&str> = guardrail.methods.iter().map(|method| method.as_str()).collect();
    let require = match &guardrail.effect {
        Effect::Deny => Value::Null,
        Effect::Require { authorizer: index, requirement } => {
            let mut require = requirement_json(requirement);
            if let Some(object) = require.as_object_mut() {
                object.insert("authorizer".to_owned(), authorizer(policy, *index).into());
            }
            require
        }
    };
    json!({ "guardrail": guardrail.name, "paths": paths, "methods": methods, "require": require })
}
