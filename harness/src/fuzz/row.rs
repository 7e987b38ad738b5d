//! A case as a row of a spec, to paste.

use engine::{Authorizer, DenyReason, Policy};
use serde_json::{Map, Value};

use super::{
    case::{Answer, Case, PREFLIGHT},
    naive,
};
use crate::json_text::quoted;

/// Writes the case as an item of `cases:`, with what a plain reading of the policy answers to it.
///
/// # Errors
/// The text cannot be made; that does not happen for texts of ours.
pub(super) fn row(policy: &Policy, case: &Case, name: &str) -> std::io::Result<String> {
    let naive::Naive { answer, authorizer } = naive::decide(policy, case);
    let mut lines = vec![
        format!("  - name: {}", quoted(name)?),
        format!(
            "    request: {{ method: {}, path: {}{} }}",
            quoted(&case.method)?,
            quoted(&case.target)?,
            headers(case)?
        ),
    ];
    let asked = authorizer.and_then(|index| policy.authorizers().get(index));
    if let Some(authorizer) = asked.or(policy.default_authorizer()).or(policy.authorizers().first())
        && let Some(claims) = &case.claims
    {
        lines.push(format!("    token: {}", token(authorizer, claims)?));
    }
    lines.push(format!("    expect: {}", expectation(&answer)?));
    Ok(lines.join("\n"))
}

fn headers(case: &Case) -> std::io::Result<String> {
    if !case.preflight {
        return Ok(String::new());
    }
    let pairs = PREFLIGHT.iter().map(|(name, value)| Ok(format!("{name}: {}", quoted(value)?)));
    let pairs = pairs.collect::<std::io::Result<Vec<_>>>()?;
    Ok(format!(", headers: {{ {} }}", pairs.join(", ")))
}

/// The least token that has the claims.
fn token(authorizer: &Authorizer, claims: &Map<String, Value>) -> std::io::Result<String> {
    let mut parts =
        vec![format!("authorizer: {}", quoted(&authorizer.name)?), "profile: bare".to_owned()];
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
    Ok(format!("{{ {} }}", parts.join(", ")))
}

fn expectation(answer: &Answer) -> std::io::Result<String> {
    let mut parts = Vec::new();
    match (answer.reason.map(DenyReason::as_str), &answer.route) {
        (Some(reason), Some(route)) => {
            parts.push(format!("deny: {reason}, route: {}", quoted(route)?));
        }
        (Some(reason), None) => parts.push(format!("deny: {reason}")),
        (None, Some(route)) => parts.push(format!("allow: {}", quoted(route)?)),
        (None, None) => parts.push("status: 204".to_owned()),
    }
    if let Some(guardrail) = &answer.guardrail {
        parts.push(format!("guardrail: {}", quoted(guardrail)?));
    }
    if !answer.variables.is_empty() {
        let pairs = answer.variables.iter();
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
    use engine::{Settings, Source};

    use super::*;
    use crate::{
        fuzz::{generate::Generator, vocabulary::Vocabulary},
        spec::{CaseToken, Spec, TokenPlan},
    };

    const POLICY: &str = "
version: 1
authorizers: { 'a b': { issuer: https://a, audience: [x] } }
routes:
  GET /open: { public: true }
  GET /t/{tenant}/{path+}:
    authorizer: 'a b'
    scopes: { any_of: [r, w] }
    claims: { tenant: { path_variable: tenant }, /deep/roles: { any_of: [a, 2.5, true] } }
guardrails:
  'no: \"backups\"': { paths: ['**/*.bak'], deny: true }
";

    /// Every row that could be printed is one that specs take, and says what was tried.
    #[test]
    fn a_row_is_a_row_of_a_spec() {
        let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
        let policy = policy.unwrap().policy;
        let vocabulary = Vocabulary::of(&policy);
        let generator = Generator::new(&vocabulary, 3);
        for number in 0..2_000 {
            let case = generator.case(number);
            let row = row(&policy, &case, "a name").unwrap();
            let source =
                Source::new("s.yaml", format!("version: 1\npolicy: p.yaml\ncases:\n{row}\n"));
            let (spec, _) = Spec::read(&source).unwrap_or_else(|found| panic!("{row}\n{found:?}"));
            assert!(!spec.check_against(&source, &policy).has_errors(), "{row}");
            let read = &spec.cases[0];
            assert_eq!((&read.request.method, &read.request.path), (&case.method, &case.target));
            match (&read.token, &case.claims) {
                (CaseToken::None, None) => {}
                (CaseToken::Inline(TokenPlan::Minted { recipe, .. }), Some(claims)) => {
                    let mut own = recipe.claims.clone();
                    if let Some(scopes) = &recipe.scopes {
                        own.insert("scope".to_owned(), scopes.join(" ").into());
                    }
                    assert_eq!(&own, claims, "{row}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_row_expects_what_the_policy_says() {
        let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
        let policy = policy.unwrap().policy;
        let case = Case {
            method: "GET".to_owned(),
            target: "/t/acme/x.bak".to_owned(),
            claims: serde_json::json!({ "scope": "r w", "n": 1 }).as_object().cloned(),
            minted: false,
            preflight: false,
        };
        let expected = r#"  - name: "n"
    request: { method: "GET", path: "/t/acme/x.bak" }
    token: { authorizer: "a b", profile: bare, scopes: ["r", "w"], claims: { "n": 1 } }
    expect: { deny: guardrail, route: "GET /t/{tenant}/{path+}", guardrail: "no: \"backups\"", variables: { "tenant": "acme", "path": "x.bak" } }"#;
        assert_eq!(row(&policy, &case, "n").unwrap(), expected);
    }
}
