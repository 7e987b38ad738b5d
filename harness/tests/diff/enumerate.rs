//! The answer by trying everything: all small paths, all methods that matter, all tokens that a
//! small policy can tell apart. Shares no code with the analysis; it asks the engine.
//!
//! The engine decides by the route that wins, the guardrails that are laid, and the texts that
//! claims may be bound to, so of requests that agree in these one is tried. Texts that no condition
//! names are alike but for which of them are equal, and what the one glob of claims takes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use engine::{
    Access, ClaimTest, Decision, DenyReason, Engine, GlobInput, KeySet, Method, Policy, Request,
};

use crate::answers::{Answers, NAMED, Side};

/// An answer as far as it can differ: which fault of a token is told depends on its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    Allow,
    Deny(DenyReason),
    BadToken,
}

/// One way to differ: the answers and the routes that give them, with the methods.
pub(crate) type Ways = BTreeMap<Way, BTreeSet<Method>>;
/// Old and new answer, old and new route.
pub(crate) type Way = (Class, Class, Option<usize>, Option<usize>);

pub(crate) const METHODS: [Method; 3] = [Method::Get, Method::Post, Method::Head];
/// What every literal, glob and bound of the random policies is told apart by.
const SEGMENTS: [&str; 6] = ["a", "b", "c", "ab", "zz", "abb"];

pub(crate) fn class(reason: Option<DenyReason>) -> Class {
    match reason {
        None => Class::Allow,
        Some(
            reason @ (DenyReason::AmbiguousPath
            | DenyReason::NoRoute
            | DenyReason::Guardrail
            | DenyReason::MissingToken
            | DenyReason::InsufficientScope
            | DenyReason::ClaimMismatch),
        ) => Class::Deny(reason),
        Some(
            DenyReason::MalformedToken
            | DenyReason::UnsupportedAlgorithm
            | DenyReason::KeysUnavailable
            | DenyReason::UnknownKey
            | DenyReason::BadSignature
            | DenyReason::WrongIssuer
            | DenyReason::WrongAudience
            | DenyReason::Expired
            | DenyReason::NotYetValid
            | DenyReason::IssuedInFuture,
        ) => Class::BadToken,
    }
}

/// Names a way: where both answers are about the token, authorizers give them and not routes.
pub(crate) fn way(classes: (Class, Class), routes: (Option<usize>, Option<usize>)) -> Way {
    let is_about_token =
        |class| matches!(class, Class::BadToken | Class::Deny(DenyReason::MissingToken));
    if is_about_token(classes.0) && is_about_token(classes.1) {
        return (classes.0, classes.1, None, None);
    }
    (classes.0, classes.1, routes.0, routes.1)
}

/// All paths of up to three segments, some with a slash at their end.
pub(crate) fn paths() -> Vec<String> {
    let mut paths = vec!["/".to_owned()];
    let mut longest = vec![String::new()];
    for length in 1..=3 {
        let few = if length == 3 { &SEGMENTS[..3] } else { &SEGMENTS[..] };
        longest = longest
            .iter()
            .flat_map(|path| few.iter().map(move |segment| format!("{path}/{segment}")))
            .collect();
        paths.extend(longest.iter().cloned());
        paths.extend(longest.iter().take(36).map(|path| format!("{path}/")));
    }
    paths
}

/// An engine whose authorizers have keys that sign nothing.
pub(crate) fn engine(policy: Policy) -> Engine {
    let names: Vec<String> = policy.authorizers().iter().map(|one| one.name.clone()).collect();
    names.iter().fold(Engine::compile(policy).unwrap(), |engine, name| {
        engine.with_keys(name, KeySet::from_json(br#"{"keys":[]}"#).unwrap())
    })
}

/// What one side decides a request by, and its texts that claims may be bound to.
fn kind(engine: &Engine, method: Method, path: &str) -> (Option<usize>, Vec<usize>, Vec<String>) {
    let request = Request::new(method.as_str(), path);
    let decision = engine.decide(&request, 0);
    let (input, policy) = (GlobInput::new(path), engine.policy());
    let over = |guardrail: &engine::Guardrail| {
        guardrail.methods.contains(&method)
            && guardrail.paths.iter().any(|glob| glob.matches(&input))
    };
    let laid = (0..).zip(policy.guardrails()).filter(|(_, one)| over(one)).map(|one| one.0);
    let texts = if binds(&decision) {
        decision.variables().map(|(_, text)| text.to_owned()).collect()
    } else {
        Vec::new()
    };
    let name = decision.route().map(|route| &route.name);
    let place = name.and_then(|name| policy.routes().iter().position(|one| one.name == *name));
    (place, laid.collect(), texts)
}

/// Whether the route that decides compares claims with variables.
fn binds(decision: &Decision<'_>) -> bool {
    let Some(Access::Protected { requirement, .. }) = decision.route().map(|route| &route.access)
    else {
        return false;
    };
    let mut tests = requirement.claims.iter().flat_map(|condition| &condition.tests);
    tests.any(|test| matches!(test, ClaimTest::PathVariable(_)))
}

/// What a text is, as far as claims tell: one that is named, or the first of those equal to it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Text {
    Named(String),
    Other { first: Option<usize>, is_taken: bool },
}

fn texts(all: &[String]) -> Vec<Text> {
    let known = |text: &String| {
        if NAMED.contains(&text.as_str()) {
            return Text::Named(text.clone());
        }
        let first = all.iter().position(|own| own == text);
        Text::Other { first, is_taken: text.starts_with('a') && !text.contains('/') }
    };
    all.iter().map(known).collect()
}

/// Every way in which two policies decide some request differently.
pub(crate) fn ways(old: &Engine, new: &Engine) -> Ways {
    let mut ways = Ways::new();
    let (left, right) = (Side::new(old), Side::new(new));
    let mut tried: HashMap<_, BTreeSet<(Class, Class)>> = HashMap::new();
    for path in paths() {
        for method in METHODS {
            let (before, after) = (kind(old, method, &path), kind(new, method, &path));
            let mut own = [before.2, after.2].concat();
            let key = (before.0, before.1, after.0, after.1, texts(&own));
            let classes = tried.entry(key).or_insert_with(|| {
                own.sort();
                own.dedup();
                let one = left.answers(method, &path, &own);
                let other = right.answers(method, &path, &own);
                Answers::pairs(&one, &other)
            });
            for pair in classes.iter().filter(|(one, other)| one != other) {
                let way = way(*pair, (before.0, after.0));
                ways.entry(way).or_default().insert(method);
            }
        }
    }
    ways
}
