//! A witness as a row of a spec, and its claims as JSON.

use engine::{Algorithm, Authorizer, DenyReason, Engine, IdentitySource, Request};
use serde_json::{Map, Value};

use super::sent::{GARBAGE, Plan, Sent, Witness};
use crate::{
    analysis::facts::Facts,
    send::escape,
    spec_row::{RowExpectation, RowToken, SpecRow},
};

/// The fault of a token whose key nobody knows.
const UNKNOWN_KEY: &str = "unknown_kid";

/// Whose row it is: the side whose policy the spec is for, its engine, and the decision there.
#[derive(Clone, Copy, Debug)]
pub struct RowOf<'a> {
    /// The side.
    pub side: usize,
    /// What it decides with.
    pub engine: &'a Engine,
    /// The request that was replayed.
    pub request: &'a Request,
    /// The name of the row.
    pub name: &'a str,
    /// Headers of the request beside the token's.
    pub headers: &'a [(&'a str, &'a str)],
}

impl Witness {
    /// Returns the claims that the request shows, beyond issuer, audience and dates; none for a
    /// request without a good token.
    pub fn claims(&self) -> Option<&Map<String, Value>> {
        self.tokens.iter().find_map(|sent| sent.token.as_ref()).map(|plan| &plan.claims)
    }

    /// Writes the witness as an item of `cases:` that expects what one side decides. A request with
    /// tokens at two places cannot be said in a row, nor can keys that one issuer has on one side
    /// alone: test keys are the issuer's.
    ///
    /// # Errors
    /// The text cannot be made; that does not happen for texts of ours.
    pub fn row(&self, facts: &Facts<'_>, of: RowOf<'_>) -> std::io::Result<Option<String>> {
        let decision = of.engine.decide(of.request, facts.now);
        let sent = match self.tokens.as_slice() {
            [] => None,
            [one] => Some(one),
            _ => return Ok(None),
        };
        let plan = sent.and_then(|sent| sent.token.as_ref());
        if plan.is_some_and(|plan| self.has_other_keys(facts, plan)) {
            return Ok(None);
        }
        let own = of.engine.policy().authorizers();
        let minted = plan.and_then(|plan| own.get(signs(facts, of.side, own.len(), plan)?));
        let minted = minted.or(decision.authorizer()).or(own.first());
        let is_renamed =
            plan.zip(minted).is_some_and(|(plan, own)| is_of_renamed(facts, plan, own));
        let fault = plan.zip(minted).and_then(|(plan, own)| Self::fault(facts, &of, plan, own));
        let fault = fault.filter(|_| !is_renamed);
        // A key that the other side knows, and this one does not, is none of a row's.
        if fault == Some(UNKNOWN_KEY) && plan.is_some_and(|plan| plan.key.is_some()) {
            return Ok(None);
        }
        let token = match (sent, plan, minted) {
            (None, ..) => None,
            (Some(_), Some(plan), Some(authorizer)) => Some(RowToken::Minted {
                authorizer: &authorizer.name,
                claims: &plan.claims,
                algorithm: self.algorithm(facts, plan, authorizer),
                fault,
            }),
            (Some(_), ..) => Some(RowToken::Raw(GARBAGE)),
        };
        let is_said = |sent: &&Sent| {
            self.is_moved(facts, sent) || !self.is_looked_for(of.engine, sent, minted)
        };
        let place = sent.filter(is_said);
        let mut headers = of.headers.to_vec();
        let (target, header) = match place.map(|sent| &sent.source) {
            None => (self.path.clone(), None),
            Some(IdentitySource::Header(name)) => {
                (self.path.clone(), Some((name.as_str(), "Bearer {token}")))
            }
            Some(IdentitySource::Query(name)) => {
                let mut escaped = Vec::new();
                escape(name.as_bytes(), &mut escaped);
                (format!("{}?{}={{token}}", self.path, String::from_utf8_lossy(&escaped)), None)
            }
        };
        headers.extend(header);
        let variables: Vec<(String, String)> =
            decision.variables().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let row = SpecRow {
            name: of.name,
            method: self.method.as_str(),
            target: &target,
            headers: &headers,
            token,
            expected: RowExpectation {
                reason: match decision.reason() {
                    Some(DenyReason::UnknownKey) if is_renamed => Some(DenyReason::WrongIssuer),
                    reason => reason,
                },
                route: decision.route().map(|route| route.name.as_str()),
                guardrail: decision.guardrail().map(|guardrail| guardrail.name.as_str()),
                variables: &variables,
            },
        };
        row.write().map(Some)
    }

