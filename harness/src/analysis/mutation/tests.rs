//! Each operator on a small policy: what is made is written by hand.

mod order;

use engine::{Engine, Settings, Source};

use super::*;

fn policy(rest: &str) -> Policy {
    let text = format!(
        "version: 1\nauthorizers:\n  a: {{ issuer: https://a.example, audience: [x] }}\n\
         default_authorizer: a\n{rest}"
    );
    Policy::from_source(&Source::new("p.yaml", text), &Settings::default()).unwrap().policy
}

/// The mutants at places that a name begins, as `operator: description` without the name.
fn made(rest: &str, name: &str) -> Vec<String> {
    let start = format!("{name}: ");
    let mutants = Mutants::of(&policy(rest)).list.into_iter();
    let told = mutants.filter_map(|mutant| {
        let told = mutant.description.strip_prefix(&start)?;
        Some(format!("{}: {told}", mutant.operator))
    });
    told.collect()
}

/// What every protected route of a path without variables has.
fn route_rest(path: &str) -> Vec<String> {
    vec![
        "authenticated-only: only a token is asked for".to_owned(),
        "route-public: made public".to_owned(),
        "route-removed: removed".to_owned(),
        format!("method-any: became ANY {path}"),
        format!("literal-to-variable: became GET /{{{}}}", path.trim_start_matches('/')),
    ]
}

fn and(first: &[&str], rest: Vec<String>) -> Vec<String> {
    first.iter().map(ToString::to_string).chain(rest).collect()
}

/// Makes the mutants of the conditions on one claim.
fn of_claim(condition: &str) -> Vec<String> {
    let mut made =
        made(&format!("routes:\n  GET /a: {{ claims: {{ c: {condition} }} }}\n"), "GET /a");
    let rest = route_rest("/a");
    made.retain(|one| !rest.contains(one));
    made
}

#[test]
fn scopes_are_dropped_replaced_added_and_quantified() {
    let routes = "routes:\n  GET /a: { scopes: { any_of: [r, w] } }\n  GET /b: { scopes: x }\n";
    let expected = and(
        &[
            "scope-dropped: scope `r` dropped",
            "scope-dropped: scope `w` dropped",
            "scope-replaced: scope `r` became `x`",
            "scope-replaced: scope `w` became `x`",
            "scope-added: scope `x` added to `any_of`",
            "scopes-quantified: `any_of` became `all_of`",
        ],
        route_rest("/a"),
    );
    assert_eq!(made(routes, "GET /a"), expected);
    // Without its only scope the route asks for a token alone: that is said once.
    let expected = and(
        &[
            "scope-dropped: scope `x` dropped",
            "scope-replaced: scope `x` became `r`",
            "scope-added: scope `r` added to `any_of`",
            "scope-added: scope `w` added to `any_of`",
        ],
        route_rest("/b").into_iter().skip(1).collect(),
    );
    assert_eq!(made(routes, "GET /b"), expected);
    let all = "routes:\n  GET /a: { scopes: { all_of: [r, w] } }\n";
    let expected = and(
        &[
            "scope-dropped: scope `r` dropped",
            "scope-dropped: scope `w` dropped",
            "scopes-quantified: `all_of` became `any_of`",
        ],
        route_rest("/a"),
    );
    assert_eq!(made(all, "GET /a"), expected);
}

#[test]
fn lists_of_a_claim_lose_and_gain_values_and_change_their_quantifier() {
    assert_eq!(
        of_claim("{ any_of: [x, y] }"),
        [
            r#"condition-dropped: claim `c`: `any_of ["x","y"]` dropped"#,
            r#"value-dropped: claim `c`: `any_of ["x","y"]` became `any_of ["y"]`"#,
            r#"value-dropped: claim `c`: `any_of ["x","y"]` became `any_of ["x"]`"#,
            r#"value-added: claim `c`: `any_of ["x","y"]` became `any_of ["x","y","other"]`"#,
            r#"values-quantified: claim `c`: `any_of ["x","y"]` became `all_of ["x","y"]`"#,
            r#"condition-inverted: claim `c`: `any_of ["x","y"]` became `none_of ["x","y"]`"#,
        ]
    );
    assert_eq!(
        of_claim("{ none_of: [x] }"),
        [
            r#"condition-dropped: claim `c`: `none_of ["x"]` dropped"#,
            r#"value-added: claim `c`: `none_of ["x"]` became `none_of ["x","other"]`"#,
            r#"condition-inverted: claim `c`: `none_of ["x"]` became `any_of ["x"]`"#,
        ]
    );
    assert_eq!(
        of_claim("{ all_of: [1, 2] }"),
        [
            "condition-dropped: claim `c`: `all_of [1,2]` dropped",
            "value-dropped: claim `c`: `all_of [1,2]` became `all_of [2]`",
            "value-dropped: claim `c`: `all_of [1,2]` became `all_of [1]`",
            r#"value-added: claim `c`: `all_of [1,2]` became `all_of [1,2,"other"]`"#,
            "values-quantified: claim `c`: `all_of [1,2]` became `any_of [1,2]`",
        ]
    );
}

