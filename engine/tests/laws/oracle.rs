//! The decision written a second time, naively, from the text of the design alone.
//!
//! Every route is tried, those that match are sorted by the order of precedence, and the first is
//! taken. Nothing of the engine's matcher, path reader, globs or conditions is used: only its nouns.

use engine::{
    Access, Effect, Guardrail, Method, PathPattern, Policy, Requirement, Route, RouteKey,
    RouteMethod, Segment,
};
use serde_json::Value;

use crate::{oracle_claims, oracle_glob};

/// What is to be seen of a decision.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(crate) struct Verdict {
    pub(crate) reason: Option<String>,
    pub(crate) status: u16,
    pub(crate) route: Option<String>,
    pub(crate) guardrail: Option<String>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) challenge: Option<String>,
}

impl Verdict {
    /// Takes down what the engine answered.
    pub(crate) fn of(decision: &engine::Decision<'_>) -> Self {
        let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Self {
            reason: decision.reason().map(|reason| reason.as_str().to_owned()),
            status: decision.status(),
            route: decision.route().map(|route| route.name.clone()),
            guardrail: decision.guardrail().map(|guardrail| guardrail.name.clone()),
            variables: decision.variables().map(own).collect(),
            challenge: decision.challenge().map(|challenge| challenge.to_string()),
        }
    }

    pub(crate) fn is_allowed(&self) -> bool {
        self.reason.is_none()
    }

    fn new(reason: Option<&str>, status: u16) -> Self {
        Self {
            reason: reason.map(str::to_owned),
            status,
            route: None,
            guardrail: None,
            variables: Vec::new(),
            challenge: None,
        }
    }
}

type Captures = Vec<(String, String)>;

/// Decides a request whose token's claims count as verified.
pub(crate) fn decide(policy: &Policy, method: &str, target: &str, claims: &Value) -> Verdict {
    let Some(path) = read_path(target.as_bytes()) else {
        return Verdict::new(Some("ambiguous_path"), 400);
    };
    let Some((method, (route, variables))) = Method::ALL
        .into_iter()
        .find(|one| one.as_str() == method)
        .and_then(|method| Some((method, select(policy.routes(), method, &path)?)))
    else {
        return Verdict::new(Some("no_route"), 404);
    };
    let at_route = |reason: Option<&str>, status| Verdict {
        route: Some(route.name.clone()),
        variables: variables.clone(),
        ..Verdict::new(reason, status)
    };
    let mut laid: Vec<&Guardrail> = policy
        .guardrails()
        .iter()
        .filter(|one| one.methods.contains(&method))
        .filter(|one| one.paths.iter().any(|glob| oracle_glob::takes(glob.as_str(), &path)))
        .collect();
    laid.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    let refused = |guardrail: &Guardrail| Verdict {
        guardrail: Some(guardrail.name.clone()),
        ..at_route(Some("guardrail"), 403)
    };
    if let Some(denying) = laid.iter().find(|one| matches!(one.effect, Effect::Deny)) {
        return refused(denying);
    }
    let verifier = match &route.access {
        Access::Protected { authorizer, .. } => *authorizer,
        Access::Public => match laid.first().map(|one| &one.effect) {
            Some(Effect::Require { authorizer, .. }) => *authorizer,
            _ => return at_route(None, 200),
        },
    };
    let scopes = oracle_claims::scopes(claims);
    if let Access::Protected { requirement, .. } = &route.access {
        if !holds_scopes(requirement, &scopes) {
            let asked: Vec<&str> = requirement
                .scopes
                .iter()
                .flat_map(|one| one.any_of.iter().chain(&one.all_of))
                .map(engine::Scope::as_str)
                .collect();
            let asked = asked.join(" ");
            return Verdict {
                challenge: Some(format!(
                    "Bearer scope=\"{asked}\" error=\"insufficient_scope\" \
                     error_description=\"expected scopes: [{asked}]\""
                )),
                ..at_route(Some("insufficient_scope"), 403)
            };
        }
        if !holds_claims(requirement, claims, &variables) {
            return at_route(Some("claim_mismatch"), 403);
        }
    }
    let failed = laid.into_iter().find(|guardrail| match &guardrail.effect {
        Effect::Deny => true,
        Effect::Require { authorizer, requirement } => {
            *authorizer != verifier
                || !holds_scopes(requirement, &scopes)
                || !holds_claims(requirement, claims, &[])
        }
    });
    failed.map_or_else(|| at_route(None, 200), refused)
}

