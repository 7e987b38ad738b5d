//! A case as a row of a spec, to paste.

use engine::Policy;

use super::{
    case::{Case, PREFLIGHT},
    naive,
};
use crate::spec_row::{RowExpectation, RowToken, SpecRow};

/// Writes the case as an item of `cases:`, with what a plain reading of the policy answers to it.
///
/// # Errors
/// The text cannot be made; that does not happen for texts of ours.
pub(super) fn row(policy: &Policy, case: &Case, name: &str) -> std::io::Result<String> {
    let naive::Naive { answer, authorizer } = naive::decide(policy, case);
    let asked = authorizer.and_then(|index| policy.authorizers().get(index));
    let asked = asked.or(policy.default_authorizer()).or(policy.authorizers().first());
    let token = asked.zip(case.claims.as_ref()).map(|(authorizer, claims)| RowToken::Minted {
        authorizer: &authorizer.name,
        claims,
        algorithm: None,
        fault: None,
    });
    let expected = RowExpectation {
        reason: answer.reason,
        route: answer.route.as_deref(),
        guardrail: answer.guardrail.as_deref(),
        variables: &answer.variables,
    };
    let headers = if case.preflight { PREFLIGHT.as_slice() } else { &[] };
    SpecRow { name, method: &case.method, target: &case.target, headers, token, expected }.write()
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
