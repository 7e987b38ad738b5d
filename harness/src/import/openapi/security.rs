//! What an operation asks for: its `security`, or the document's.

use super::scheme::Dialect;
use super::schemes::Schemes;
use crate::import::model::{Access, Quantifier};
use crate::import::value::Value;

/// A security requirement list that can be judged.
#[derive(Clone, Debug)]
pub(crate) enum Asked<'v> {
    /// Nothing.
    Nothing,
    /// Something or nothing, as the caller likes: an entry without a scheme.
    Optional,
    /// One scheme, and a list of scopes.
    One(&'v str, &'v Value),
    /// Any one of several lists of scopes, all for one scheme.
    AnyOf(&'v str, Vec<&'v Value>),
}

/// Reads the `security` of an operation; without one, that of the document holds.
///
/// # Errors
/// What no policy can express.
pub(crate) fn asked<'v>(
    operation: Option<&'v Value>,
    root: Option<&'v Value>,
) -> Result<Asked<'v>, Access> {
    let Some(security) = operation.or(root) else { return Ok(Asked::Nothing) };
    let Some(list) = security.list() else {
        let why = security.unknown().map_or("is no list".to_owned(), |symbol| symbol.why.clone());
        return Err(Access::refused(format!("has a `security` that cannot be read: {why}")));
    };
    let mut alternatives = Vec::new();
    for requirement in list {
        if let Some(symbol) = requirement.unknown() {
            let why = format!("has a `security` that is not known: {}", symbol.why);
            return Err(Access::refused(why));
        }
        if !requirement.is_map() {
            return Err(Access::refused("has a `security` whose entries are no maps"));
        }
        match requirement.members() {
            [] => return Ok(Asked::Optional),
            [one] => alternatives.push((one.key.as_str(), &one.value)),
            [_, _, ..] => {
                return Err(Access::refused(
                    "asks for several security schemes at once".to_owned(),
                ));
            }
        }
    }
    match alternatives.as_slice() {
        [] => Ok(Asked::Nothing),
        [(name, scopes)] => Ok(Asked::One(name, scopes)),
        [(name, _), others @ ..] if others.iter().all(|(other, _)| other == name) => {
            Ok(Asked::AnyOf(name, alternatives.iter().map(|(_, scopes)| *scopes).collect()))
        }
        _ => Err(Access::refused("leaves a choice of security schemes".to_owned())),
    }
}

impl Asked<'_> {
    /// Judges what is asked by the document's schemes.
    pub(crate) fn access(&self, schemes: &Schemes, dialect: Dialect) -> Access {
        match self {
            Self::Nothing => Access::OPEN,
            Self::Optional if dialect == Dialect::Plain => Access::OPEN,
            Self::Optional => {
                Access::refused("makes its token optional, which HTTP APIs do not know")
            }
            // SAM's way to cancel a default; no scheme has this name.
            Self::One("NONE", _) if !schemes.by_name.contains_key("NONE") => {
                Access::Public { by_exception: true, idle_scopes: None }
            }
            Self::One(name, list) => schemes.access(name, Some(list), dialect.quantifier()),
            Self::AnyOf(..) if dialect == Dialect::ApiGateway => Access::refused(
                "asks for several security requirements, which HTTP APIs do not take".to_owned(),
            ),
            Self::AnyOf(name, lists) => any_of(name, lists, schemes),
        }
    }
}

/// Alternatives of one scope each are what `any_of` says; others have no word in a policy.
fn any_of(name: &str, lists: &[&Value], schemes: &Schemes) -> Access {
    let mut joined = Vec::new();
    let mut authorizer = String::new();
    for list in lists {
        match schemes.access(name, Some(list), Quantifier::Any) {
            Access::Protected { authorizer: name, scopes, quantifier } => match scopes.as_slice() {
                // No scope at all: whoever has a token passes.
                [] => return Access::Protected { authorizer: name, scopes, quantifier },
                [scope] => {
                    authorizer = name;
                    joined.push(scope.clone());
                }
                [_, _, ..] => {
                    return Access::refused("leaves a choice of lists of scopes".to_owned());
                }
            },
            other @ (Access::Public { .. } | Access::Absent { .. } | Access::Refused(_)) => {
                return other;
            }
        }
    }
    Access::Protected { authorizer, scopes: joined, quantifier: Quantifier::Any }
}
