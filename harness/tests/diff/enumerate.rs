//! The answer by trying everything: all small paths, all methods that matter, all tokens that a
//! small policy can tell apart. Shares no code with the analysis; it asks the engine.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Claims, DenyReason, Engine, KeySet, Method, Policy, Prepared, Request};

/// Where a token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issuer {
    Main,
    Other,
}

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
const SEGMENTS: [&str; 5] = ["a", "b", "c", "ab", "zz"];

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

/// All paths of up to three segments, some with a slash at their end.
pub(crate) fn paths() -> Vec<String> {
    let mut paths = vec!["/".to_owned(), String::new()];
    let mut longest = vec![String::new()];
    for length in 1..=3 {
        let few = if length == 3 { &SEGMENTS[..3] } else { &SEGMENTS[..] };
        longest = longest
            .iter()
            .flat_map(|path| few.iter().map(move |segment| format!("{path}/{segment}")))
            .collect();
        paths.extend(longest.iter().cloned());
        paths.extend(longest.iter().take(25).map(|path| format!("{path}/")));
    }
    paths.retain(|path| !path.is_empty());
    paths
}

/// All sets of two scopes with all claims that the conditions tell apart.
pub(crate) fn claims(path: &str) -> Vec<Claims> {
    let scopes = ["", "r", "w", "r w"];
    // A claim may be bound to the rest of a path.
    let whole = path.get(1..).unwrap_or("");
    let rest = whole.split_once('/').map_or("", |(_, rest)| rest);
    let (whole, rest) = (format!("{whole:?}"), format!("{rest:?}"));
    let values = [
        whole.as_str(),
        rest.as_str(),
        "null",
        r#""a""#,
        r#""b""#,
        r#""c""#,
        r#""ab""#,
        "7",
        "{}",
        "[]",
        r#"["a"]"#,
        r#"["b","c"]"#,
        r#"["a",1]"#,
        "[1]",
    ];
    let numbers = ["null", "1", "2", "3"];
    let mut all = Vec::new();
    for scope in scopes {
        for value in values {
            for number in numbers {
                let json = format!(r#"{{"scope":"{scope}","c":{value},"n":{number}}}"#);
                all.push(Claims::from_json(json.as_bytes()).unwrap());
            }
        }
    }
    all
}

/// An engine whose authorizers have keys that sign nothing.
pub(crate) fn engine(policy: Policy) -> Engine {
    let names: Vec<String> = policy.authorizers().iter().map(|one| one.name.clone()).collect();
    names.iter().fold(Engine::compile(policy).unwrap(), |engine, name| {
        engine.with_keys(name, KeySet::from_json(br#"{"keys":[]}"#).unwrap())
    })
}

/// Which authorizer a request would be asked for by.
pub(crate) fn asked(engine: &Engine, request: &Request) -> Option<Issuer> {
    let name = &engine.authorizer_for(request)?.name;
    Some(if name == "main" { Issuer::Main } else { Issuer::Other })
}

/// What one engine answers to a token that its issuer vouches for. Claims count as verified by
/// whoever is asked, so a token of another is told apart here.
pub(crate) fn with_token<'a>(
    engine: &'a Engine,
    request: &'a Request,
    (without, asked): (Class, Option<Issuer>),
    from: Issuer,
    prepared: &Prepared<'a>,
) -> Class {
    if without == Class::Deny(DenyReason::MissingToken) && asked != Some(from) {
        return Class::BadToken;
    }
    class(engine.decide_prepared(request, prepared).reason())
}

/// Every way in which two policies decide some request differently.
pub(crate) fn ways(old: &Engine, new: &Engine) -> Ways {
    let mut ways = Ways::new();
    for path in paths() {
        let claims = claims(&path);
        let prepare = |engine| claims.iter().map(|one| Engine::prepare(engine, one)).collect();
        let (old_tokens, new_tokens): (Vec<Prepared<'_>>, Vec<Prepared<'_>>) =
            (prepare(old), prepare(new));
        for method in METHODS {
            let request = Request::new(method.as_str(), &path);
            let bad = Request::new(method.as_str(), &path).with_header("Authorization", "Bearer x");
            let (before, after) = (old.decide(&request, 0), new.decide(&request, 0));
            let at = |engine: &Engine, decision: &engine::Decision<'_>| {
                let name = &decision.route()?.name;
                engine.policy().routes().iter().position(|route| route.name == *name)
            };
            let (left, right) = (at(old, &before), at(new, &after));
            let mut note = |a: Class, b: Class| {
                if a != b {
                    ways.entry((a, b, left, right)).or_default().insert(method);
                }
            };
            let (a, b) = (class(before.reason()), class(after.reason()));
            note(a, b);
            note(class(old.decide(&bad, 0).reason()), class(new.decide(&bad, 0).reason()));
            let (one, other) = ((a, asked(old, &request)), (b, asked(new, &request)));
            if one.1.is_none() && other.1.is_none() {
                continue;
            }
            for (a, b) in old_tokens.iter().zip(&new_tokens) {
                for from in [Issuer::Main, Issuer::Other] {
                    note(
                        with_token(old, &request, one, from, a),
                        with_token(new, &request, other, from, b),
                    );
                }
            }
        }
    }
    ways
}
