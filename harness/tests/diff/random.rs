//! Small random policies, and edits of them.

use std::fmt::Write as _;

use engine::{Policy, Settings, Source};

/// A stream of numbers, the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
    /// Whether claims are compared to globs: then none is bound to the rest of a path, which is
    /// refused by name.
    has_globs: bool,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
        Self { state, has_globs: seed.is_multiple_of(2) }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        // SplitMix64, whose every seed is as good as another.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A policy before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// Key and access, both as written.
    pub(crate) routes: Vec<(String, String)>,
    /// Name and what it asks for, both as written.
    pub(crate) guardrails: Vec<(String, String)>,
    /// The authorizer of all that names none.
    pub(crate) default: &'static str,
    /// What the parameter for an audience is set to.
    pub(crate) audience: &'static str,
}

const PATHS: [&str; 10] =
    ["/", "/a", "/b", "/{x}", "/a/b", "/a/{x}", "/{x}/b", "/{x}/{y}", "/a/{x+}", "/{x+}"];
const METHODS: [&str; 4] = ["GET", "GET", "POST", "ANY"];
const GLOBS: [&str; 10] =
    ["/a/**", "**/b", "/*/b", "/**", "/a", "/?", "/{a,b}/*", "/a*/**", "/*/?", "/b/*/c"];
/// They differ in the issuer, or in where the token stands.
const AUTHORIZERS: [&str; 3] = ["main", "other", "query"];
const AUDIENCES: [&str; 2] = ["x", "y"];
/// What a token may be asked for.
const ASKED: [&str; 10] = [
    "scopes: r",
    "scopes: { any_of: [r, w] }",
    "scopes: { all_of: [r, w] }",
    "claims: { c: a }",
    "claims: { c: { any_of: [a, b] } }",
    "claims: { c: { none_of: [a] } }",
    "claims: { c: { present: false } }",
    "scopes: w, claims: { c: { glob: 'a*' } }",
    "claims: { n: { at_least: 2 } }",
    "claims: { n: { at_most: 2 }, c: { present: true } }",
];

impl Draft {
    pub(crate) fn new(random: &mut Random) -> Self {
        let (routes, guardrails) = (Vec::new(), Vec::new());
        let mut draft =
            Self { routes, guardrails, default: AUTHORIZERS[0], audience: AUDIENCES[0] };
        for _ in 0..=random.below(4) {
            draft.add_route(random);
        }
        for _ in 0..random.below(3) {
            draft.add_guardrail(random);
        }
        draft
    }

    /// Changes one thing.
    pub(crate) fn edit(&mut self, random: &mut Random) {
        let (routes, guardrails) = (self.routes.len(), self.guardrails.len());
        match random.below(14) {
            0 => self.default = random.pick(&AUTHORIZERS),
            6 => self.audience = random.pick(&AUDIENCES),
            5 => self.add_route(random),
            1 if routes > 1 => drop(self.routes.remove(random.below(routes))),
            2 => self.add_guardrail(random),
            3 if guardrails > 0 => drop(self.guardrails.remove(random.below(guardrails))),
            4 if guardrails > 0 => {
                let at = random.below(guardrails);
                self.guardrails[at].1 = guardrail(random);
            }
            _ => {
                let at = random.below(routes);
                self.routes[at].1 = access(random, &self.routes[at].0);
            }
        }
    }

    fn add_route(&mut self, random: &mut Random) {
        let key = if random.one_in(8) {
            "$default".to_owned()
        } else {
            format!("{} {}", random.pick(&METHODS), random.pick(&PATHS))
        };
        // Two routes of one shape are an error.
        if !self.routes.iter().any(|(known, _)| *known == key) {
            let access = access(random, &key);
            self.routes.push((key, access));
        }
    }

    fn add_guardrail(&mut self, random: &mut Random) {
        let name = format!("g{}", random.below(4));
        if !self.guardrails.iter().any(|(known, _)| *known == name) {
            self.guardrails.push((name, guardrail(random)));
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::from(
            "version: 1\nauthorizers:\n  \
             main: { issuer: https://main.example, audience: [x], algorithms: [ES256] }\n  \
             other: { issuer: https://other.example, audience: ['${audience}'], algorithms: [ES256] }\n  \
             query: { issuer: https://main.example, audience: [x], algorithms: [ES256], \
             identity_source: $request.querystring.t }\nparameters: { audience: {} }\n",
        );
        writeln!(text, "default_authorizer: {}\nroutes:", self.default).unwrap();
        for (key, access) in &self.routes {
            writeln!(text, "  {key}: {{ {access} }}").unwrap();
        }
        if !self.guardrails.is_empty() {
            text.push_str("guardrails:\n");
        }
        for (name, asks) in &self.guardrails {
            writeln!(text, "  {name}: {{ {asks} }}").unwrap();
        }
        text
    }

    pub(crate) fn policy(&self) -> Policy {
        set(&self.text(), self.audience)
    }
}

pub(crate) fn policy(text: &str) -> Policy {
    set(text, AUDIENCES[0])
}

/// Reads a policy, with a value for its parameter.
fn set(text: &str, audience: &str) -> Policy {
    let values = [("audience".to_owned(), audience.to_owned())].into();
    let settings = if text.contains("parameters:") {
        Settings { values, ..Settings::default() }
    } else {
        Settings::default()
    };
    let read = Policy::from_source(&Source::new("p.yaml", text), &settings);
    read.unwrap_or_else(|found| panic!("{text}\n{found:?}")).policy
}

fn access(random: &mut Random, key: &str) -> String {
    let authorizer =
        if random.one_in(4) { &format!("authorizer: {}, ", random.pick(&AUTHORIZERS)) } else { "" };
    match random.below(6) {
        0 => "public: true".to_owned(),
        1 => "authorizer: main".to_owned(),
        2 if key.contains("{y}") => {
            format!(
                "{authorizer}claims: {{ c: {{ path_variable: y }}, /c: {{ path_variable: x }} }}"
            )
        }
        2 | 3 if key.contains("{x}") || key.contains("{x+}") && !random.has_globs => {
            let more = if random.one_in(2) { ", none_of: [a]" } else { "" };
            format!("{authorizer}claims: {{ c: {{ path_variable: x{more} }} }}")
        }
        _ => format!("{authorizer}{}", asked(random)),
    }
}

fn asked(random: &mut Random) -> String {
    let asked = random.pick(&ASKED);
    if random.has_globs { asked.to_owned() } else { asked.replace("glob: 'a*'", "any_of: [ab, a]") }
}

fn guardrail(random: &mut Random) -> String {
    let glob = random.pick(&GLOBS);
    let methods = if random.one_in(4) { ", methods: [GET]" } else { "" };
    let asks = match random.below(6) {
        0 => "deny: true".to_owned(),
        1 => format!("authorizer: {}", random.pick(&AUTHORIZERS)),
        _ => asked(random),
    };
    format!("paths: ['{glob}']{methods}, {asks}")
}
