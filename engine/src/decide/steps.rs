//! The single checks that the order on [`Engine::decide`] names.

use std::sync::Arc;

use super::checks::{Asked, Asking, check_claims, check_scopes, deny};
use crate::cache::PinnedTokens;
use crate::cache::entry::Kept;
use crate::decision::{Denial, DenyReason};
use crate::engine::Engine;
use crate::jwks::KeySet;
use crate::laid::Matched;
use crate::matcher::captures;
use crate::method::Method;
use crate::policy::{Authorizer, Effect, Guardrail, Route};
use crate::prepared::{Marks, Prepared};
use crate::request::Request;
use crate::route_key::RouteKey;
use crate::token_error::TokenError;
use crate::trace::Probe;
use crate::verdict::Verdict;
use crate::verify::{Verified, credential, verify};

impl Engine {
    /// Finds the route that takes the request; none takes a preflight that the gateway answers.
    pub(super) fn route<'a, P: Probe>(
        &'a self,
        request: &Request,
        path: &str,
        probe: &mut P,
    ) -> Result<Option<(Method, usize, &'a Route)>, Denial> {
        let found = request.method().and_then(|method| {
            let index = self.matcher.find(method, path)?;
            Some((method, index, self.policy.routes.get(index)?))
        });
        if let Some((_, _, route)) = found {
            probe.step("route", true, || route.name.clone());
            return Ok(found);
        }
        if self.policy.cors.is_some() && request.is_preflight() {
            probe.step("route", true, || "none takes the preflight: `cors` answers it".to_owned());
            return Ok(None);
        }
        probe.step("route", false, || "no route takes the method and path".to_owned());
        Err(deny(DenyReason::NoRoute))
    }

    /// Goes through the guardrails laid over a request, by name.
    pub(super) fn guardrails<'a>(
        &'a self,
        laid: &Matched,
    ) -> impl Iterator<Item = (usize, &'a Guardrail)> {
        laid.iter().filter_map(|index| {
            let index = index as usize;
            self.policy.guardrails.get(index).map(|guardrail| (index, guardrail))
        })
    }

    /// Returns the index of who verifies the token, or nobody when none is asked for.
    #[inline]
    pub(super) fn verifier(&self, route: usize, laid: &Matched) -> Option<usize> {
        let of_guardrails = || {
            self.guardrails(laid).find_map(|(_, one)| match one.effect {
                Effect::Require { authorizer, .. } => Some(authorizer),
                Effect::Deny => None,
            })
        };
        self.vocabulary.authorizer(route).or_else(of_guardrails)
    }

    /// Verifies the token at the authorizer's identity source.
    pub(super) fn verify<P: Probe>(
        &self,
        request: &Request,
        index: usize,
        authorizer: &Authorizer,
        now: i64,
        probe: &mut P,
    ) -> Result<Verified, Denial> {
        let value = request.identity(&authorizer.identity_source);
        let token = presented(value.as_deref(), authorizer, probe)?;
        judge(authorizer, probe, || verify(token, authorizer, self.keys_of(index), now))
    }

    /// Finds the token at the identity source among those that were good before, and checks its
    /// dates, or verifies and keeps it. One that cannot be kept is the caller's.
    pub(super) fn verify_cached<'a, P: Probe>(
        &self,
        request: &Request,
        (index, authorizer, now): (usize, &Authorizer, i64),
        tokens: &'a PinnedTokens<'_>,
        probe: &mut P,
    ) -> Result<Result<&'a Kept, Verified>, Denial> {
        let value = request.identity(&authorizer.identity_source);
        let token = presented(value.as_deref(), authorizer, probe)?;
        let asked = tokens.ask(self.number, index, token);
        judge(authorizer, probe, || {
            if let Some(kept) = tokens.find(&asked) {
                kept.facts.dates.check(now, authorizer.leeway_seconds)?;
                return Ok(Ok(kept));
            }
            let verified = verify(token, authorizer, self.keys_of(index), now)?;
            let marks = Marks::new(&self.vocabulary, &verified.claims);
            let kept = tokens.keep(&asked, Arc::new(Kept::new(&asked, verified, marks)));
            Ok(kept.map_err(|kept| Arc::unwrap_or_clone(kept).into_verified()))
        })
    }

    /// Takes what is known of the token at the identity source, or verifies it.
    pub(super) fn judged<'a, P: Probe>(
        &self,
        request: &Request,
        (index, authorizer, now): (usize, &Authorizer, i64),
        known: &'a [Verdict],
        probe: &mut P,
    ) -> Result<Result<&'a Verified, Verified>, Denial> {
        let value = request.identity(&authorizer.identity_source);
        let token = presented(value.as_deref(), authorizer, probe)?;
        let trust = self.trust.get(index);
        judge(authorizer, probe, || {
            match trust.and_then(|trust| Verdict::find(known, *trust, token, now)) {
                Some(verdict) => verdict.found.as_ref().map(Ok).map_err(|error| *error),
                None => verify(token, authorizer, self.keys_of(index), now).map(Err),
            }
        })
    }

    /// Judges the token that a request brings to an authorizer, for [`Engine::decide_judged`].
    /// Without a token there is nothing to judge.
    pub fn judge(&self, request: &Request, authorizer: usize, now: i64) -> Option<Verdict> {
        let own = self.policy.authorizers.get(authorizer)?;
        let value = request.identity(&own.identity_source);
        let token = value.as_deref().and_then(credential)?;
        let found = verify(token, own, self.keys_of(authorizer), now);
        Some(Verdict { trust: *self.trust.get(authorizer)?, now, token: token.into(), found })
    }

    fn keys_of(&self, index: usize) -> Option<&KeySet> {
        self.keys.get(index).and_then(Option::as_ref)
    }

    /// Checks what the route asks for, then what each guardrail that is laid over it asks for.
    pub(super) fn authorize<'a, P: Probe>(
        &'a self,
        met: &Met<'a, '_>,
        prepared: &Prepared<'_>,
        denying: &mut Option<&'a Guardrail>,
        probe: &mut P,
    ) -> Result<(), Denial> {
        let variable = |name: &str| match &met.route.key {
            RouteKey::Path(_, pattern) => {
                captures(pattern, met.path).find(|(own, _)| *own == name).map(|(_, text)| text)
            }
            RouteKey::Default => None,
        };
        // A public route asks for nothing.
        let demand = self.vocabulary.route(met.index);
        let demand = demand.ok_or_else(|| deny(DenyReason::InsufficientScope))?;
        let asked = Asked { by: Asking::Route(met.route), demand };
        check_scopes(asked, prepared, probe).map_err(deny)?;
        check_claims(asked, prepared, variable, probe).map_err(deny)?;
        for (index, guardrail) in self.guardrails(met.laid) {
            let Effect::Require { authorizer, .. } = &guardrail.effect else { continue };
            let own = *authorizer == met.verifier;
            if !own {
                probe.step("guardrail", false, || "the token is another authorizer's".to_owned());
            }
            let held = own
                && self.vocabulary.guardrail(index).is_some_and(|demand| {
                    let asked = Asked { by: Asking::Guardrail(guardrail), demand };
                    check_scopes(asked, prepared, probe).is_ok()
                        && check_claims(asked, prepared, |_| None, probe).is_ok()
                });
            probe.step("guardrail", held, || format!("`{}`", guardrail.name));
            if !held {
                *denying = Some(guardrail);
                return Err(deny(DenyReason::Guardrail));
            }
        }
        Ok(())
    }
}

