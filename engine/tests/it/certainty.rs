//! How sure a decision is: the weakest of the facts about the gateway that it rests on.

use engine::{Certainty, Engine, Policy, Request, Settings, Source};

fn engine(routes: &str) -> Engine {
    let text = format!(
        "version: 1\nauthorizers: {{c: {{issuer: 'https://i.example', audience: [x]}}}}\n\
         default_authorizer: c\nroutes:\n{routes}"
    );
    let source = Source::new("policy.yaml", text);
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    Engine::compile(policy).unwrap()
}

fn of(engine: &Engine, request: &Request) -> Certainty {
    engine.certainty(request, &engine.decide(request, 1_767_225_600))
}

#[test]
fn a_route_taken_past_one_that_nearly_takes_the_path_is_as_sure_as_the_difference() {
    let engine = engine(
        "  GET /a/b: {public: true}\n  GET /v/{id}: {public: true}\n  ANY /a/{x}: {public: true}\n  \
         GET /a/{rest+}: {public: true}\n  $default: {public: true}\n",
    );
    for (method, path, certainty) in [
        ("GET", "/a/b", Certainty::Documented),
        ("GET", "/a/c", Certainty::Documented),
        ("GET", "/elsewhere", Certainty::Documented),
        // Letters' case, a last slash, HEAD without a route: each is inferred.
        ("GET", "/a/B", Certainty::Likely),
        ("GET", "/a/b/", Certainty::Likely),
        ("HEAD", "/v/1", Certainty::Likely),
        // Whether a variable takes an empty segment is not known.
        ("GET", "/v/", Certainty::Ours),
        ("GET", "/a/", Certainty::Ours),
    ] {
        assert_eq!(of(&engine, &Request::new(method, path)), certainty, "{method} {path}");
    }
}

#[test]
fn a_missing_route_is_less_sure_where_a_variable_would_be_empty() {
    let engine = engine("  GET /v/{id}: {public: true}\n");
    assert_eq!(of(&engine, &Request::new("GET", "/v/")), Certainty::Ours);
    assert_eq!(of(&engine, &Request::new("GET", "/w/x")), Certainty::Documented);
}

#[test]
fn a_challenge_is_as_sure_as_the_scopes_it_lists() {
    let engine = engine(
        "  GET /none: {}\n  GET /sorted: {scopes: {any_of: [a, b]}}\n  \
         GET /unsorted: {scopes: {any_of: [b, a]}}\n  \
         GET /all: {scopes: {all_of: [a, b]}}\n",
    );
    for (path, certainty) in [
        ("/none", Certainty::Documented),
        ("/sorted", Certainty::Documented),
        ("/unsorted", Certainty::Likely),
        ("/all", Certainty::Ours),
    ] {
        let bare = Request::new("GET", path);
        assert_eq!(of(&engine, &bare), Certainty::Documented, "no token, {path}");
        let malformed = bare.with_header("Authorization", "not-a-token");
        assert_eq!(of(&engine, &malformed), certainty, "{path}");
    }
}
