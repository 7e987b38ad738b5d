//! What an edit must keep: all that [`Policy::validate`] promises of a policy.

use std::fmt;

use super::kind::Edit;
use crate::condition::{ClaimCondition, ClaimTest};
use crate::path_pattern::PathPattern;
use crate::policy::{Access, Authorizer, Cors, Effect, Guardrail, Policy, Requirement};
use crate::route_key::RouteKey;

const MOST_KEY_BYTES: usize = 512;
const MOST_LEEWAY: i64 = 300;

/// Why an edit makes no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditError {
    /// What is edited is not there, or has another name.
    NotThere,
    /// One part is edited twice.
    Twice,
    /// Two routes would take the same requests.
    SameShape,
    /// The route key is too long.
    LongKey,
    /// A condition names a variable that is not there.
    UndefinedVariable,
    /// A list that must ask for something is empty.
    EmptyList,
    /// An authorizer is named that is not there.
    UndefinedAuthorizer,
    /// An authorizer has an issuer, audience or leeway that is not taken.
    InvalidAuthorizer,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotThere => "what is edited is not there",
            Self::Twice => "one part is edited twice",
            Self::SameShape => "two routes would take the same requests",
            Self::LongKey => "the route key is too long",
            Self::UndefinedVariable => "a condition names a variable that is not there",
            Self::EmptyList => "a list is empty",
            Self::UndefinedAuthorizer => "an authorizer is named that is not there",
            Self::InvalidAuthorizer => "the authorizer's issuer, audience or leeway is not taken",
        })
    }
}

impl std::error::Error for EditError {}