    /// Returns whether a side asks an authorizer of the issuer whose key signs a token, and has other
    /// keys of that issuer; or whether the issuer has another name there and the token has neither.
    fn has_other_keys(&self, facts: &Facts<'_>, plan: &Plan) -> bool {
        let all = &facts.credentials;
        let signer = plan.key.and_then(|key| all.authorizer(key));
        signer.is_some_and(|signer| {
            let is_strange = plan.claims.get("iss").is_some_and(|own| *own != *signer.issuer);
            let is_alike = |own: &Authorizer| {
                own.issuer == signer.issuer || own.name == signer.name && is_strange
            };
            let mut others =
                self.asked.iter().filter(|class| Some(all.key_class(**class)) != plan.key);
            others.any(|class| all.authorizer(*class).is_some_and(is_alike))
        })
    }

    /// Returns whether a side looks for the token elsewhere: a row's token would stand there, too.
    fn is_moved(&self, facts: &Facts<'_>, sent: &Sent) -> bool {
        let sources = self.asked.iter().filter_map(|class| facts.credentials.source(*class));
        let mut places = sources.filter_map(|source| facts.credentials.identity_source(source));
        places.any(|place| *place != sent.source)
    }

    /// Returns whether a row's token is put where this one stands without its saying so.
    fn is_looked_for(&self, engine: &Engine, sent: &Sent, minted: Option<&Authorizer>) -> bool {
        let asked = engine.authorizer_for(&Request::new(self.method.as_str(), &self.path));
        let own = match sent.token {
            Some(_) => minted,
            None => engine.policy().default_authorizer(),
        };
        let usual = asked.or(own).map(|one| one.identity_source.clone()).unwrap_or_default();
        usual == sent.source
    }

    /// Returns the fault that does to a token of an authorizer what makes the plan's a bad one: its
    /// algorithm is looked at first, then its key.
    fn fault(
        facts: &Facts<'_>,
        of: &RowOf<'_>,
        plan: &Plan,
        authorizer: &Authorizer,
    ) -> Option<&'static str> {
        if plan.algorithm.is_none() {
            return Some("alg_none");
        }
        let own = of.engine.policy().authorizers();
        let place = own.iter().position(|one| one.name == authorizer.name);
        let class = place.and_then(|place| facts.credentials.class(of.side, place));
        let key = class.map(|class| facts.credentials.key_class(class));
        (plan.key.is_none() || plan.key != key).then_some(UNKNOWN_KEY)
    }

    /// Returns the algorithm of a plan where some side's tokens, or those of the authorizer that it
    /// is minted for, are signed with another.
    fn algorithm(
        &self,
        facts: &Facts<'_>,
        plan: &Plan,
        authorizer: &Authorizer,
    ) -> Option<&'static str> {
        let asked = self.asked.iter().filter_map(|class| facts.credentials.authorizer(*class));
        let mut asked = asked.chain([authorizer]);
        let is_said = asked.any(|one| one.algorithms.first().copied() != plan.algorithm);
        plan.algorithm.filter(|_| is_said).map(Algorithm::as_str)
    }
}

/// Returns the authorizer of a side, by index, whose key signs a token: the one that it is minted
/// for, or another where the token says itself who its issuer is.
fn signs(facts: &Facts<'_>, side: usize, count: usize, plan: &Plan) -> Option<usize> {
    let class = |index| facts.credentials.class(side, index);
    let has_key = |index: &usize| {
        let key = class(*index).map(|class| facts.credentials.key_class(class));
        key.is_some() && key == plan.key
    };
    let own = (0..count).filter(has_key).find(|index| class(*index) == Some(plan.class));
    own.or_else(|| (0..count).find(has_key).filter(|_| plan.claims.contains_key("iss")))
}

/// Returns whether a token is of an authorizer that has another issuer on the other side. Rows are
/// minted with the keys of the policy that they run on, so its own key signs it there, and it is the
/// issuer that is wrong.
fn is_of_renamed(facts: &Facts<'_>, plan: &Plan, own: &Authorizer) -> bool {
    let signer = plan.key.and_then(|key| facts.credentials.authorizer(key));
    let is_other = |other: &Authorizer| other.name == own.name && other.issuer != own.issuer;
    signer.is_some_and(is_other) && plan.algorithm.is_some() && plan.claims.contains_key("iss")
}
