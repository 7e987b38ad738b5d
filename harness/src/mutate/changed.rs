//! What of a policy is not as another version of it had it.

use std::collections::BTreeSet;

use engine::{Access, Authorizer, Edit, Effect, Glob, KeySource, Policy};

use crate::analysis::mutation::Mutant;

/// The parts that changed, by index in the new version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    routes: BTreeSet<usize>,
    guardrails: BTreeSet<usize>,
    authorizers: BTreeSet<usize>,
    /// Whether preflights came to be answered, or not to be.
    has_cors: bool,
}

impl Changed {
    /// Returns whether a mutant is made in a part that changed.
    pub(super) fn holds(&self, mutant: &Mutant) -> bool {
        mutant.edits.iter().any(|edit| match edit {
            Edit::Route { index, .. } | Edit::RemoveRoute(index) => self.routes.contains(index),
            Edit::Guardrail { index, .. } | Edit::RemoveGuardrail(index) => {
                self.guardrails.contains(index)
            }
            Edit::Authorizer { index, .. } => self.authorizers.contains(index),
            Edit::Cors(_) => self.has_cors,
            Edit::AddRoute { .. } => false,
        })
    }
}

/// Compares two versions of a policy as they were compiled; without an old one all is new.
///
/// A route or guardrail has changed when what it takes or asks for has, whatever the text is, or
/// when the authorizer has that it asks a token of.
pub fn changed(old: Option<&Policy>, new: &Policy) -> Changed {
    let found = |known: bool, index: usize| (!known).then_some(index);
    let trusted = |old: &Policy, old_index: usize, index: usize| {
        let pair = old.authorizers().get(old_index).zip(new.authorizers().get(index));
        pair.is_some_and(|(one, other)| is_same(one, other))
    };
    let authorizers = new.authorizers().iter().enumerate().filter_map(|(index, own)| {
        let before = old.and_then(|old| old.authorizer(&own.name));
        found(before.is_some_and(|before| is_same(before, own)), index)
    });
    let routes = new.routes().iter().enumerate().filter_map(|(index, own)| {
        let known = old.is_some_and(|old| {
            let mut before = old.routes().iter().filter(|one| one.key == own.key);
            before.any(|before| match (&before.access, &own.access) {
                (Access::Public, Access::Public) => true,
                (
                    Access::Protected { authorizer: before, requirement },
                    Access::Protected { authorizer, requirement: own },
                ) => requirement == own && trusted(old, *before, *authorizer),
                (Access::Public, Access::Protected { .. })
                | (Access::Protected { .. }, Access::Public) => false,
            })
        });
        found(known, index)
    });
    let guardrails = new.guardrails().iter().enumerate().filter_map(|(index, own)| {
        let known = old.is_some_and(|old| {
            let mut before = old.guardrails().iter().filter(|one| one.name == own.name);
            before.any(|before| {
                let globs = |list: &[Glob]| list.iter().map(Glob::to_string).collect::<Vec<_>>();
                let effect = match (&before.effect, &own.effect) {
                    (Effect::Deny, Effect::Deny) => true,
                    (
                        Effect::Require { authorizer: before, requirement },
                        Effect::Require { authorizer, requirement: own },
                    ) => requirement == own && trusted(old, *before, *authorizer),
                    (Effect::Deny, Effect::Require { .. })
                    | (Effect::Require { .. }, Effect::Deny) => false,
                };
                effect && globs(&before.paths) == globs(&own.paths) && before.methods == own.methods
            })
        });
        found(known, index)
    });
    Changed {
        routes: routes.collect(),
        guardrails: guardrails.collect(),
        authorizers: authorizers.collect(),
        has_cors: old.is_none_or(|old| old.cors().is_some() != new.cors().is_some()),
    }
}

fn is_same(one: &Authorizer, other: &Authorizer) -> bool {
    let keys = match (&one.keys, &other.keys) {
        (KeySource::Discovery, KeySource::Discovery) => true,
        (KeySource::File(one), KeySource::File(other))
        | (KeySource::Uri(one), KeySource::Uri(other)) => one == other,
        // Keys in the policy are not compared: a mutant too many does no harm.
        _ => false,
    };
    keys && one.name == other.name
        && one.issuer == other.issuer
        && one.audience == other.audience
        && one.identity_source == other.identity_source
        && one.algorithms == other.algorithms
        && one.leeway_seconds == other.leeway_seconds
}

#[cfg(test)]
mod tests {
    use engine::{Settings, Source};

    use super::*;
    use crate::analysis::mutation::Mutants;

    const POLICY: &str = "version: 1\nauthorizers: { a: { issuer: https://a, audience: [x] } }\n\
                          default_authorizer: a\nroutes:\n  GET /a: { scopes: s }\n  \
                          GET /b: { scopes: s }\nguardrails:\n  g: { paths: [/a], claims: { c: d } }\n";

    fn policy(text: &str) -> Policy {
        Policy::from_source(&Source::new("p", text), &Settings::default()).unwrap().policy
    }

    /// The places of mutants in what changed.
    fn places(old: &str) -> Vec<String> {
        let new = policy(POLICY);
        let changed = changed(Some(&policy(old)), &new);
        let mutants = Mutants::of(&new).list.into_iter().filter(|one| changed.holds(one));
        let mut places: Vec<String> =
            mutants.map(|one| one.description.split(':').next().unwrap().to_owned()).collect();
        places.dedup();
        places
    }

    #[test]
    fn what_is_written_differently_and_means_the_same_has_not_changed() {
        let rewritten = POLICY.replace(
            "  GET /a: { scopes: s }\n  GET /b: { scopes: s }",
            "  GET /b: { scopes: { any_of: [s] } }\n  GET /a: { scopes: s }",
        );
        assert_eq!(places(&rewritten), [""; 0]);
        assert_eq!(places(POLICY), [""; 0]);
    }

    #[test]
    fn a_part_has_changed_when_it_or_its_authorizer_has() {
        assert_eq!(
            places(&POLICY.replace("GET /b: { scopes: s }", "GET /b: { scopes: t }")),
            ["GET /b"]
        );
        assert_eq!(places(&POLICY.replace("paths: [/a]", "paths: [/b]")), ["`g`"]);
        let all = ["`a`", "GET /a", "GET /b", "`g`"];
        assert_eq!(places(&POLICY.replace("audience: [x]", "audience: [y]")), all);
    }

    #[test]
    fn without_an_older_version_everything_is_new() {
        let changed = changed(None, &policy(POLICY));
        assert_eq!(
            (changed.routes.len(), changed.guardrails.len(), changed.authorizers.len()),
            (2, 1, 1)
        );
    }
}
