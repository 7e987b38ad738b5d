//! Small random policies that say much about little, on one line each so that parts can be deleted.

use std::fmt::Write as _;

/// A stream of numbers, the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

const ROUTES: [&str; 6] =
    ["GET /a", "GET /{x}", "POST /a/{x}", "GET /{y}/{x}", "ANY /b/{x+}", "$default"];
const GLOBS: [&str; 4] = ["/**", "/a/**", "/*", "/b/*"];
const SCOPES: [&str; 3] = ["r", "s", "t"];
const NAMES: [&str; 2] = ["staff", "owner"];
/// Tests that are about texts and kinds, and about numbers.
const TEXTS: [&str; 10] = [
    "equals: a",
    "any_of: [a, b]",
    "any_of: [b, a, b]",
    "any_of: [a, 1, ab]",
    "all_of: [a, b]",
    "none_of: [a]",
    "none_of: [a, b, 1]",
    "glob: 'a*'",
    "glob: '*'",
    "present: true",
];
const NUMBERS: [&str; 7] = [
    "at_least: 2",
    "at_most: 2",
    "at_least: 3",
    "none_of: [2, 4]",
    "any_of: [1, 2, 3]",
    "equals: 2",
    "present: true",
];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1)
    }

    fn below(&mut self, end: usize) -> usize {
        // SplitMix64, whose every seed is as good as another.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn some<'a>(&mut self, list: &[&'a str], most: usize) -> Vec<&'a str> {
        (0..=self.below(most)).map(|_| self.pick(list)).collect()
    }

    /// Writes a policy.
    pub(crate) fn policy(&mut self) -> String {
        let mut text = String::from(
            "version: 1\nauthorizers:\n  main: { issuer: https://main.example, audience: [x] }\n\
             default_authorizer: main\nrequirements:\n",
        );
        for name in NAMES {
            let asked = self.asked(false);
            writeln!(text, "  {name}: {{ {asked} }}").unwrap();
        }
        text.push_str("routes:\n");
        let mut keys = self.some(&ROUTES, 3);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let mut asked = self.asked(key.contains("{x}"));
            if key.contains("{y}") && !asked.contains("path_variable") {
                // One claim may be bound to two variables.
                asked = asked.replace("{ c: { ", "{ c: { path_variable: y, ");
                asked = asked.replace("/c: { ", "/c: { path_variable: x, ");
            }
            if self.below(2) == 0 {
                write!(asked, ", require: [{}]", self.pick(&["staff", "owner", "staff, owner"]))
                    .unwrap();
            }
            writeln!(text, "  {key}: {{ {asked} }}").unwrap();
        }
        if self.below(2) == 0 {
            let (glob, asked) = (self.pick(&GLOBS), self.asked(false));
            writeln!(text, "guardrails:\n  over: {{ paths: ['{glob}'], {asked} }}").unwrap();
        }
        text
    }

    fn asked(&mut self, is_bound: bool) -> String {
        let mut parts = Vec::new();
        if self.below(2) == 0 {
            parts.push(format!("scopes: {}", self.scopes()));
        }
        if self.below(3) > 0 || parts.is_empty() {
            let mut claims = Vec::new();
            for name in ["c", "/c", "n"] {
                if self.below(2) == 0 {
                    let tests = self.tests(if name == "n" { &NUMBERS } else { &TEXTS }, is_bound);
                    claims.push(format!("{name}: {{ {tests} }}"));
                }
            }
            if claims.is_empty() {
                claims.push(String::from("n: 1"));
            }
            parts.push(format!("claims: {{ {} }}", claims.join(", ")));
        }
        parts.join(", ")
    }

    fn scopes(&mut self) -> String {
        let mut list = || self.some(&SCOPES, 3).join(", ");
        let (any, all) = (list(), list());
        match self.below(4) {
            0 => self.pick(&SCOPES).to_owned(),
            1 => format!("{{ any_of: [{any}] }}"),
            2 => format!("{{ all_of: [{all}] }}"),
            _ => format!("{{ any_of: [{any}], all_of: [{all}] }}"),
        }
    }

    /// Writes tests, each operator once.
    fn tests(&mut self, list: &[&str], is_bound: bool) -> String {
        let mut tests = self.some(list, 2);
        if is_bound && list.len() == TEXTS.len() && self.below(2) == 0 {
            tests.push("path_variable: x");
        }
        tests.sort_unstable();
        tests.dedup_by_key(|test| test.split(':').next().unwrap_or_default().to_owned());
        tests.join(", ")
    }
}
