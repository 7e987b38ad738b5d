//! Mistakes in who may pass a route, and routes that are not there or should not be.

use engine::{Access, Edit, Policy, Requirement, Route, RouteKey, Span};

use super::brood::Brood;
use super::operator::Operator;
use super::requirement::mistakes;

/// Makes every mistake in the access of a route, and takes it away.
pub(super) fn mutate(index: usize, brood: &mut Brood<'_>) {
    let policy = brood.policy;
    let Some(route) = policy.routes().get(index) else { return };
    let name = &route.name;
    let with = |access| vec![Edit::Route { index, key: route.key.clone(), access }];
    match &route.access {
        Access::Public => {
            if let Some(authorizer) = default_authorizer(policy) {
                let access = Access::Protected { authorizer, requirement: Requirement::default() };
                let told = format!("{name}: a token is asked for");
                brood.add(Operator::AuthenticatedOnly, route.span, told, with(access));
            }
        }
        Access::Protected { authorizer, requirement } => {
            let made = mistakes(requirement, &variables(route), &brood.vocabulary);
            for one in made {
                let access =
                    Access::Protected { authorizer: *authorizer, requirement: one.requirement };
                let told = format!("{name}: {}", one.told);
                brood.add(one.operator, route.span, told, with(access));
            }
            let told = format!("{name}: made public");
            brood.add(Operator::RoutePublic, route.span, told, with(Access::Public));
            for (other, own) in policy.authorizers().iter().enumerate() {
                if other != *authorizer {
                    let requirement = requirement.clone();
                    let access = Access::Protected { authorizer: other, requirement };
                    let told = format!("{name}: tokens of `{}` are asked for", own.name);
                    brood.add(Operator::AuthorizerSwapped, route.span, told, with(access));
                }
            }
        }
    }
    let told = format!("{name}: removed");
    brood.add(Operator::RouteRemoved, route.span, told, vec![Edit::RemoveRoute(index)]);
}

/// Adds `$default` where there is none.
pub(super) fn add_default(brood: &mut Brood<'_>) {
    let access = match default_authorizer(brood.policy) {
        Some(authorizer) => Access::Protected { authorizer, requirement: Requirement::default() },
        None => Access::Public,
    };
    let told = match access {
        Access::Public => "$default: added, public",
        Access::Protected { .. } => "$default: added, for every token",
    };
    // It stands after all routes.
    let span = brood.policy.routes().iter().map(|route| route.span).max_by_key(|one| one.start);
    let span = span.map_or(Span::default(), |last| Span { start: last.end, end: last.end });
    if brood.policy.routes().iter().all(|route| route.key != RouteKey::Default) {
        let edit = Edit::AddRoute { key: RouteKey::Default, access, span };
        brood.add(Operator::DefaultAdded, span, told.to_owned(), vec![edit]);
    }
}

/// Returns the index of the default authorizer.
pub(super) fn default_authorizer(policy: &Policy) -> Option<usize> {
    let name = &policy.default_authorizer()?.name;
    policy.authorizers().iter().position(|one| one.name == *name)
}

fn variables(route: &Route) -> Vec<&str> {
    match &route.key {
        RouteKey::Path(_, pattern) => pattern.variables().collect(),
        RouteKey::Default => Vec::new(),
    }
}