fn holds_scopes(requirement: &Requirement, own: &[String]) -> bool {
    let has = |scope: &engine::Scope| own.iter().any(|one| one == scope.as_str());
    requirement.scopes.iter().all(|asked| {
        (asked.any_of.is_empty() || asked.any_of.iter().any(has)) && asked.all_of.iter().all(has)
    })
}

fn holds_claims(requirement: &Requirement, claims: &Value, variables: &[(String, String)]) -> bool {
    requirement.claims.iter().all(|one| oracle_claims::holds(one, claims, variables))
}

/// Picks the route of a method and a decoded path, with what its variables take.
pub(crate) fn select<'p>(
    routes: &'p [Route],
    method: Method,
    path: &str,
) -> Option<(&'p Route, Captures)> {
    let mut taking: Vec<_> = routes
        .iter()
        .filter_map(|route| Some((precedence(&route.key), route, take(&route.key, method, path)?)))
        .collect();
    taking.sort_by(|a, b| a.0.cmp(&b.0));
    taking.into_iter().next().map(|(_, route, captures)| (route, captures))
}

/// The order of section 3.2: `$default` last, patterns without a greedy variable first, then
/// segment by segment, then the exact method.
fn precedence(key: &RouteKey) -> (bool, bool, Vec<u8>, bool) {
    let RouteKey::Path(method, pattern) = key else { return (true, true, Vec::new(), true) };
    let ranks: Vec<u8> = pattern
        .segments()
        .iter()
        .map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Variable(_) => 1,
            Segment::Greedy(_) => 2,
        })
        .collect();
    (false, ranks.contains(&2), ranks, *method == RouteMethod::Any)
}

/// What the variables of a key take, if it takes the request.
pub(crate) fn take(key: &RouteKey, method: Method, path: &str) -> Option<Captures> {
    match key {
        RouteKey::Default => Some(Vec::new()),
        RouteKey::Path(RouteMethod::Only(own), _) if *own != method => None,
        RouteKey::Path(_, pattern) => take_pattern(pattern, path),
    }
}

fn take_pattern(pattern: &PathPattern, path: &str) -> Option<Captures> {
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    take_segments(pattern.segments(), &segments)
}

fn take_segments(pattern: &[Segment], path: &[&str]) -> Option<Captures> {
    match (pattern, path) {
        ([], []) => Some(Vec::new()),
        ([Segment::Greedy(name)], [_, ..]) => Some(vec![(name.clone(), path.join("/"))]),
        ([Segment::Literal(text), pattern @ ..], [first, path @ ..]) if text == first => {
            take_segments(pattern, path)
        }
        ([Segment::Variable(name), pattern @ ..], [first, path @ ..]) if !first.is_empty() => {
            let mut captures = take_segments(pattern, path)?;
            captures.insert(0, (name.clone(), (*first).to_owned()));
            Some(captures)
        }
        _ => None,
    }
}

/// The rules of section 3.1: the decoded path, unless servers would read it differently.
pub(crate) fn read_path(target: &[u8]) -> Option<String> {
    let raw = target.split(|byte| *byte == b'?').next()?;
    let raw = std::str::from_utf8(raw).ok()?;
    let banned = |text: &str, signs: &str| text.chars().any(|c| signs.contains(c));
    let visible = raw.chars().all(|c| c.is_ascii_graphic());
    if !raw.starts_with('/') || raw.len() > 8192 || !visible || banned(raw, "\\#;") {
        return None;
    }
    let mut parts = raw.split('%');
    let mut decoded = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|two| two.chars().all(|c| c.is_ascii_hexdigit()))?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if byte < 0x20 || byte == 0x7f || b"/\\?#;".contains(&byte) {
            return None;
        }
        decoded.push(byte);
        decoded.extend_from_slice(&part.as_bytes()[2..]);
    }
    let decoded = String::from_utf8(decoded).ok()?;
    let segments: Vec<&str> = decoded.split('/').skip(1).collect();
    let (_, inner) = segments.split_last()?;
    let dots = segments.iter().any(|segment| *segment == "." || *segment == "..");
    (!dots && !inner.contains(&"")).then_some(decoded)
}

#[test]
fn the_oracle_knows_the_documented_example() {
    let keys = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}"];
    let keys: Vec<RouteKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
    let mut sorted = keys.clone();
    sorted.sort_by_key(precedence);
    assert_eq!(sorted, keys);
    assert!(take(&keys[1], Method::Get, "/pets/dog/2").is_some());
    assert!(take(&keys[1], Method::Get, "/pets/dog/").is_none());
    assert!(read_path(b"/a/%2e%2e/b").is_none() && read_path(b"/%2561?x").unwrap() == "/%61");
}
