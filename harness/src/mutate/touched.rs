//! Which rows an edit can touch: all others are decided as before.

use engine::{Edit, GlobInput, Matcher, Policy, RouteKey};

use super::rows::Ready;
use crate::spec::TokenPlan;

/// Returns whether the edits can change what becomes of a row; in doubt they can.
pub(super) fn is_touched(
    policy: &Policy,
    edits: &[Edit],
    new: &[Matcher],
    row: &Ready<'_>,
) -> bool {
    edits.iter().any(|edit| by_edit(policy, edit, row)) || is_taken(policy, new, row)
}

/// Returns a matcher for each route key that edits make.
pub(super) fn new_keys(policy: &Policy, edits: &[Edit]) -> Vec<Matcher> {
    let keys = edits.iter().filter_map(|edit| match edit {
        Edit::Route { index, key, .. } if !keeps_key(policy, *index, key) => Some(key),
        Edit::AddRoute { key, .. } => Some(key),
        Edit::Route { .. }
        | Edit::RemoveRoute(_)
        | Edit::Guardrail { .. }
        | Edit::RemoveGuardrail(_)
        | Edit::Authorizer { .. }
        | Edit::Cors(_) => None,
    });
    keys.map(|key| Matcher::new([key])).collect()
}

fn keeps_key(policy: &Policy, index: usize, key: &RouteKey) -> bool {
    policy.routes().get(index).is_some_and(|route| route.key == *key)
}

fn by_edit(policy: &Policy, edit: &Edit, row: &Ready<'_>) -> bool {
    match edit {
        // With another access the route takes what it took.
        Edit::Route { index, key, .. } if keeps_key(policy, *index, key) => {
            row.winner == Some(*index)
        }
        Edit::Route { index, .. } | Edit::RemoveRoute(index) => row.part.routes.contains(index),
        Edit::AddRoute { .. } => false,
        Edit::RemoveGuardrail(index) => row.part.guardrails.contains(index),
        Edit::Guardrail { index, guardrail } => {
            let newly = || {
                let method = row.request.method();
                let path = row.request.path(policy.ambiguous_paths()).map(GlobInput::new);
                method.is_some_and(|method| guardrail.methods.contains(&method))
                    && path.is_ok_and(|path| guardrail.paths.iter().any(|glob| glob.matches(&path)))
            };
            row.part.guardrails.contains(index) || newly()
        }
        Edit::Cors(_) => row.request.is_preflight() && row.winner.is_none(),
        Edit::Authorizer { index, authorizer } => {
            let plan = row.row.spec.spec.plan(row.row.case);
            let minted = plan.is_some_and(|plan| {
                let own = plan.authorizer(policy).filter(|own| own.name == authorizer.name);
                matches!(plan, TokenPlan::Minted { .. }) && own.is_some()
            });
            minted || row.verifier == Some(*index)
        }
    }
}

/// Returns whether a new route takes the request.
fn is_taken(policy: &Policy, new: &[Matcher], row: &Ready<'_>) -> bool {
    let (Some(method), Ok(path)) =
        (row.request.method(), row.request.path(policy.ambiguous_paths()))
    else {
        return false;
    };
    new.iter().any(|matcher| matcher.find(method, path).is_some())
}
