//! A row of a spec, to paste: a request, the least token, what is expected.

use std::collections::{BTreeMap, BTreeSet};

use engine::DenyReason;
use serde_json::{Map, Value};

use crate::json_text::quoted;

/// What an item of `cases:` says.
#[derive(Clone, Copy, Debug)]
pub struct SpecRow<'a> {
    /// The name of the case.
    pub name: &'a str,
    /// The method, as sent.
    pub method: &'a str,
    /// The path and query, as sent.
    pub target: &'a str,
    /// Headers beside the token's.
    pub headers: &'a [(&'a str, &'a str)],
    /// The token; none for a sender without one.
    pub token: Option<RowToken<'a>>,
    /// What is expected.
    pub expected: RowExpectation<'a>,
}

/// The token of a row.
#[derive(Clone, Copy, Debug)]
pub enum RowToken<'a> {
    /// A text that is sent as it stands.
    Raw(&'a str),
    /// A signed token of an authorizer.
    Minted {
        /// The authorizer's name.
        authorizer: &'a str,
        /// All its claims beyond the least.
        claims: &'a Map<String, Value>,
        /// The algorithm, where it is not the authorizer's first.
        algorithm: Option<&'a str>,
        /// The fault that spoils it.
        fault: Option<&'a str>,
    },
}

/// What a row expects.
#[derive(Clone, Copy, Debug)]
pub struct RowExpectation<'a> {
    /// Why the request is denied; none when it is allowed.
    pub reason: Option<DenyReason>,
    /// The route, as the policy writes it.
    pub route: Option<&'a str>,
    /// The guardrail that denies it.
    pub guardrail: Option<&'a str>,
    /// The variables of the route.
    pub variables: &'a [(String, String)],
}

impl SpecRow<'_> {
    /// Writes the row as an item of `cases:`.
    ///
    /// # Errors
    /// The text cannot be made; that does not happen for texts of ours.
    pub fn write(&self) -> std::io::Result<String> {
        let mut lines = vec![
            name_line(self.name)?,
            format!(
                "    request: {{ method: {}, path: {}{} }}",
                quoted(self.method)?,
                quoted(self.target)?,
                headers(self.headers)?
            ),
        ];
        match self.token {
            None => {}
            Some(RowToken::Raw(raw)) => {
                lines.push(format!("    token: {{ raw: {} }}", quoted(raw)?));
            }
            Some(RowToken::Minted { authorizer, claims, algorithm, fault }) => {
                let token = token(authorizer, claims, algorithm, fault)?;
                lines.push(format!("    token: {token}"));
            }
        }
        lines.push(format!("    expect: {}", expectation(&self.expected)?));
        Ok(lines.join("\n"))
    }
}

/// Gives the rows of one report names of their own, so that all can be pasted into one spec.
#[derive(Debug, Default)]
pub struct Apart {
    /// The lines of names that are taken.
    names: BTreeSet<String>,
    /// Rows, by all that stands below their names.
    known: BTreeMap<String, String>,
}

impl Apart {
    /// Returns an item of `cases:` that was written here, numbered where another one has its name.
    /// One that asks what another asked is that one.
    pub fn row(&mut self, row: &str) -> String {
        let (line, text) = parted(row);
        if text.is_empty() {
            return row.to_owned();
        }
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let (mut own, mut number) = (line.to_owned(), 1);
        while !self.names.insert(own.clone()) {
            number += 1;
            own = match line.strip_suffix('"') {
                Some(open) => format!("{open} ({number})\""),
                None => format!("{line} ({number})"),
            };
        }
        let row = format!("{own}\n{text}");
        self.known.insert(text.to_owned(), row.clone());
        row
    }
}

/// Splits an item of `cases:` that was written here into the line of its name and all else.
pub fn parted(row: &str) -> (&str, &str) {
    row.split_once('\n').unwrap_or((row, ""))
}

/// Writes the line of a name.
///
/// # Errors
/// As [`SpecRow::write`].
pub fn name_line(name: &str) -> std::io::Result<String> {
    Ok(format!("  - name: {}", quoted(name)?))
}

