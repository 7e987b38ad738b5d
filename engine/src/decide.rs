//! Verb: request to decision. The checks, in fixed order.

use std::borrow::Cow;

use self::checks::deny;
use self::steps::Met;
use crate::cache::PinnedTokens;
use crate::certainty::Certainty;
use crate::claims::Claims;
use crate::decision::{Decision, Denial, DenyReason};
use crate::engine::Engine;
use crate::fidelity;
use crate::policy::{Authorizer, Effect};
use crate::prepared::Prepared;
use crate::request::Request;
use crate::trace::{Probe, Trace};
use crate::verdict::Verdict;
use crate::verify::Verified;

mod checks;
mod steps;

/// How a request shows who it is from.
enum Credential<'a, 'p> {
    /// By a token, verified at an instant in Unix seconds.
    Token(i64),
    /// By a token that may have been verified before.
    Cached(i64, &'a PinnedTokens<'a>),
    /// By a token that was judged before, if one of these says so.
    Judged(i64, &'a [Verdict]),
    /// By claims that somebody else has verified.
    Prepared(&'a Claims, &'p Prepared<'a>),
}

impl Engine {
    /// Decides a request at an instant in Unix seconds. Total, deterministic, and independent of
    /// the order of the file.
    ///
    /// The first failure in this order is the reason:
    ///
    /// 1. *Path.* It is not ambiguous (see [`crate::AmbiguousPaths`]), else `ambiguous_path`.
    /// 2. *Route.* A route takes the request, else `no_route`. A route takes it when its method is
    ///    the request's or `ANY` and its pattern matches; `{x}` takes one segment that is not
    ///    empty, `{x+}` the rest of the path after its `/`. Of all that match, patterns without a
    ///    greedy variable come before those with one; then, segment by segment from the left,
    ///    literal before variable before greedy; then the exact method before `ANY`; then
    ///    `$default`. Where the policy has `cors`, a preflight that no route takes is allowed
    ///    without one, and nothing more is asked.
    /// 3. *Denying guardrails.* None matches, else `guardrail`.
    /// 4. A public route with no matching guardrail that asks for anything is allowed.
    /// 5. *Token.* One stands at the identity source, else `missing_token`.
    /// 6. *Verification.* Form, algorithm, key, signature, issuer, audience, time, in this order.
    /// 7. *The route's scopes*, else `insufficient_scope`; *the route's claims*, else
    ///    `claim_mismatch`.
    /// 8. *Guardrails that ask for something*: each that matches is fulfilled, by a token of its
    ///    own authorizer, else `guardrail`. The first by name is the one reported.
    pub fn decide<'a>(&'a self, request: &'a Request, now: i64) -> Decision<'a> {
        self.run(request, &Credential::Token(now), &mut ())
    }

    /// Decides as [`Engine::decide`] does, always with the same answer. A token that was good
    /// before is not verified anew, only its dates are checked; one that is good now is kept.
    pub fn decide_cached<'a>(
        &'a self,
        request: &'a Request,
        now: i64,
        tokens: &'a PinnedTokens<'a>,
    ) -> Decision<'a> {
        self.run(request, &Credential::Cached(now, tokens), &mut ())
    }

