//! A witness as a row of a spec, and its claims as JSON.

use engine::{Algorithm, Authorizer, Engine};
use serde_json::{Map, Value};

use super::sent::{GARBAGE, Plan, Witness};
use crate::{
    analysis::facts::Facts,
    spec_row::{RowExpectation, RowToken, SpecRow},
};

/// Whose row it is: the side whose policy the spec is for, its engine, and the decision there.
#[derive(Clone, Copy, Debug)]
pub struct RowOf<'a> {
    /// The side.
    pub side: usize,
    /// What it decides with.
    pub engine: &'a Engine,
    /// The request that was replayed.
    pub request: &'a engine::Request,
    /// The name of the row.
    pub name: &'a str,
}

impl Witness {
    /// Returns the claims that the request shows, beyond issuer, audience and dates; none for a
    /// request without a good token.
    pub fn claims(&self) -> Option<&Map<String, Value>> {
        self.tokens.iter().find_map(|sent| sent.token.as_ref()).map(|plan| &plan.claims)
    }

    /// Writes the witness as an item of `cases:` that expects what one side decides. A request with
    /// tokens at two places cannot be said in a row.
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
        // The authorizer of this side that mints such tokens, else the one that is asked.
        let own = of.engine.policy().authorizers();
        let class = |index| facts.credentials.class(of.side, index);
        let place =
            (0..own.len()).find(|index| plan.is_some_and(|plan| class(*index) == Some(plan.class)));
        let minted = place.and_then(|place| own.get(place)).or(decision.authorizer());
        let token = match (sent, plan, minted.or(own.first())) {
            (None, ..) => None,
            (Some(_), Some(plan), Some(authorizer)) => Some(RowToken::Minted {
                authorizer: &authorizer.name,
                claims: &plan.claims,
                algorithm: self.algorithm(facts, plan),
                fault: Self::fault(facts, &of, plan, authorizer),
            }),
            (Some(_), ..) => Some(RowToken::Raw(GARBAGE)),
        };
        let variables: Vec<(String, String)> =
            decision.variables().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let row = SpecRow {
            name: of.name,
            method: self.method.as_str(),
            target: &self.path,
            headers: &[],
            token,
            expected: RowExpectation {
                reason: decision.reason(),
                route: decision.route().map(|route| route.name.as_str()),
                guardrail: decision.guardrail().map(|guardrail| guardrail.name.as_str()),
                variables: &variables,
            },
        };
        row.write().map(Some)
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
        (plan.key.is_none() || plan.key != key).then_some("unknown_kid")
    }

    /// Returns the algorithm of a plan where some side's tokens are signed with another.
    fn algorithm(&self, facts: &Facts<'_>, plan: &Plan) -> Option<&'static str> {
        let mut asked = self.asked.iter().filter_map(|class| facts.credentials.authorizer(*class));
        let is_said = asked.any(|one| one.algorithms.first().copied() != plan.algorithm);
        plan.algorithm.filter(|_| is_said).map(Algorithm::as_str)
    }
}