#[test]
fn scalars_bounds_globs_and_presence_are_loosened_and_turned() {
    assert_eq!(
        of_claim("v"),
        [
            r#"condition-dropped: claim `c`: `equals "v"` dropped"#,
            r#"condition-to-present: claim `c`: `equals "v"` became `present true`"#,
        ]
    );
    assert_eq!(
        of_claim("{ at_least: 3, at_most: 9.5 }"),
        [
            "condition-dropped: claim `c`: `at_least 3` dropped",
            "bound-turned: claim `c`: `at_least 3` became `at_most 3`",
            "bound-moved: claim `c`: `at_least 3` became `at_least 2`",
            "bound-moved: claim `c`: `at_least 3` became `at_least 4`",
            "condition-dropped: claim `c`: `at_most 9.5` dropped",
            "bound-turned: claim `c`: `at_most 9.5` became `at_least 9.5`",
            "bound-moved: claim `c`: `at_most 9.5` became `at_most 8.5`",
            "bound-moved: claim `c`: `at_most 9.5` became `at_most 10.5`",
        ]
    );
    assert_eq!(
        of_claim("{ glob: '*@a.example' }"),
        [
            "condition-dropped: claim `c`: `glob *@a.example` dropped",
            "claim-glob-widened: claim `c`: `glob *@a.example` became `glob *`",
        ]
    );
    assert_eq!(
        of_claim("{ present: false }"),
        [
            "condition-dropped: claim `c`: `present false` dropped",
            "present-flipped: claim `c`: `present false` became `present true`",
        ]
    );
}

#[test]
fn variables_are_confused_and_become_literals_and_greedy() {
    let routes = "routes:\n  'GET /{a}/{b}': { claims: { c: { path_variable: a } } }\n";
    assert_eq!(
        made(routes, "GET /{a}/{b}"),
        [
            "condition-dropped: claim `c`: `path_variable a` dropped",
            "variable-replaced: claim `c`: `path_variable a` became `path_variable b`",
            "condition-to-present: claim `c`: `path_variable a` became `present true`",
            "route-public: made public",
            "route-removed: removed",
            "method-any: became ANY /{a}/{b}",
            "variable-to-literal: became GET /{a}/b",
            "variable-to-greedy: became GET /{a}/{b+}",
        ]
    );
    // A literal in the place of `{a}` would leave the condition without its variable.
    let stillborn = Mutants::of(&policy(routes)).stillborn;
    let told: Vec<&str> = stillborn.iter().map(|one| one.description.as_str()).collect();
    assert_eq!(told, ["GET /{a}/{b}: became GET /a/{b}"]);
    let greedy = "routes:\n  'GET /x/{p+}': { public: true }\n";
    assert_eq!(
        made(greedy, "GET /x/{p+}"),
        [
            "authenticated-only: a token is asked for",
            "route-removed: removed",
            "method-any: became ANY /x/{p+}",
            "literal-to-variable: became GET /{x}/{p+}",
            "greedy-to-variable: became GET /x/{p}",
        ]
    );
}

#[test]
fn a_route_of_every_method_leaves_each_out_that_it_answers() {
    let routes = "routes:\n  ANY /a: { public: true }\n  GET /a: { public: true }\n";
    let mutants = Mutants::of(&policy(routes));
    let dropped = mutants.list.iter().filter(|one| one.operator == Operator::MethodDropped);
    let told: Vec<&str> = dropped.clone().map(|one| one.description.as_str()).collect();
    assert_eq!(told.len(), 6);
    assert_eq!(told[0], "ANY /a: POST left out");
    let edited = policy(routes).edited(&dropped.clone().next().unwrap().edits).unwrap();
    let names: Vec<&str> = edited.routes().iter().map(|route| route.name.as_str()).collect();
    assert_eq!(names, ["GET /a", "PUT /a", "PATCH /a", "DELETE /a", "HEAD /a", "OPTIONS /a"]);
    // `GET /a` cannot become a second `ANY /a`.
    let told: Vec<&str> = mutants.stillborn.iter().map(|one| one.description.as_str()).collect();
    assert_eq!(told, ["GET /a: became ANY /a"]);
}