/// Checks all edits together.
pub(super) fn check(policy: &Policy, edits: &[Edit]) -> Result<(), EditError> {
    for (at, edit) in edits.iter().enumerate() {
        let part = part(edit);
        if part.is_some() && edits.iter().take(at).any(|other| self::part(other) == part) {
            return Err(EditError::Twice);
        }
        match edit {
            Edit::RemoveRoute(index) => there(policy.routes.get(*index))?,
            Edit::RemoveGuardrail(index) => there(policy.guardrails.get(*index))?,
            Edit::Route { index, key, access } => {
                there(policy.routes.get(*index))?;
                check_route(policy, key, access)?;
                check_shape(policy, edits, at, key)?;
            }
            Edit::AddRoute { key, access, .. } => {
                check_route(policy, key, access)?;
                check_shape(policy, edits, at, key)?;
            }
            Edit::Guardrail { index, guardrail } => {
                let old = policy.guardrails.get(*index);
                there(old.filter(|old| old.name == guardrail.name))?;
                check_guardrail(policy, guardrail)?;
            }
            Edit::Authorizer { index, authorizer } => {
                let old = policy.authorizers.get(*index);
                there(old.filter(|old| old.name == authorizer.name))?;
                check_authorizer(authorizer)?;
            }
            Edit::Cors(cors) => cors.as_deref().map_or(Ok(()), check_cors)?,
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edited {
    Route(usize),
    Guardrail(usize),
    Authorizer(usize),
    Cors,
}

fn part(edit: &Edit) -> Option<Edited> {
    Some(match edit {
        Edit::Route { index, .. } | Edit::RemoveRoute(index) => Edited::Route(*index),
        Edit::Guardrail { index, .. } | Edit::RemoveGuardrail(index) => Edited::Guardrail(*index),
        Edit::Authorizer { index, .. } => Edited::Authorizer(*index),
        Edit::Cors(_) => Edited::Cors,
        Edit::AddRoute { .. } => return None,
    })
}

fn there<T>(part: Option<&T>) -> Result<(), EditError> {
    part.map(|_| ()).ok_or(EditError::NotThere)
}

/// Looks for another route that takes what the key of an edit takes.
fn check_shape(
    policy: &Policy,
    edits: &[Edit],
    at: usize,
    key: &RouteKey,
) -> Result<(), EditError> {
    let stays = |index: usize| !edits.iter().any(|edit| part(edit) == Some(Edited::Route(index)));
    let unedited = policy.routes.iter().enumerate();
    let mut unedited = unedited.filter(|(_, route)| same(&route.key, key));
    let mut others = edits.iter().enumerate().filter(|(other, _)| *other != at);
    let taken = unedited.any(|(index, _)| stays(index))
        || others.any(|(_, edit)| match edit {
            Edit::Route { key: own, .. } | Edit::AddRoute { key: own, .. } => same(own, key),
            Edit::RemoveRoute(_)
            | Edit::Guardrail { .. }
            | Edit::RemoveGuardrail(_)
            | Edit::Authorizer { .. }
            | Edit::Cors(_) => false,
        });
    if taken { Err(EditError::SameShape) } else { Ok(()) }
}

fn same(one: &RouteKey, other: &RouteKey) -> bool {
    match (one, other) {
        (RouteKey::Default, RouteKey::Default) => true,
        (RouteKey::Path(method, one), RouteKey::Path(other_method, other)) => {
            method == other_method && one.shape() == other.shape()
        }
        (RouteKey::Default, RouteKey::Path(..)) | (RouteKey::Path(..), RouteKey::Default) => false,
    }
}

fn check_route(policy: &Policy, key: &RouteKey, access: &Access) -> Result<(), EditError> {
    if key.to_string().len() > MOST_KEY_BYTES {
        return Err(EditError::LongKey);
    }
    let Access::Protected { authorizer, requirement } = access else { return Ok(()) };
    let pattern = match key {
        RouteKey::Path(_, pattern) => Some(pattern),
        RouteKey::Default => None,
    };
    policy.authorizers.get(*authorizer).ok_or(EditError::UndefinedAuthorizer)?;
    check_requirement(requirement, pattern)
}

fn check_guardrail(policy: &Policy, guardrail: &Guardrail) -> Result<(), EditError> {
    if guardrail.paths.is_empty() || guardrail.methods.is_empty() {
        return Err(EditError::EmptyList);
    }
    match &guardrail.effect {
        Effect::Deny => Ok(()),
        Effect::Require { authorizer, requirement } => {
            policy.authorizers.get(*authorizer).ok_or(EditError::UndefinedAuthorizer)?;
            check_requirement(requirement, None)
        }
    }
}

fn check_requirement(
    requirement: &Requirement,
    pattern: Option<&PathPattern>,
) -> Result<(), EditError> {
    let nothing = |list: &ClaimCondition| list.tests.is_empty();
    if requirement.scopes.iter().any(|one| one.any_of.is_empty() && one.all_of.is_empty())
        || requirement.claims.iter().any(nothing)
    {
        return Err(EditError::EmptyList);
    }
    for test in requirement.claims.iter().flat_map(|condition| &condition.tests) {
        match test {
            ClaimTest::AnyOf(list) | ClaimTest::AllOf(list) | ClaimTest::NoneOf(list) => {
                if list.is_empty() {
                    return Err(EditError::EmptyList);
                }
            }
            ClaimTest::PathVariable(name) => {
                let mut known = pattern.into_iter().flat_map(PathPattern::variables);
                if !known.any(|own| own == name) {
                    return Err(EditError::UndefinedVariable);
                }
            }
            ClaimTest::Equals(_)
            | ClaimTest::AtLeast(_)
            | ClaimTest::AtMost(_)
            | ClaimTest::Glob(_)
            | ClaimTest::Present(_) => {}
        }
    }
    Ok(())
}

fn check_authorizer(authorizer: &Authorizer) -> Result<(), EditError> {
    if authorizer.audience.is_empty() || authorizer.algorithms.is_empty() {
        return Err(EditError::EmptyList);
    }
    let issuer = &authorizer.issuer;
    let visible = !issuer.is_empty() && issuer.bytes().all(|byte| byte.is_ascii_graphic());
    let named = authorizer.audience.iter().all(|one| !one.is_empty());
    let patient = (0..=MOST_LEEWAY).contains(&authorizer.leeway_seconds);
    if visible && named && patient { Ok(()) } else { Err(EditError::InvalidAuthorizer) }
}

/// Origins, methods and headers are not looked at anew: none of them decides.
fn check_cors(cors: &Cors) -> Result<(), EditError> {
    if cors.allow_origins.is_empty() { Err(EditError::EmptyList) } else { Ok(()) }
}
