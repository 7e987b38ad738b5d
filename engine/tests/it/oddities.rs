//! Corners of YAML: what is read means one thing to everybody, and the rest is refused.

use engine::{Code, Settings, Source};

use crate::invalid::findings;

#[test]
fn other_spellings_of_a_policy_are_read() {
    for text in [
        "? version\n: 1\n? routes\n: ? GET /x\n  : public: true\n",
        "%YAML 1.2\n---\nversion: 1\nroutes: {GET /x: {public: true}}\n",
        "---\nversion: 1\nroutes: {GET /x: {public: true}}\n...\n",
        "version: 1\nroutes: {GET /x: {public: true}}\n...\n# only a comment\n",
        "--- {version: 1, routes: {GET /x: {public: true}}}\n",
        "version: 1\nroutes:\n  GET /x: {public: True,}\n",
        "version: 1\nroutes:\n  ? >-\n   GET /x\n  : {\tpublic: true}\n",
        "{\"version\": 1, \"routes\": {\"GET /x\": {\"public\": true}}}",
    ] {
        let found = findings(&Source::new("policy.yaml", text), &Settings::default());
        assert!(found.is_empty(), "{text:?} {found:?}");
    }
}

#[test]
fn what_readers_could_take_for_something_else_is_refused() {
    for (text, code) in [
        ("version: 1\nroutes:\n  : {public: true}\n", Code::InvalidRouteKey),
        ("version: 1\nroutes:\n  1: {public: true}\n", Code::InvalidRouteKey),
        ("version: 1\nroutes:\n  ~: {public: true}\n", Code::InvalidRouteKey),
        ("%YAML 1.1\n---\nversion: 1\nroutes: {GET /x: {public: yes}}\n", Code::WrongType),
        ("%YAML 9.9\n---\nversion: 1\nroutes: {}\n", Code::InvalidYaml),
        ("version: 1\nroutes: {}\n...\ngarbage: [\n", Code::ManyDocuments),
        ("version: 1\nroutes: {}\n---\n", Code::ManyDocuments),
        ("version: 1.0\nroutes: {}\n", Code::WrongType),
        ("version: 1_0\nroutes: {}\n", Code::WrongType),
        ("version: 1\nroutes: {GET /x}\n", Code::WrongType),
        ("version: 1\nroutes:\n  ? GET /x\n", Code::WrongType),
        ("version: 1\nroutes:\n  ? |\n   GET /x\n  : {public: true}\n", Code::InvalidRouteKey),
        ("version: 1\nroutes:\n  \"GET /\\x78\": {}\n  GET /x: {}\n", Code::DuplicateKey),
        ("version: 1\nroutes: !!binary R0VU\n", Code::Tag),
        ("version: 1\nroutes: # all\r  GET /x: {public: true}\n", Code::ForbiddenCharacter),
        ("version: 1\nroutes: {}\napi: \"a\\u2028b\"\n", Code::ForbiddenCharacter),
        ("version: 1\nroutes: [[GET /x, {public: true}]]\n", Code::WrongType),
        ("version: 1\nroutes: {GET /x: [true]}\n", Code::WrongType),
        ("version: 1\nroutes: {}\nrequirements: {r: []}\n", Code::WrongType),
        ("- 1\n", Code::WrongType),
        ("version: 1\nroute\u{455}: {}\nroutes: {}\n", Code::UnknownKey),
    ] {
        let found = findings(&Source::new("policy.yaml", text), &Settings::default());
        assert!(found.iter().any(|one| one.code == code), "{text:?} {found:?}");
    }
}