    /// Decides as [`Engine::decide`] does, always with the same answer. A token is not verified
    /// when a verdict counts for it.
    pub fn decide_judged<'a>(
        &'a self,
        request: &'a Request,
        now: i64,
        known: &'a [Verdict],
    ) -> Decision<'a> {
        self.run(request, &Credential::Judged(now, known), &mut ())
    }

    /// Decides as [`Engine::decide`] does, and tells what each check saw.
    pub fn explain<'a>(&'a self, request: &'a Request, now: i64) -> (Decision<'a>, Trace) {
        let mut trace = Trace::default();
        let decision = self.run(request, &Credential::Token(now), &mut trace);
        (decision, trace)
    }

    /// Makes verified claims ready for many decisions.
    pub fn prepare<'c>(&'c self, claims: &'c Claims) -> Prepared<'c> {
        Prepared::new(&self.vocabulary, claims)
    }

    /// Decides on claims that count as verified by the authorizer that would have verified a
    /// token, and that this engine has prepared; steps 5 and 6 are left out. Nothing is allocated.
    /// Claims that another engine has prepared are prepared anew.
    pub fn decide_prepared<'a>(
        &'a self,
        request: &'a Request,
        prepared: &Prepared<'a>,
    ) -> Decision<'a> {
        let claims = prepared.claims();
        if prepared.is_of(&self.vocabulary) {
            return self.run(request, &Credential::Prepared(claims, prepared), &mut ());
        }
        self.run(request, &Credential::Prepared(claims, &self.prepare(claims)), &mut ())
    }

    /// Decides as [`Engine::decide_prepared`] does, on claims that are prepared for this once.
    pub fn decide_claims<'a>(&'a self, request: &'a Request, claims: &'a Claims) -> Decision<'a> {
        self.decide_prepared(request, &self.prepare(claims))
    }

    /// Decides as [`Engine::decide_claims`] does, and tells what each check saw.
    pub fn explain_claims<'a>(
        &'a self,
        request: &'a Request,
        claims: &'a Claims,
    ) -> (Decision<'a>, Trace) {
        let mut trace = Trace::default();
        let credential = &Credential::Prepared(claims, &self.prepare(claims));
        let decision = self.run(request, credential, &mut trace);
        (decision, trace)
    }

    /// Returns how sure it is that the real gateway decides so: the weakest fact used.
    pub fn certainty(&self, request: &Request, decision: &Decision<'_>) -> Certainty {
        fidelity::certainty(&self.policy, &self.matcher, request, decision)
    }

    /// Returns the authorizer whose token a request would be asked for, and that would verify it:
    /// the route's, or on a public route that of the first matching guardrail.
    pub fn authorizer_for(&self, request: &Request) -> Option<&Authorizer> {
        let path = request.path(self.policy.ambiguous_paths).ok()?;
        let method = request.method()?;
        let route = self.matcher.find(method, path)?;
        let laid = self.laid.over(&self.policy.guardrails, method, path);
        self.policy.authorizers.get(self.verifier(route, &laid)?)
    }

    fn run<'a, P: Probe>(
        &'a self,
        request: &'a Request,
        credential: &Credential<'a, '_>,
        probe: &mut P,
    ) -> Decision<'a> {
        let mut decision = Decision {
            denial: None,
            route: None,
            guardrail: None,
            authorizer: None,
            claims: None,
            path: None,
            token_certainty: Certainty::Documented,
            is_preflight: false,
        };
        decision.denial = self.check(request, credential, &mut decision, probe).err();
        decision
    }

    /// Runs the checks; what is learnt on the way goes into the decision.
    fn check<'a, P: Probe>(
        &'a self,
        request: &'a Request,
        credential: &Credential<'a, '_>,
        decision: &mut Decision<'a>,
        probe: &mut P,
    ) -> Result<(), Denial> {
        let path = request.path(self.policy.ambiguous_paths).map_err(|fault| {
            probe.step("path", false, || fault.as_str().to_owned());
            deny(DenyReason::AmbiguousPath)
        })?;
        probe.step("path", true, || format!("decoded: {path}"));
        decision.path = Some(path);
        let Some((method, index, route)) = self.route(request, path, probe)? else {
            decision.is_preflight = true;
            return Ok(());
        };
        decision.route = Some(route);
        let laid = self.laid.over(&self.policy.guardrails, method, path);
        let mut denying =
            self.guardrails(&laid).filter(|(_, one)| matches!(one.effect, Effect::Deny));
        if let Some((_, guardrail)) = denying.next() {
            probe.step("guardrail", false, || format!("`{}` denies", guardrail.name));
            decision.guardrail = Some(guardrail);
            return Err(deny(DenyReason::Guardrail));
        }
        let Some(verifier) = self.verifier(index, &laid) else { return Ok(()) };
        // Always there; were it not, nobody could vouch for the token.
        let authorizer = self.policy.authorizers.get(verifier);
        let authorizer = authorizer.ok_or_else(|| deny(DenyReason::KeysUnavailable))?;
        decision.authorizer = Some(authorizer);
        let met = Met { index, route, path, laid: &laid, verifier };
        match credential {
            Credential::Prepared(claims, prepared) => {
                decision.claims = Some(Cow::Borrowed(*claims));
                self.authorize(&met, prepared, &mut decision.guardrail, probe)
            }
            Credential::Token(now) => {
                let token = self.verify(request, verifier, authorizer, *now, probe)?;
                self.on_own_claims(token, *now, &met, decision, probe)
            }
            Credential::Judged(now, known) => {
                match self.judged(request, (verifier, authorizer, *now), known, probe)? {
                    Ok(token) => {
                        decision.token_certainty = token.facts.certainty(*now);
                        decision.claims = Some(Cow::Borrowed(&token.claims));
                        let prepared = self.prepare(&token.claims);
                        self.authorize(&met, &prepared, &mut decision.guardrail, probe)
                    }
                    Err(token) => self.on_own_claims(token, *now, &met, decision, probe),
                }
            }
            Credential::Cached(now, tokens) => {
                let asked = (verifier, authorizer, *now);
                match self.verify_cached(request, asked, tokens, probe)? {
                    Ok(kept) => {
                        kept.touch();
                        decision.token_certainty = kept.facts.certainty(*now);
                        decision.claims = Some(Cow::Borrowed(&kept.claims));
                        let prepared =
                            Prepared::recall(&self.vocabulary, &kept.claims, &kept.marks);
                        self.authorize(&met, &prepared, &mut decision.guardrail, probe)
                    }
                    Err(token) => self.on_own_claims(token, *now, &met, decision, probe),
                }
            }
        }
    }

    /// Goes on with a token that was verified for this decision alone.
    fn on_own_claims<'a, P: Probe>(
        &'a self,
        token: Verified,
        now: i64,
        met: &Met<'a, '_>,
        decision: &mut Decision<'a>,
        probe: &mut P,
    ) -> Result<(), Denial> {
        decision.token_certainty = token.facts.certainty(now);
        let prepared = self.prepare(&token.claims);
        let result = self.authorize(met, &prepared, &mut decision.guardrail, probe);
        decision.claims = Some(Cow::Owned(token.claims));
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::source::Source;
    use crate::validate::Settings;

    /// No valid policy has such an index; if a mistake of ours made one, it must not open a route.
    #[test]
    fn a_route_whose_authorizer_is_lost_is_denied() {
        let text = "version: 1\nauthorizers: {c: {issuer: 'https://i.example', audience: [x]}}\n\
                    routes: {GET /a: {authorizer: c}, GET /b: {public: true}}\n\
                    guardrails: {g: {paths: [/b], authorizer: c, claims: {d: e}}}\n";
        let source = Source::new("policy.yaml", text);
        let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
        let mut engine = Engine::compile(policy).unwrap();
        engine.policy.authorizers.clear();
        for path in ["/a", "/b"] {
            let request = Request::new("GET", path);
            assert!(!engine.decide(&request, 0).is_allowed(), "{path}");
            assert!(!engine.decide_claims(&request, &Claims::default()).is_allowed(), "{path}");
        }
    }
}
