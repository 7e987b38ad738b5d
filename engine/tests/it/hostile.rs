//! Files made to hurt: each ends in a located error, or in a policy, at once and within memory.
//!
//! Times are not asserted, they depend on the machine; a guard of a minute tells of a hang.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use engine::{Code, Diagnostics, Settings, Source};

use crate::invalid::findings;

const HEAD: &str = "version: 1\nroutes: { GET /x: { public: true } }\n";

fn read(what: &str, text: String) -> Diagnostics {
    let start = Instant::now();
    let source = Source::new("policy.yaml", text);
    let found = findings(&source, &Settings::default());
    let took = start.elapsed();
    assert!(took < Duration::from_mins(1), "{what} took {took:?}");
    found
}

#[track_caller]
fn refused(what: &str, text: String, code: Code) {
    let found = read(what, text);
    assert!(found.iter().any(|one| one.code == code), "{what}: {found:?}");
}

#[track_caller]
fn taken(what: &str, text: String) {
    let found = read(what, text);
    assert!(!found.has_errors(), "{what}: {found:?}");
}

pub(crate) fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        writeln!(text, "{}", line(at)).unwrap();
        text
    })
}

#[test]
fn nesting_is_cut_off() {
    // The parser has a limit of its own, and may come to it first.
    for part in ["[", "{", "- ", "? ", "a: [", "[{a: "] {
        let found = read(part, part.repeat((1 << 20) / part.len()));
        let codes = [Code::TooDeep, Code::InvalidYaml];
        assert!(found.iter().any(|one| codes.contains(&one.code)), "{part}: {found:?}");
    }
    let blocks = lines(1_000, |at| format!("{}k:", " ".repeat(at)));
    refused("deep blocks", blocks, Code::TooDeep);
}

#[test]
fn a_glob_of_braces_is_cut_off() {
    for glob in ["{".repeat(100_000), "{a,".repeat(20_000), "}".repeat(60_000), "*".repeat(60_000)]
    {
        let code = if glob.len() > 65_536 { Code::ScalarTooLong } else { Code::InvalidGlob };
        let text = format!("{HEAD}guardrails: {{ g: {{ paths: [\"/{glob}\"], deny: true }} }}\n");
        refused("braces", text, code);
    }
}

#[test]
fn laughs_are_not_expanded() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for at in 1..64 {
        let before = format!("*a{}, ", at - 1).repeat(9);
        writeln!(text, "a{at}: &a{at} [{before}]").unwrap();
    }
    refused("a billion laughs", text, Code::AnchorOrAlias);
    refused("itself", "a: &a [*a]\n".to_owned(), Code::AnchorOrAlias);
    refused("nobody", "a: *a\n".to_owned(), Code::InvalidYaml);
}

#[test]
fn characters_that_hide_are_refused_and_line_ends_are_not() {
    refused("NUL", format!("{HEAD}api: a\u{0}b\n"), Code::ForbiddenCharacter);
    refused("1 MB of NUL", "\u{0}".repeat(1 << 20), Code::ForbiddenCharacter);
    let hidden = "version: 1\nroutes: # all of them\r  GET /x: { public: true }\n".to_owned();
    refused("a line end that few editors show", hidden, Code::ForbiddenCharacter);
    refused("two marks", format!("\u{feff}\u{feff}{HEAD}"), Code::ForbiddenCharacter);
    taken("a mark", format!("\u{feff}{HEAD}"));
    taken("CRLF", format!("{HEAD}api: x\n").replace('\n', "\r\n"));
    taken("no last line end", HEAD.trim_end().to_owned());
    taken("a CRLF in a block text", format!("{HEAD}description: |\r\n  a\r\n  b\r\n"));
}

#[test]
fn a_mistake_keeps_its_place_whatever_ends_the_lines() {
    for end in ["\n", "\r\n"] {
        let text = "version: 1\nroutes:\n  GET /x: { pubic: true }\n".replace('\n', end);
        let found = read("line ends", text);
        let unknown = found.iter().find(|one| one.code == Code::UnknownKey);
        let place = unknown.map(|one| (one.location.line, one.location.column));
        assert_eq!(place, Some((3, 13)), "{end:?}");
    }
}

