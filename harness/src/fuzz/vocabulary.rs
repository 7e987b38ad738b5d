//! The words that a policy itself uses: what requests and claims are made of, so that they meet
//! its routes and conditions far more often than blind ones would.

use engine::{
    Access, ClaimCondition, ClaimTest, Effect, Flat, Guardrail, Policy, Requirement, Route,
    RouteKey, Segment, Sign, Value,
};

/// Words that no policy needs to have.
const COMMON: [&str; 8] = ["x", "7", "acme", "a.b", "A", "internal", "é", "100%"];

/// Most words kept of each kind: a policy of a million routes has more than cases can use.
const MOST: usize = 4_096;

/// The words of a policy.
#[derive(Debug)]
pub(super) struct Vocabulary<'p> {
    pub(super) policy: &'p Policy,
    /// Literal segments, texts of conditions, pieces of globs.
    pub(super) words: Vec<String>,
    /// The globs of guardrails.
    pub(super) globs: Vec<&'p Flat>,
    /// The scopes that anything asks for.
    pub(super) scopes: Vec<&'p str>,
    /// The conditions that anything has.
    pub(super) conditions: Vec<&'p ClaimCondition>,
}

impl<'p> Vocabulary<'p> {
    /// Gathers the words of a policy.
    pub(super) fn of(policy: &'p Policy) -> Self {
        let mut words: Vec<String> = COMMON.map(str::to_owned).to_vec();
        for segment in policy.routes().iter().flat_map(segments) {
            if let Segment::Literal(text) = segment {
                words.push(text.clone());
            }
        }
        let paths = policy.guardrails().iter().flat_map(|one| &one.paths);
        let globs: Vec<&Flat> = paths.flat_map(engine::Glob::alternatives).take(MOST).collect();
        words.extend(globs.iter().flat_map(|flat| literals(flat)));
        let asked = || requirements(policy);
        let mut scopes: Vec<&str> = asked().flat_map(Requirement::scope_names).collect();
        let mut conditions: Vec<&ClaimCondition> = Vec::new();
        for condition in asked().flat_map(|one| &one.claims) {
            if conditions.len() < MOST
                && !conditions.iter().rev().take(64).any(|own| *own == condition)
            {
                conditions.push(condition);
            }
        }
        words.extend(conditions.iter().flat_map(|one| &one.tests).flat_map(texts));
        scopes.sort_unstable();
        scopes.dedup();
        scopes.truncate(MOST);
        words.sort_unstable();
        words.dedup();
        words.truncate(MOST);
        Self { policy, words, globs, scopes, conditions }
    }

    /// Returns whether a condition looks into a claim; `absent` asks for those that want it gone.
    pub(super) fn is_looked_at(&self, claim: &str, absent: bool) -> bool {
        let wants_absence = |one: &ClaimCondition| one.tests.contains(&ClaimTest::Present(false));
        let of_claim = |one: &&ClaimCondition| first_step(one.claim.as_str()) == claim;
        // Conditions beyond the most that are kept count as looking everywhere.
        self.conditions.len() >= MOST
            || self
                .conditions
                .iter()
                .filter(|one| of_claim(one))
                .any(|one| !absent || wants_absence(one))
    }
}

/// Returns the segments of a route's pattern.
pub(super) fn segments(route: &Route) -> &[Segment] {
    match &route.key {
        RouteKey::Path(_, pattern) => pattern.segments(),
        RouteKey::Default => &[],
    }
}

/// Returns what a guardrail asks for, if anything.
pub(super) fn asked_by(guardrail: &Guardrail) -> Option<&Requirement> {
    match &guardrail.effect {
        Effect::Require { requirement, .. } => Some(requirement),
        Effect::Deny => None,
    }
}

/// Returns the claim of a payload in which a condition's name begins.
pub(super) fn first_step(name: &str) -> String {
    match name.strip_prefix('/') {
        None => name.to_owned(),
        Some(pointer) => {
            let first = pointer.split('/').next().unwrap_or_default();
            first.replace("~1", "/").replace("~0", "~")
        }
    }
}

fn requirements(policy: &Policy) -> impl Iterator<Item = &Requirement> {
    let routes = policy.routes().iter().filter_map(|route| match &route.access {
        Access::Protected { requirement, .. } => Some(requirement),
        Access::Public => None,
    });
    routes.chain(policy.guardrails().iter().filter_map(asked_by))
}

/// The literal pieces of a glob between slashes and wildcards.
fn literals(flat: &Flat) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for sign in flat.signs() {
        match (sign, pieces.last_mut()) {
            (Sign::Literal(character), Some(last)) if *character != '/' => last.push(*character),
            _ => pieces.push(String::new()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn texts(test: &ClaimTest) -> Vec<String> {
    let said = |value: &Value| value.as_str().map(str::to_owned);
    match test {
        ClaimTest::Equals(value) => said(value).into_iter().collect(),
        ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) | ClaimTest::NoneOf(values) => {
            values.iter().filter_map(said).collect()
        }
        ClaimTest::Glob(glob) => glob.alternatives().iter().flat_map(literals).collect(),
        ClaimTest::AtLeast(_)
        | ClaimTest::AtMost(_)
        | ClaimTest::PathVariable(_)
        | ClaimTest::Present(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use engine::{Settings, Source};

    use super::*;

    #[test]
    fn words_scopes_globs_and_conditions_are_gathered_once() {
        let text = "
version: 1
authorizers: { a: { issuer: https://a, audience: [x] } }
default_authorizer: a
routes:
  GET /orders/{id}: { scopes: s, claims: { /r/x: { present: false }, c: gold } }
  POST /orders: { scopes: { any_of: [s, t] }, claims: { c: gold } }
guardrails:
  g: { paths: ['/adm*/z'], claims: { e: { glob: 'o*@p' } } }
";
        let policy = Policy::from_source(&Source::new("p", text), &Settings::default());
        let policy = policy.unwrap().policy;
        let vocabulary = Vocabulary::of(&policy);
        for word in ["orders", "gold", "adm", "z", "o", "@p"] {
            assert!(vocabulary.words.iter().any(|own| own == word), "{word}");
        }
        assert_eq!(vocabulary.scopes, ["s", "t"]);
        assert_eq!((vocabulary.globs.len(), vocabulary.conditions.len()), (1, 3));
        assert!(vocabulary.is_looked_at("r", true) && vocabulary.is_looked_at("c", false));
        assert!(!vocabulary.is_looked_at("c", true) && !vocabulary.is_looked_at("x", false));
    }
}
