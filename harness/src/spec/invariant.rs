//! An invariant: what holds for every request that a policy allows.

use engine::{
    Code, Diagnostic, Diagnostics, Invariant, InvariantParts, Parsed, Place, Policy, Source, Span,
    spell::{nearest, quote},
};

use super::{
    case::Names,
    document::{InvariantDocument, Listed, RequireDocument},
    expectation::read::written,
};

/// An invariant as its file says it; what it says of the policy is read with the policy.
#[derive(Clone, Debug, PartialEq)]
pub struct InvariantRow {
    /// Its name, once in the file.
    pub name: String,
    /// Line of the invariant, from 1.
    pub line: usize,
    /// Column of the invariant, from 1.
    pub column: usize,
    /// Its text.
    pub span: Span,
    /// What it requires, as written.
    pub text: String,
    /// Why it is not proved.
    pub skip: Option<String>,
    parsed: Parsed<InvariantDocument>,
}

/// Reads the list under `invariants:`.
pub(super) fn read(
    documents: &Listed<InvariantDocument>,
    section: Place<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Vec<InvariantRow> {
    if documents.length == 0 {
        let finding = section.finding(Code::EmptyList, "`invariants` is empty");
        found.push(finding.with_help("write an invariant, or delete the key"));
    }
    let mut rows = Vec::new();
    for item in &documents.items {
        let place = section.at(item.index);
        let document = &item.value;
        super::case::check_name(&document.name.0, "an invariant", place.key("name"), found);
        names.note(&document.name.0, place.key("name"), found);
        super::case::check_skip(document.skip.as_ref(), "an invariant", place.key("skip"), found);
        check_require(document, place.key("require"), found);
        let start = place.source().start(place.span());
        rows.push(InvariantRow {
            name: document.name.0.clone(),
            line: start.line,
            column: start.column,
            span: place.span(),
            text: format!("require: {}", written(place.key("require"))),
            skip: document.skip.as_ref().map(|reason| reason.0.clone()),
            parsed: place.detached(document.clone()),
        });
    }
    rows
}

fn check_require(document: &InvariantDocument, place: Place<'_>, found: &mut Diagnostics) {
    let empty = match &document.require {
        RequireDocument::Names(names) => names.is_empty(),
        RequireDocument::Parts(_) => place.names().next().is_none(),
    };
    if empty {
        let finding = place.finding(Code::EmptyList, "`require` is empty");
        found.push(finding.with_help("say what a token must have, such as `{ token: valid }`"));
    }
    let RequireDocument::Parts(parts) = &document.require else { return };
    if let Some(token) = parts.token.as_ref().filter(|token| token.0 != "valid") {
        let message = format!("{} says nothing about a token", quote(&token.0));
        let finding = place.key("token").finding(Code::WrongType, message);
        found.push(finding.with_help("`token: valid` is the only one: a token that was verified"));
    }
}

impl InvariantRow {
    /// Reads what the invariant says in the language of its policy, `source` being the text of the
    /// spec. What is found may hold errors: then nothing must be made of the invariant.
    pub fn read(&self, source: &Source, policy: &Policy) -> (Invariant, Diagnostics) {
        let (document, place) = (&self.parsed.document, self.parsed.place(source));
        let mut parts = InvariantParts {
            paths: document.paths.as_ref(),
            methods: document.methods.as_ref(),
            ..InvariantParts::default()
        };
        match &document.require {
            RequireDocument::Names(names) => parts.require = Some(names),
            RequireDocument::Parts(asked) => {
                parts.scopes = asked.scopes.as_ref();
                parts.claims = asked.claims.as_ref();
                parts.require = asked.require.as_ref();
            }
        }
        let (invariant, mut found) = policy.read_invariant(&parts, place, place.key("require"));
        self.check_exceptions(policy, place.key("except"), &mut found);
        (invariant, found)
    }

    /// Returns the keys of the routes that it is not about, as written.
    pub fn exceptions(&self) -> impl Iterator<Item = &str> {
        self.parsed.document.except.iter().flatten().map(|key| key.0.as_str())
    }

    fn check_exceptions(&self, policy: &Policy, place: Place<'_>, found: &mut Diagnostics) {
        if self.parsed.document.except.as_ref().is_some_and(Vec::is_empty) {
            let finding = place.finding(Code::EmptyList, "`except` is empty");
            found.push(finding.with_help("name a route, or delete the key"));
        }
        for (index, key) in self.exceptions().enumerate() {
            let names = || policy.routes().iter().map(|route| route.name.as_str());
            if names().any(|name| name == key) {
                continue;
            }
            let message = format!("the policy has no route {}", quote(key));
            let finding: Diagnostic = place.at(index).finding(Code::UndefinedRoute, message);
            found.push(match nearest(key, names()) {
                Some(near) => finding.with_help(format!("did you mean {}?", quote(near))),
                None => finding.with_help("write the route as the policy writes it"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::Settings;

    use super::super::Spec;
    use super::*;

    const POLICY: &str = "version: 1\n\
        authorizers: { c: { issuer: 'https://i.example', audience: [a] } }\n\
        default_authorizer: c\n\
        scopes: { s/read: Reads }\n\
        requirements: { staff: { claims: { groups: staff } } }\n\
        routes: { 'GET /a/{id}': { scopes: s/read, require: [staff] }, GET /b: { public: true } }\n";

    fn policy() -> Policy {
        let source = Source::new("p.yaml", POLICY);
        Policy::from_source(&source, &Settings::default()).unwrap().policy
    }

    fn spec(invariants: &str) -> (Source, Result<Spec, Diagnostics>) {
        let text = format!("version: 1\npolicy: p.yaml\ninvariants:\n{invariants}");
        let source = Source::new("s.yaml", text);
        let spec = Spec::read(&source).map(|(spec, _)| spec);
        (source, spec)
    }

    fn codes(invariants: &str) -> Vec<&'static str> {
        let (source, spec) = spec(invariants);
        let found = match spec {
            Ok(spec) => spec.check_against(&source, &policy()),
            Err(found) => found,
        };
        found.iter().map(|one| one.code.as_str()).collect()
    }

    #[test]
    fn an_invariant_says_where_and_what() {
        let (source, spec) = spec(
            "  - name: staff alone\n    paths: ['/a/**']\n    methods: [GET]\n    \
             except: [GET /b]\n    require: { token: valid, scopes: s/read, require: [staff],\n      \
             claims: { tenant: { path_variable: id } } }\n",
        );
        let spec = spec.unwrap();
        let [row] = spec.invariants.as_slice() else { panic!("{spec:?}") };
        assert_eq!((row.name.as_str(), row.line, row.column), ("staff alone", 4, 5));
        assert!(row.text.starts_with("require: { token: valid, scopes: s/read,"), "{}", row.text);
        let (invariant, found) = row.read(&source, &policy());
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(invariant.methods, [engine::Method::Get]);
        assert_eq!(invariant.paths.len(), 1);
        assert_eq!(invariant.requirement.scopes.len(), 1);
        let claims = invariant.requirement.claims.iter().map(|one| one.claim.as_str());
        assert_eq!(claims.collect::<Vec<_>>(), ["tenant", "groups"]);
        assert_eq!(row.exceptions().collect::<Vec<_>>(), ["GET /b"]);
    }

    #[test]
    fn a_list_names_requirements_of_the_policy() {
        let (source, spec) = spec("  - { name: a, require: [staff] }\n");
        let (invariant, found) = spec.unwrap().invariants[0].read(&source, &policy());
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(invariant.requirement.claims.len(), 1);
        assert_eq!(invariant.methods.len(), 7);
    }

    #[test]
    fn what_an_invariant_cannot_mean_is_refused() {
        for (text, expected) in [
            ("  []\n", "empty-list"),
            ("  - { name: a, require: [] }\n", "empty-list"),
            ("  - { name: a, require: {} }\n", "empty-list"),
            ("  - { name: a, require: { token: any } }\n", "wrong-type"),
            ("  - { name: a, require: [stuff] }\n", "undefined-requirement"),
            ("  - { name: a, require: { require: [stuff] } }\n", "undefined-requirement"),
            ("  - { name: a, require: { scopes: s/write } }\n", "undefined-scope"),
            ("  - { name: a, require: { scopes: [s/read, s/read] } }\n", "ambiguous-scopes"),
            ("  - { name: a, except: [GET /c], require: [staff] }\n", "undefined-route"),
            ("  - { name: a, except: [], require: [staff] }\n", "empty-list"),
            ("  - { name: a, paths: [a], require: [staff] }\n", "invalid-glob"),
            ("  - { name: a, methods: [ANY], require: [staff] }\n", "invalid-method"),
            ("  - { name: a, skip: ' ', require: [staff] }\n", "empty-reason"),
            ("  - { name: ' a', require: [staff] }\n", "invalid-name"),
            (
                "  - { name: a, require: { claims: { t: { path_variable: no } } } }\n",
                "undefined-variable",
            ),
            ("  - { name: a, require: { claims: {} } }\n", "empty-list"),
            ("  - { name: a, demand: [staff], require: [staff] }\n", "unknown-key"),
            ("  - { name: a }\n", "missing-key"),
            (
                "  - { name: a, require: [staff] }\n  - { name: a, require: [staff] }\n",
                "duplicate-case",
            ),
        ] {
            assert_eq!(codes(text), [expected], "{text}");
        }
    }
}
