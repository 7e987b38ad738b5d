//! A token as a row sends it: what to mint and whose it is, or a text sent as it stands.

use engine::{Authorizer, Code, Diagnostic, Policy, Source, Span, spell::quote};

use crate::mint::Recipe;

pub(super) mod expand;
mod keys;

/// The name that stands for sending no token.
pub(super) const NONE: &str = "none";

/// What is sent as a token, with everything it is `like` written out.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenPlan {
    /// A token minted by the authorizer's issuer.
    Minted {
        /// The authorizer, where one is said.
        authorizer: Option<String>,
        /// What the token is to be.
        recipe: Recipe,
    },
    /// A text sent exactly as it stands.
    Raw(String),
}

/// A token under `tokens:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What is sent.
    pub plan: TokenPlan,
    /// Where its name stands.
    pub span: Span,
}

impl TokenPlan {
    /// Returns the authorizer that the token belongs to.
    ///
    /// For a minted token that is the one it names, else the default, else the only one; for a raw
    /// text the default alone. [`super::Spec::check_against`] tells where a minted token has none.
    pub fn authorizer<'p>(&self, policy: &'p Policy) -> Option<&'p Authorizer> {
        match self {
            Self::Raw(_) => policy.default_authorizer(),
            Self::Minted { authorizer: Some(name), .. } => policy.authorizer(name),
            Self::Minted { authorizer: None, .. } => {
                policy.default_authorizer().or_else(|| only_one(policy))
            }
        }
    }

    /// Returns whether nothing, not even the policy, says whose token it is.
    pub(super) fn is_unclear(&self, policy: &Policy) -> bool {
        matches!(self, Self::Minted { authorizer: None, .. }) && self.authorizer(policy).is_none()
    }
}

fn only_one(policy: &Policy) -> Option<&Authorizer> {
    match policy.authorizers() {
        [only] => Some(only),
        _ => None,
    }
}

/// Tells that nothing says whose token it is.
pub(super) fn unclear(source: &Source, span: Span, policy: &Policy) -> Diagnostic {
    let names: Vec<String> = policy.authorizers().iter().map(|one| quote(&one.name)).collect();
    if names.is_empty() {
        let message = "the policy has no authorizer that the token could belong to";
        return Diagnostic::new(source, span, Code::UnclearAuthorizer, message)
            .with_help("send a `raw` text, or none: this policy looks at no token");
    }
    let message = format!("the token could belong to any of {}", names.join(", "));
    Diagnostic::new(source, span, Code::UnclearAuthorizer, message)
        .with_help("say which by `authorizer:`")
}

#[cfg(test)]
mod tests {
    use engine::Settings;

    use super::*;

    fn policy(authorizers: &str) -> Policy {
        let text = format!("version: 1\n{authorizers}routes:\n  GET /: {{ public: true }}\n");
        let source = Source::new("p.yaml", text);
        Policy::from_source(&source, &Settings::default()).unwrap().policy
    }

    const TWO: &str = "authorizers:\n  a: { issuer: https://a, audience: [x] }\n  \
                       b: { issuer: https://b, audience: [x] }\n";

    fn minted(authorizer: Option<&str>) -> TokenPlan {
        let authorizer = authorizer.map(str::to_owned);
        TokenPlan::Minted { authorizer, recipe: Recipe::default() }
    }

    #[test]
    fn a_token_belongs_to_the_authorizer_it_names_else_the_default_else_the_only_one() {
        let name = |plan: &TokenPlan, policy: &Policy| {
            plan.authorizer(policy).map(|authorizer| authorizer.name.clone())
        };
        let one = policy("authorizers:\n  a: { issuer: https://a, audience: [x] }\n");
        let two = policy(TWO);
        let default = policy(&format!("{TWO}default_authorizer: b\n"));
        assert_eq!(name(&minted(None), &one).as_deref(), Some("a"));
        assert_eq!(name(&minted(None), &two), None);
        assert_eq!(name(&minted(None), &default).as_deref(), Some("b"));
        assert_eq!(name(&minted(Some("a")), &default).as_deref(), Some("a"));
        assert!(minted(None).is_unclear(&two));
        assert!(!minted(Some("nobody")).is_unclear(&two));
    }

    #[test]
    fn a_raw_text_belongs_to_the_default_authorizer_alone() {
        let raw = TokenPlan::Raw("x".to_owned());
        let one = policy("authorizers:\n  a: { issuer: https://a, audience: [x] }\n");
        assert!(raw.authorizer(&one).is_none());
        assert!(!raw.is_unclear(&one));
        let default = policy(&format!("{TWO}default_authorizer: b\n"));
        assert_eq!(raw.authorizer(&default).map(|one| one.name.as_str()), Some("b"));
    }
}
