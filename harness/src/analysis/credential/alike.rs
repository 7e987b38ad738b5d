//! Which authorizers take the same tokens.

use std::collections::BTreeSet;

use engine::{Algorithm, Authorizer, IdentitySource, KeySource};

/// The case of a header's name does not count.
pub(super) fn same(one: &IdentitySource, other: &IdentitySource) -> bool {
    match (one, other) {
        (IdentitySource::Header(one), IdentitySource::Header(other)) => {
            one.eq_ignore_ascii_case(other)
        }
        _ => one == other,
    }
}

/// Whether both take the same tokens, whatever they are called.
pub(super) fn are_alike(one: &Authorizer, other: &Authorizer) -> bool {
    let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    let all = |list: &[Algorithm]| list.iter().copied().collect::<BTreeSet<_>>();
    one.issuer == other.issuer
        && set(&one.audience) == set(&other.audience)
        && all(&one.algorithms) == all(&other.algorithms)
        && one.leeway_seconds == other.leeway_seconds
        && same(&one.identity_source, &other.identity_source)
        && keys_are_alike(one, other)
}

/// Two sources that are written differently are taken to share no key.
pub(super) fn keys_are_alike(one: &Authorizer, other: &Authorizer) -> bool {
    match (&one.keys, &other.keys) {
        (KeySource::Inline(one), KeySource::Inline(other)) => one.is_written_as(other),
        (KeySource::File(one), KeySource::File(other))
        | (KeySource::Uri(one), KeySource::Uri(other)) => one == other,
        (KeySource::Discovery, KeySource::Discovery) => one.issuer == other.issuer,
        _ => false,
    }
}