fn headers(pairs: &[(&str, &str)]) -> std::io::Result<String> {
    if pairs.is_empty() {
        return Ok(String::new());
    }
    let pairs =
        pairs.iter().map(|(name, value)| Ok(format!("{}: {}", quoted(name)?, quoted(value)?)));
    let pairs = pairs.collect::<std::io::Result<Vec<_>>>()?;
    Ok(format!(", headers: {{ {} }}", pairs.join(", ")))
}

/// The least token that has the claims.
fn token(
    authorizer: &str,
    claims: &Map<String, Value>,
    algorithm: Option<&str>,
    fault: Option<&str>,
) -> std::io::Result<String> {
    let mut parts =
        vec![format!("authorizer: {}", quoted(authorizer)?), "profile: bare".to_owned()];
    let mut others = claims.clone();
    if let Some(Value::String(scope)) = claims.get("scope") {
        let scopes: Vec<&str> = scope.split(' ').collect();
        if scopes.iter().all(|scope| !scope.is_empty()) {
            let scopes = scopes.into_iter().map(quoted).collect::<std::io::Result<Vec<_>>>()?;
            parts.push(format!("scopes: [{}]", scopes.join(", ")));
            others.remove("scope");
        }
    }
    if !others.is_empty() {
        parts.push(format!("claims: {}", flow(&Value::Object(others))?));
    }
    if let Some(algorithm) = algorithm {
        parts.push(format!("algorithm: {algorithm}"));
    }
    if let Some(fault) = fault {
        parts.push(format!("fault: {fault}"));
    }
    Ok(format!("{{ {} }}", parts.join(", ")))
}

fn expectation(expected: &RowExpectation<'_>) -> std::io::Result<String> {
    let mut parts = Vec::new();
    match (expected.reason.map(DenyReason::as_str), expected.route) {
        (Some(reason), Some(route)) => {
            parts.push(format!("deny: {reason}, route: {}", quoted(route)?));
        }
        (Some(reason), None) => parts.push(format!("deny: {reason}")),
        (None, Some(route)) => parts.push(format!("allow: {}", quoted(route)?)),
        // A preflight, which no route takes.
        (None, None) => parts.push("status: 204".to_owned()),
    }
    if let Some(guardrail) = expected.guardrail {
        parts.push(format!("guardrail: {}", quoted(guardrail)?));
    }
    if !expected.variables.is_empty() {
        let pairs = expected.variables.iter();
        let pairs = pairs.map(|(name, text)| Ok(format!("{}: {}", quoted(name)?, quoted(text)?)));
        let pairs = pairs.collect::<std::io::Result<Vec<_>>>()?;
        parts.push(format!("variables: {{ {} }}", pairs.join(", ")));
    }
    Ok(format!("{{ {} }}", parts.join(", ")))
}

/// Writes JSON as YAML's flow style, on one line.
fn flow(value: &Value) -> std::io::Result<String> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text)?,
        Value::Array(items) => {
            let items = items.iter().map(flow).collect::<std::io::Result<Vec<_>>>()?;
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let pairs = members.iter();
            let pairs =
                pairs.map(|(name, value)| Ok(format!("{}: {}", quoted(name)?, flow(value)?)));
            format!("{{ {} }}", pairs.collect::<std::io::Result<Vec<_>>>()?.join(", "))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_report_have_names_of_their_own() {
        let row = |name: &str, path: &str| format!("  - name: \"{name}\"\n    request: {path}");
        let mut apart = Apart::default();
        assert_eq!(apart.row(&row("one", "/a")), row("one", "/a"));
        assert_eq!(apart.row(&row("one", "/b")), row("one (2)", "/b"));
        assert_eq!(apart.row(&row("one (2)", "/c")), row("one (2) (2)", "/c"));
        assert_eq!(apart.row(&row("one", "/d")), row("one (3)", "/d"));
        assert_eq!(apart.row(&row("other", "/b")), row("one (2)", "/b"));
        assert_eq!(apart.row(""), "");
    }
}
