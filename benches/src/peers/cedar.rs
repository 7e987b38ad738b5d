//! Cedar with one policy for all routes: a route is an entity with its scope as an attribute.
//!
//! A policy for each route is a hundred times slower at a thousand rules: Cedar has no index.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};

use crate::decisions::{Question, Scenario};

const POLICY: &str =
    "permit(principal, action, resource) when { principal.scopes.contains(resource.scope) };";

/// Policies and entities, and the requests built already.
#[derive(Debug)]
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    action: EntityUid,
    requests: Vec<Request>,
}

impl Cedar {
    /// Loads the rules of a scenario and builds its questions.
    pub fn new(scenario: &Scenario) -> Self {
        let text = |text: &String| RestrictedExpression::new_string(text.clone());
        let entity = |kind, at, attribute: &str, value| {
            let attributes = HashMap::from([(attribute.to_owned(), value)]);
            Entity::new(uid(kind, at), attributes, HashSet::new()).expect("a valid entity")
        };
        let routes = scenario.scopes.iter().enumerate();
        let routes = routes.map(|(at, scope)| entity("Route", at, "scope", text(scope)));
        let callers = scenario.callers.iter().enumerate().map(|(at, own)| {
            let scopes = RestrictedExpression::new_set(own.iter().map(text));
            entity("Caller", at, "scopes", scopes)
        });
        let entities = Entities::from_entities(routes.chain(callers), None);
        let mut cedar = Self {
            authorizer: Authorizer::new(),
            policies: POLICY.parse().expect("a valid policy"),
            entities: entities.expect("valid entities"),
            action: "Action::\"call\"".parse().expect("a valid name"),
            requests: Vec::new(),
        };
        cedar.requests =
            scenario.questions.iter().map(|question| cedar.request(question)).collect();
        cedar
    }

    /// Builds the request of a question, as a server does for each.
    pub fn request(&self, question: &Question) -> Request {
        let (caller, route) = (uid("Caller", question.caller), uid("Route", question.route));
        Request::new(caller, self.action.clone(), route, Context::empty(), None)
            .expect("a valid request")
    }

    /// Answers a question by its index, its request built already.
    #[inline]
    pub fn ask(&self, question: usize) -> bool {
        self.decide(&self.requests[question])
    }

    /// Answers a question after building its request.
    #[inline]
    pub fn ask_anew(&self, question: &Question) -> bool {
        self.decide(&self.request(question))
    }

    fn decide(&self, request: &Request) -> bool {
        let answer = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        answer.decision() == Decision::Allow
    }
}

fn uid(kind: &str, at: usize) -> EntityUid {
    EntityUid::from_type_name_and_id(
        kind.parse().expect("a valid type"),
        format!("{at}").parse().expect("any text is an id"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_as_intended() {
        let scenario = Scenario::generate(100);
        let (cedar, mut at) = (Cedar::new(&scenario), 0..);
        scenario.check("cedar", |_| cedar.ask(at.next().unwrap()));
        scenario.check("cedar", |question| cedar.ask_anew(question));
    }
}
