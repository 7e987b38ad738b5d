//! Versions of a policy made of Google's published methods, for comparing one with another.

use std::{collections::BTreeSet, fmt::Write as _};

use engine::RouteKey;
use serde::Deserialize;

use crate::corpora::read;

/// One method of the corpus.
#[derive(Deserialize)]
struct Method {
    #[serde(rename = "method")]
    verb: String,
    path: String,
    flat: Option<String>,
    scopes: Vec<usize>,
}

/// Routes of the corpus, each with the scopes of which any one is enough.
#[derive(Clone, Debug)]
pub struct Google {
    /// Route key and scopes.
    pub routes: Vec<(String, Vec<String>)>,
}

/// How a version of the policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// As the corpus has it.
    First,
    /// The route in the middle asks for another scope.
    OneScopeChanged,
    /// The same policy: routes and scopes in the other order, single scopes as lists.
    Rewritten,
}

impl Google {
    /// Takes so many routes, spread over the whole corpus; nothing without the corpus.
    pub fn read(count: usize) -> Option<Self> {
        let methods = read("google-discovery/methods.jsonl")?;
        let scopes = read("google-discovery/scopes.json")?;
        let scopes: Vec<String> = serde_json::from_str(&scopes).expect("a list of scopes");
        let mut shapes = BTreeSet::new();
        let mut routes = Vec::new();
        for line in methods.lines() {
            let one: Method = serde_json::from_str(line).expect("a line is a method");
            let path = one.flat.as_ref().unwrap_or(&one.path);
            let slash = if path.starts_with('/') { "" } else { "/" };
            let key = format!("{} {slash}{path}", one.verb);
            let Ok(RouteKey::Path(method, pattern)) = key.parse() else { continue };
            if shapes.insert(format!("{method} {}", pattern.shape())) {
                routes.push((key, one.scopes.iter().map(|at| scopes[*at].clone()).collect()));
            }
        }
        let step = (routes.len() / count.max(1)).max(1);
        let routes: Vec<_> = routes.into_iter().step_by(step).take(count).collect();
        (routes.len() == count).then_some(Self { routes })
    }

    /// Writes a version of the policy.
    pub fn policy(&self, version: Version) -> String {
        let mut text = String::from(
            "version: 1\napi: google\nauthorizers:\n  google:\n    issuer: https://accounts.google.com\n    \
             audience: [gateway]\ndefault_authorizer: google\nroutes:\n",
        );
        let mut lines: Vec<String> =
            self.routes.iter().enumerate().map(|(at, _)| self.route(at, version)).collect();
        if version == Version::Rewritten {
            lines.reverse();
        }
        text.extend(lines);
        text
    }

    fn route(&self, at: usize, version: Version) -> String {
        let (key, scopes) = &self.routes[at];
        let mut scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        let mut text = format!("  {key}:\n    scopes: ");
        match version {
            Version::Rewritten if scopes.len() == 1 => {
                let _written = writeln!(text, "{{ all_of: [\"{}\"] }}", scopes[0]);
                return text;
            }
            Version::Rewritten => scopes.reverse(),
            Version::OneScopeChanged if at == self.routes.len() / 2 => scopes[0] = "another.scope",
            Version::First | Version::OneScopeChanged => {}
        }
        let list: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
        let _written = writeln!(text, "{{ any_of: [{}] }}", list.join(", "));
        text
    }
}