#[test]
fn long_texts_are_read_once() {
    refused("a long key", format!("{HEAD}{}: x\n", "k".repeat(1 << 20)), Code::InvalidYaml);
    refused("a long name", format!("{HEAD}? {}\n: x\n", "k".repeat(60_000)), Code::UnknownKey);
    refused("a long line", format!("{HEAD}api: [{}]\n", "x, ".repeat(1 << 19)), Code::WrongType);
    refused(
        "a long quoted text",
        format!("{HEAD}api: \"{}\n", "x".repeat(4 << 20)),
        Code::InvalidYaml,
    );
    taken("a long comment", format!("# {}\n{HEAD}", "x".repeat(4 << 20)));
    taken("many comments", format!("{}{HEAD}", "#\n".repeat(1 << 20)));
    taken("wide characters", format!("# {}\n{HEAD}", "é".repeat(2 << 20)));
}

#[test]
fn many_keys_are_read_once() {
    let keys = lines(10_000, |_| "  GET /x: { public: true }".to_owned());
    refused("10,000 keys of one name", format!("version: 1\nroutes:\n{keys}"), Code::DuplicateKey);
    let keys = lines(20_000, |at| format!("key{at}: x"));
    refused("20,000 unknown keys", format!("{keys}{HEAD}"), Code::UnknownKey);
    let keys = lines(20_000, |at| format!("  GET /{at}: {{ pubic: true, scopes: 1, claims: 2 }}"));
    refused("20,000 wrong entries", format!("version: 1\nroutes:\n{keys}"), Code::UnknownKey);
}

#[test]
fn many_routes_are_validated_once() {
    let routes = lines(20_000, |at| format!("  GET /orders/{{v{at}}}: {{ public: true }}"));
    refused(
        "20,000 routes of one shape",
        format!("version: 1\nroutes:\n{routes}"),
        Code::DuplicateRoute,
    );
    let routes = lines(20_000, |at| {
        let method = ["ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"][at % 8];
        format!("  {method} /{}: {{ public: true }}", at / 8)
    });
    refused(
        "2,500 hidden routes",
        format!("version: 1\nroutes:\n{routes}"),
        Code::UnreachableRoute,
    );
}

#[test]
fn many_names_are_looked_up_once() {
    let scopes = lines(20_000, |at| format!("  scope/number-{at}: x"));
    let routes = lines(20_000, |at| format!("  GET /{at}: {{ scopes: scope/numbers-{at} }}"));
    let text = format!("version: 1\nscopes:\n{scopes}routes:\n{routes}");
    refused("20,000 undefined scopes", text, Code::UndefinedScope);
    let authorizers = lines(20_000, |at| format!("  a{at}: {{ issuer: x, audience: [x] }}"));
    let routes = lines(20_000, |at| format!("  GET /{at}: {{ authorizer: a{at} }}"));
    let text = format!("version: 1\nauthorizers:\n{authorizers}routes:\n{routes}");
    taken("20,000 authorizers", text);
    let routes = lines(20_000, |at| format!("  GET /{at}: {{ authorizer: b{at} }}"));
    let text = format!("version: 1\nauthorizers:\n{authorizers}routes:\n{routes}");
    refused("20,000 undefined authorizers", text, Code::UndefinedAuthorizer);
    let claims = (0..20_000).map(|at| format!("c{at}: x")).collect::<Vec<_>>().join(", ");
    taken(
        "20,000 claims",
        format!(
            "version: 1\nauthorizers: {{ a: {{ issuer: x, audience: [x] }} }}\ndefault_authorizer: a\nroutes: {{ GET /x: {{ claims: {{ {claims} }} }} }}\n"
        ),
    );
}

#[test]
fn many_guardrails_are_validated_once() {
    let guardrails = lines(5_000, |at| format!("  g{at}: {{ paths: [/x/{at}/**], deny: true }}"));
    taken("5,000 guardrails", format!("{HEAD}guardrails:\n{guardrails}"));
    let routes = lines(5_000, |at| format!("  GET /a/{{id}}/{at}: {{ public: true }}"));
    let text = format!("version: 1\nroutes:\n{routes}guardrails:\n{guardrails}");
    taken("5,000 guardrails over 5,000 routes", text);
    let guardrails = lines(1_000, |at| {
        format!(
            "  g{at}: {{ paths: [\"/{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{{a,b}}{at}\"], deny: true }}"
        )
    });
    refused(
        "1,000,000 alternatives",
        format!("{HEAD}guardrails:\n{guardrails}"),
        Code::InvalidGlob,
    );
}
