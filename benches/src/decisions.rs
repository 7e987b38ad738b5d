//! Rules and questions for decision engines: as many routes as rules, each with one scope of 64.
//!
//! A caller has six of the scopes; half the questions are asked by a caller who has the route's.

use std::fmt::Write as _;

use engine::{Claims, Engine, Policy, Prepared, Request, RouteKey, Settings, Source};

use crate::{
    random::Random,
    routes::{Mix, RouteSet},
};

/// Scopes that a policy names.
const SCOPES: usize = 64;
/// Callers, each with his own scopes.
const CALLERS: usize = 16;
/// Scopes of a caller.
const OWN: usize = 6;
/// Questions of a scenario.
const QUESTIONS: usize = 1_024;

/// A policy and what is asked of it.
#[derive(Debug)]
pub struct Scenario {
    /// The routes.
    pub set: RouteSet,
    /// The scope that each route asks for, by index.
    pub scopes: Vec<String>,
    /// The scopes that each caller has.
    pub callers: Vec<Vec<String>>,
    /// What is asked.
    pub questions: Vec<Question>,
    claims: Vec<Claims>,
}

/// One request by one caller.
#[derive(Debug)]
pub struct Question {
    /// The route it meets.
    pub route: usize,
    /// Who asks.
    pub caller: usize,
    /// The request, read already.
    pub request: Request,
    /// The right answer.
    pub is_allowed: bool,
}

impl Scenario {
    /// Makes a scenario of so many rules, always the same for the same number.
    pub fn generate(rules: usize) -> Self {
        let mut random = Random::new(11);
        let set = RouteSet::generate(rules, Mix::Mixed);
        let known: Vec<String> =
            (0..SCOPES).map(|at| format!("service{}/use.{at}", at % 8)).collect();
        let scopes: Vec<String> = (0..rules).map(|_| random.pick(&known).clone()).collect();
        let callers: Vec<Vec<String>> = (0..CALLERS)
            .map(|_| {
                let mut own = known.clone();
                random.shuffle(&mut own);
                own.truncate(OWN);
                own
            })
            .collect();
        let claims = callers.iter().map(|own| {
            let json = format!(r#"{{"sub":"caller","scope":"{}"}}"#, own.join(" "));
            Claims::from_json(json.as_bytes()).expect("claims are an object")
        });
        let claims = claims.collect();
        let mut questions = Vec::with_capacity(QUESTIONS);
        while questions.len() < QUESTIONS {
            let (route, caller) = (random.below(rules), random.below(CALLERS));
            let is_allowed = callers[caller].contains(&scopes[route]);
            let wanted = questions.len().is_multiple_of(2);
            if is_allowed == wanted || !can(&callers, &scopes, wanted) {
                let request = Request::new("GET", set.path(route, &mut random));
                questions.push(Question { route, caller, request, is_allowed });
            }
        }
        Self { set, scopes, callers, questions, claims }
    }

    /// Writes the policy file.
    pub fn policy(&self) -> String {
        let mut text = String::from(
            "version: 1\napi: bench\nauthorizers:\n  bench:\n    issuer: https://issuer.example\n    \
             audience: [bench]\ndefault_authorizer: bench\nroutes:\n",
        );
        for (key, scope) in self.set.keys.iter().zip(&self.scopes) {
            let RouteKey::Path(method, pattern) = key else { continue };
            let _written = write!(text, "  {method} {pattern}:\n    scopes: {scope}\n");
        }
        text
    }

    /// Compiles the policy.
    pub fn engine(&self) -> Engine {
        compile(&Source::new("bench.yaml", self.policy()))
    }

    /// Makes the callers' verified claims ready, as a gateway does once for each token.
    pub fn prepare<'s>(&'s self, engine: &'s Engine) -> Vec<Prepared<'s>> {
        self.claims.iter().map(|claims| engine.prepare(claims)).collect()
    }

    /// Asks the engine one of the questions.
    #[inline]
    pub fn ask<'s>(
        &self,
        engine: &'s Engine,
        callers: &[Prepared<'s>],
        question: &'s Question,
    ) -> bool {
        engine.decide_prepared(&question.request, &callers[question.caller]).is_allowed()
    }

    /// Holds a contender against what is right, on every question.
    pub fn check<'s>(&'s self, name: &str, mut ask: impl FnMut(&'s Question) -> bool) {
        for (question, at) in self.questions.iter().zip(0..) {
            assert_eq!(ask(question), question.is_allowed, "{name} at question {at}");
        }
    }
}

/// Few rules may leave no question of the wanted kind.
fn can(callers: &[Vec<String>], scopes: &[String], wanted: bool) -> bool {
    callers.iter().any(|own| scopes.iter().any(|scope| own.contains(scope) == wanted))
}

/// Reads, validates and compiles a policy file without parameters.
pub fn compile(source: &Source) -> Engine {
    let validated = Policy::from_source(source, &Settings::default());
    Engine::compile(validated.expect("a valid policy").policy).expect("no parameters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_answers_as_intended_and_half_is_allowed() {
        let scenario = Scenario::generate(100);
        let engine = scenario.engine();
        let callers = scenario.prepare(&engine);
        for question in &scenario.questions {
            assert_eq!(scenario.ask(&engine, &callers, question), question.is_allowed);
        }
        let allowed = scenario.questions.iter().filter(|question| question.is_allowed).count();
        assert_eq!(allowed, QUESTIONS / 2);
    }
}