#[test]
fn guardrails_are_dropped_weakened_turned_and_moved() {
    let rest = "routes:\n  GET /a: { public: true }\nguardrails:\n  \
                g: { paths: [/a/b/**, /a], methods: [GET, PUT], scopes: s }\n  \
                h: { paths: ['**/*.bak'], deny: true, methods: [GET] }\n";
    assert_eq!(
        made(rest, "`g`"),
        [
            "guardrail-dropped: dropped",
            "scope-dropped: scope `s` dropped",
            "requirement-to-deny: denies",
            "guardrail-method-dropped: GET left out",
            "guardrail-method-dropped: PUT left out",
            "guardrail-glob-dropped: `/a/b/**` left out",
            "guardrail-glob-widened: `/a/b/**` became `/a/**`",
            "guardrail-glob-narrowed: `/a/b/**` became `/a/b/*`",
            "guardrail-glob-dropped: `/a` left out",
            "guardrail-glob-widened: `/a` became `/**`",
        ]
    );
    assert_eq!(
        made(rest, "`h`"),
        [
            "guardrail-dropped: dropped",
            "deny-to-requirement: asks for a token, and denies nothing more",
            "guardrail-glob-widened: `**/*.bak` became `**/**`",
            "guardrail-glob-narrowed: `**/*.bak` became `/*/*.bak`",
        ]
    );
}

#[test]
fn authorizers_take_other_tokens_and_are_swapped() {
    let two = "version: 1\nauthorizers:\n  \
               a: { issuer: https://a.example, audience: [x, y], algorithms: [RS256] }\n  \
               b: { issuer: https://b.example/, audience: [z], leeway_seconds: 241, \
               identity_source: $request.querystring.t }\n\
               routes:\n  GET /r: { authorizer: b }\n";
    let source = Source::new("p.yaml", two);
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let mutants = Mutants::of(&policy);
    let told: Vec<&str> = mutants.list.iter().map(|one| one.description.as_str()).collect();
    assert_eq!(
        told,
        [
            "`cors`: added, for every origin",
            "`a`: issuer became `https://a.example/`",
            "`a`: audience `x` dropped",
            "`a`: audience `y` dropped",
            "`a`: audience `another-audience` added",
            "`a`: algorithm RS384 added",
            "`a`: algorithm RS512 added",
            "`a`: algorithm PS256 added",
            "`a`: algorithm PS384 added",
            "`a`: algorithm PS512 added",
            "`a`: algorithm ES256 added",
            "`a`: algorithm ES384 added",
            "`a`: algorithm EdDSA added",
            "`a`: a leeway of 60 seconds",
            "`a`: the token is looked for at `$request.querystring.access_token`",
            "`a`: the token is looked for at `$request.header.X-Access-Token`",
            "`b`: issuer became `https://b.example`",
            "`b`: audience `another-audience` added",
            "`b`: algorithm PS256 added",
            "`b`: algorithm PS384 added",
            "`b`: algorithm PS512 added",
            "`b`: algorithm ES256 added",
            "`b`: algorithm ES384 added",
            "`b`: algorithm EdDSA added",
            "`b`: algorithm RS256 dropped",
            "`b`: algorithm RS384 dropped",
            "`b`: algorithm RS512 dropped",
            "`b`: the token is looked for at `$request.header.Authorization`",
            "`b`: the token is looked for at `$request.querystring.access_token`",
            "GET /r: made public",
            "GET /r: tokens of `a` are asked for",
            "GET /r: removed",
            "GET /r: became ANY /r",
            "GET /r: became GET /{r}",
            "$default: added, public",
        ]
    );
    // 301 seconds are too many.
    let told: Vec<&str> = mutants.stillborn.iter().map(|one| one.description.as_str()).collect();
    assert_eq!(told, ["`b`: a leeway of 301 seconds"]);
}