/// Tells how a token was judged.
fn judge<T, P: Probe>(
    authorizer: &Authorizer,
    probe: &mut P,
    judge: impl FnOnce() -> Result<T, TokenError>,
) -> Result<T, Denial> {
    let verified = judge().map_err(|error| {
        probe.step("token", false, || error.explanation().to_owned());
        Denial {
            reason: error.reason(),
            description: error.description(),
            certainty: error.certainty(),
        }
    })?;
    probe.step("token", true, || format!("verified by the authorizer `{}`", authorizer.name));
    Ok(verified)
}

/// Returns the token that stands at the identity source.
fn presented<'v, P: Probe>(
    value: Option<&'v [u8]>,
    authorizer: &Authorizer,
    probe: &mut P,
) -> Result<&'v [u8], Denial> {
    let source = &authorizer.identity_source;
    let token = value.and_then(credential);
    probe.step("identity", token.is_some(), || match token {
        Some(_) => format!("a token stands at {source}"),
        None => format!("no token stands at {source}"),
    });
    token.ok_or_else(|| deny(DenyReason::MissingToken))
}

/// What a request has met on its way to being authorized.
pub(super) struct Met<'a, 'l> {
    pub(super) index: usize,
    pub(super) route: &'a Route,
    pub(super) path: &'a str,
    pub(super) laid: &'l Matched,
    /// The authorizer whose token it is.
    pub(super) verifier: usize,
}
