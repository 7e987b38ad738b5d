//! Which authorizers count, and which of them trust Cognito.

use std::collections::BTreeSet;

use crate::import::model::{Access, Api, Authorizer, Issuing};
use crate::import::value::Piece;

/// Returns the authorizers that routes ask for.
pub(super) fn used(api: &Api) -> impl Iterator<Item = &Authorizer> {
    let asked: BTreeSet<&str> = api
        .routes
        .iter()
        .filter_map(|route| match &route.access {
            Access::Protected { authorizer, .. } => Some(authorizer.as_str()),
            Access::Public { .. } | Access::Absent { .. } | Access::Refused(_) => None,
        })
        .collect();
    api.authorizers.iter().filter(move |one| asked.contains(one.name.as_str()))
}

/// Returns whether an authorizer trusts a Cognito user pool.
pub(super) fn is_cognito(authorizer: &Authorizer, issuing: &Issuing) -> bool {
    let pool = |name: &str| issuing.pools.iter().any(|pool| pool.source == name);
    authorizer.issuer.pieces().iter().any(|piece| match piece {
        Piece::Literal(text) => text.contains("cognito-idp."),
        Piece::Hole(symbol) => pool(&symbol.name),
    })
}
