//! Edits that make policies, and those that make none.

use super::*;
use crate::claims::Claims;
use crate::condition::{ClaimCondition, ClaimTest};
use crate::engine::Engine;
use crate::method::{Method, RouteMethod};
use crate::policy::{Authorizer, Cors, Effect, Requirement, ScopeRequirement};
use crate::request::Request;
use crate::source::Source;
use crate::validate::Settings;

const POLICY: &str = "
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x] }
  b: { issuer: https://b.example, audience: [y] }
default_authorizer: a
routes:
  GET /open: { public: true }
  GET /t/{tenant}: { claims: { tenant: { path_variable: tenant } } }
  ANY /t/{other}: { scopes: s }
guardrails:
  one: { paths: [/t/**], claims: { g: v } }
  two: { paths: [/open], deny: true }
";

fn policy() -> Policy {
    let source = Source::new("p.yaml", POLICY);
    Policy::from_source(&source, &Settings::default()).unwrap().policy
}

fn refused(edits: &[Edit]) -> EditError {
    policy().edited(edits).unwrap_err()
}

fn replaced(index: usize, key: &str) -> Edit {
    let access = policy().routes()[index].access.clone();
    Edit::Route { index, key: key.parse().unwrap(), access }
}

fn added(key: &str, access: Access) -> Edit {
    Edit::AddRoute { key: key.parse().unwrap(), access, span: Span::default() }
}

fn asking(requirement: Requirement) -> Access {
    Access::Protected { authorizer: 0, requirement }
}

fn guarding(change: impl FnOnce(&mut Guardrail)) -> Edit {
    let mut guardrail = policy().guardrails()[0].clone();
    change(&mut guardrail);
    Edit::Guardrail { index: 0, guardrail }
}

fn trusting(change: impl FnOnce(&mut Authorizer)) -> Edit {
    let mut authorizer = policy().authorizers()[0].clone();
    change(&mut authorizer);
    Edit::Authorizer { index: 0, authorizer: Box::new(authorizer) }
}

#[test]
fn routes_are_replaced_removed_and_added_and_all_else_stays() {
    let old = policy();
    let edits = [replaced(0, "POST /open"), Edit::RemoveRoute(1), added("GET /", Access::Public)];
    let new = old.edited(&edits).unwrap();
    let names: Vec<&str> = new.routes().iter().map(|route| route.name.as_str()).collect();
    assert_eq!(names, ["POST /open", "ANY /t/{other}", "GET /"]);
    assert_eq!(new.routes()[0].span, old.routes()[0].span);
    assert_eq!((new.guardrails().len(), new.authorizers().len()), (2, 2));
    assert_eq!(new.default_authorizer().map(|one| one.name.as_str()), Some("a"));
}

#[test]
fn guardrails_and_authorizers_are_replaced() {
    let deny = guarding(|one| one.effect = Effect::Deny);
    let leeway = trusting(|one| one.leeway_seconds = 60);
    let new = policy().edited(&[deny, leeway, Edit::RemoveGuardrail(1)]).unwrap();
    assert_eq!(new.guardrails().len(), 1);
    assert!(matches!(new.guardrails()[0].effect, Effect::Deny));
    assert_eq!(new.authorizers()[0].leeway_seconds, 60);
}

#[test]
fn preflights_come_to_be_answered_and_are_not() {
    let with = |cors: Option<Cors>| policy().edited(&[Edit::Cors(cors.map(Box::new))]);
    let anybody = cors(&["*"]);
    assert_eq!(policy().cors(), None);
    let new = with(Some(anybody.clone())).unwrap();
    assert_eq!(new.cors(), Some(&anybody));
    let preflight = Request::new("OPTIONS", "/x")
        .with_header("Origin", "https://web.example")
        .with_header("Access-Control-Request-Method", "GET");
    let status = |policy| Engine::compile(policy).unwrap().decide(&preflight, 0).status();
    assert_eq!(status(new), 204);
    assert_eq!(status(with(None).unwrap()), 404);
}

fn cors(origins: &[&str]) -> Cors {
    Cors {
        allow_origins: origins.iter().map(ToString::to_string).collect(),
        allow_methods: Vec::new(),
        allow_headers: Vec::new(),
        expose_headers: Vec::new(),
        max_age_seconds: None,
        allow_credentials: false,
    }
}

#[test]
fn what_validation_refuses_is_no_edit() {
    let empty = Requirement { scopes: vec![ScopeRequirement::default()], ..Requirement::default() };
    let claim = |test| Requirement {
        claims: vec![ClaimCondition { claim: "c".parse().unwrap(), tests: vec![test] }],
        ..Requirement::default()
    };
    let variable = claim(ClaimTest::PathVariable("id".to_owned()));
    let unknown = Access::Protected { authorizer: 2, requirement: Requirement::default() };
    for (edits, expected) in [
        (vec![replaced(1, "ANY /t/{tenant}")], EditError::SameShape),
        (vec![added("GET /open", Access::Public)], EditError::SameShape),
        (vec![added("$default", Access::Public); 2], EditError::SameShape),
        (vec![replaced(1, "GET /t/{id}")], EditError::UndefinedVariable),
        (vec![added("GET /x", asking(variable))], EditError::UndefinedVariable),
        (vec![added("GET /x", asking(empty))], EditError::EmptyList),
        (vec![added("GET /x", asking(claim(ClaimTest::NoneOf(Vec::new()))))], EditError::EmptyList),
        (vec![added("GET /x", unknown)], EditError::UndefinedAuthorizer),
        (vec![Edit::RemoveRoute(3)], EditError::NotThere),
        (vec![Edit::RemoveGuardrail(2)], EditError::NotThere),
        (vec![Edit::RemoveRoute(0), replaced(0, "GET /o")], EditError::Twice),
        (vec![guarding(|one| one.paths.clear())], EditError::EmptyList),
        (vec![guarding(|one| one.methods.clear())], EditError::EmptyList),
        (vec![guarding(|one| one.name = "two".to_owned())], EditError::NotThere),
        (vec![Edit::Cors(Some(Box::new(cors(&[]))))], EditError::EmptyList),
        (vec![Edit::Cors(None), Edit::Cors(None)], EditError::Twice),
        (vec![trusting(|one| one.audience.clear())], EditError::EmptyList),
        (vec![trusting(|one| one.algorithms.clear())], EditError::EmptyList),
        (vec![trusting(|one| one.leeway_seconds = 301)], EditError::InvalidAuthorizer),
        (vec![trusting(|one| one.issuer = "a b".to_owned())], EditError::InvalidAuthorizer),
    ] {
        assert_eq!(refused(&edits), expected, "{edits:?}");
    }
}

#[test]
fn a_key_that_another_method_makes_too_long_is_refused() {
    let key: RouteKey = format!("GET /{}", "x".repeat(507)).parse().unwrap();
    let RouteKey::Path(_, pattern) = key else { panic!("a key with a path") };
    let key = RouteKey::Path(RouteMethod::Only(Method::Post), pattern);
    let add = Edit::AddRoute { key, access: Access::Public, span: Span::default() };
    assert_eq!(refused(&[add]), EditError::LongKey);
}

#[test]
fn a_removed_route_makes_room_for_another_of_its_shape() {
    assert!(policy().edited(&[Edit::RemoveRoute(0), added("GET /open", Access::Public)]).is_ok());
    assert!(policy().edited(&[replaced(1, "POST /t/{tenant}")]).is_ok());
}

#[test]
fn a_part_decides_what_it_is_concerned_with_as_the_whole_does() {
    let whole = Engine::compile(policy()).unwrap();
    for (method, path) in
        [("GET", "/open"), ("GET", "/t/x"), ("PUT", "/t/x"), ("GET", "/t"), ("GET", "//")]
    {
        let request = Request::new(method, path);
        let part = whole.edited(&[], &whole.part_of(&request)).unwrap();
        for claims in ["{}", r#"{"tenant":"x","g":"v"}"#, r#"{"scope":"s"}"#] {
            let claims = Claims::from_json(claims.as_bytes()).unwrap();
            let (one, other) =
                (whole.decide_claims(&request, &claims), part.decide_claims(&request, &claims));
            assert_eq!(one.reason(), other.reason(), "{method} {path}");
            assert_eq!(one.route().map(|route| &route.name), other.route().map(|one| &one.name));
            let name = |guardrail: &Guardrail| guardrail.name.clone();
            assert_eq!(one.guardrail().map(name), other.guardrail().map(name));
        }
    }
    let part = whole.part_of(&Request::new("GET", "/t/x"));
    assert_eq!(part.routes.into_iter().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(part.guardrails.into_iter().collect::<Vec<_>>(), [0]);
}
