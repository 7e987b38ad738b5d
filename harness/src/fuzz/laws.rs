//! The laws: what holds for every policy, request and sender, whatever the policy says.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::Access;
use serde_json::{Map, Value};

use super::{
    case::{Answer, Case, claims},
    naive,
    subject::Subject,
    tokens::Tokens,
    vocabulary::Vocabulary,
};

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// Deciding ends in an answer, not in a panic.
    Answers,
    /// The compiled policy decides as a plain reading of it does.
    AsDocumented,
    /// Who is let in has met a route, and shown claims where that is not public.
    AllowedByARoute,
    /// Without a token nobody passes a protected route.
    ClosedWithoutToken,
    /// Taking a scope away opens nothing.
    FewerScopes,
    /// Taking a claim away opens nothing, unless the policy wants it absent.
    FewerClaims,
    /// Explaining decides as deciding does, and tells of a failed check exactly when it denies.
    ExplainedAlike,
    /// A really signed token is decided on as its claims are.
    TokenAsClaims,
}

impl Law {
    /// Every law, in the order they are held against a case.
    pub const ALL: [Self; 8] = [
        Self::Answers,
        Self::AllowedByARoute,
        Self::ClosedWithoutToken,
        Self::FewerScopes,
        Self::FewerClaims,
        Self::AsDocumented,
        Self::ExplainedAlike,
        Self::TokenAsClaims,
    ];

    /// Returns the law in one line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "every request is decided without a panic",
            Self::AsDocumented => "the compiled policy decides as a plain reading of it",
            Self::AllowedByARoute => "an allowed request has a deciding route",
            Self::ClosedWithoutToken => "nobody passes a protected route without a token",
            Self::FewerScopes => "a scope taken away opens nothing",
            Self::FewerClaims => "a claim taken away opens nothing",
            Self::ExplainedAlike => "explaining decides as deciding does",
            Self::TokenAsClaims => "a signed token is decided on as its claims are",
        }
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A law that does not hold, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The law.
    pub law: Law,
    /// What was said, by whom or on what.
    pub said: Vec<(String, String)>,
}

/// What cases are held against.
pub(super) struct Court<'c> {
    pub(super) subject: &'c dyn Subject,
    pub(super) vocabulary: &'c Vocabulary<'c>,
    pub(super) tokens: Option<&'c Tokens>,
}

impl Court<'_> {
    /// Returns the first law that a case breaks.
    pub(super) fn try_case(&self, case: &Case) -> Option<Breach> {
        let mut laws = Law::ALL.into_iter().filter(|law| *law != Law::Answers);
        catch_unwind(AssertUnwindSafe(|| laws.find_map(|law| self.try_law(law, case))))
            .unwrap_or_else(|_panic| Some(Breach { law: Law::Answers, said: Vec::new() }))
    }

    /// Holds a case against one law.
    pub(super) fn try_law(&self, law: Law, case: &Case) -> Option<Breach> {
        let said = match law {
            Law::Answers => None,
            Law::AsDocumented => self.as_documented(case),
            Law::AllowedByARoute => self.allowed_by_a_route(case),
            Law::ClosedWithoutToken => self.closed_without_token(case),
            Law::FewerScopes => self.fewer_scopes(case),
            Law::FewerClaims => self.fewer_claims(case),
            Law::ExplainedAlike => self.explained_alike(case),
            Law::TokenAsClaims => self.token_as_claims(case),
        };
        said.map(|said| Breach { law, said })
    }

    /// The engine's answer: on the claims of the case, or on its request without a token.
    fn answer(&self, case: &Case) -> Answer {
        let request = case.request();
        match &case.claims {
            Some(payload) => self.subject.on_claims(&request, &claims(payload)),
            None => self.subject.on_token(&request, self.tokens.map_or(0, Tokens::now)),
        }
    }

    fn as_documented(&self, case: &Case) -> Option<Said> {
        let documented = naive::decide(self.subject.policy(), case).answer;
        differ(("as documented", &documented), ("engine", &self.answer(case)))
    }

    fn allowed_by_a_route(&self, case: &Case) -> Option<Said> {
        let answer = self.answer(case);
        let answered = case.preflight && self.subject.policy().cors().is_some();
        let open = match answer.route.as_deref() {
            Some(route) => case.claims.is_some() || !self.is_protected(Some(route)),
            None => answered && case.method == "OPTIONS",
        };
        (answer.is_allowed() && !open).then(|| vec![said("engine", &answer)])
    }

    fn is_protected(&self, route: Option<&str>) -> bool {
        let mut routes = self.subject.policy().routes().iter();
        let route = routes.find(|one| Some(one.name.as_str()) == route);
        route.is_some_and(|route| matches!(route.access, Access::Protected { .. }))
    }

    fn closed_without_token(&self, case: &Case) -> Option<Said> {
        let bare = Case { claims: None, ..case.clone() };
        let answer = self.answer(&bare);
        let open = answer.is_allowed() && self.is_protected(answer.route.as_deref());
        open.then(|| vec![said("engine, without a token", &answer)])
    }

    fn fewer_scopes(&self, case: &Case) -> Option<Said> {
        let payload = case.claims.as_ref()?;
        // A condition that looks into the claim itself may well want it shorter.
        let looked_at = |name: &str| self.vocabulary.is_looked_at(name, false);
        let before = self.answer(case);
        if before.is_allowed() || looked_at("scope") || looked_at("scp") {
            return None;
        }
        let mut less = without_each_scope(payload).into_iter();
        less.find_map(|(scope, less)| self.opened(case, &before, &scope, less))
    }

    fn fewer_claims(&self, case: &Case) -> Option<Said> {
        let payload = case.claims.as_ref()?;
        let before = self.answer(case);
        if before.is_allowed() {
            return None;
        }
        payload.keys().find_map(|name| {
            // Without `scope`, `scp` is read: another claim then, not one less.
            let uncovers = name == "scope" && payload.contains_key("scp");
            if uncovers || self.vocabulary.is_looked_at(name, true) {
                return None;
            }
            let mut less = payload.clone();
            less.remove(name);
            self.opened(case, &before, name, less)
        })
    }

    fn opened(
        &self,
        case: &Case,
        before: &Answer,
        taken: &str,
        less: Map<String, Value>,
    ) -> Option<Said> {
        let after = self.answer(&Case { claims: Some(less), ..case.clone() });
        let without = format!("without {}", engine::spell::quote(taken));
        after.is_allowed().then(|| vec![said("engine", before), said(&without, &after)])
    }

    fn explained_alike(&self, case: &Case) -> Option<Said> {
        let payload = claims(case.claims.as_ref()?);
        let (explained, passed) = self.subject.explained(&case.request(), &payload);
        if passed != explained.is_allowed() {
            let word = if passed { "none failed" } else { "one failed" };
            return Some(vec![
                said("explained", &explained),
                ("checks".to_owned(), word.to_owned()),
            ]);
        }
        differ(("decided", &self.answer(case)), ("explained", &explained))
    }

    fn token_as_claims(&self, case: &Case) -> Option<Said> {
        let tokens = self.tokens.filter(|_| case.minted)?;
        let policy = self.subject.policy();
        let asked = naive::decide(policy, case).authorizer?;
        let (request, payload) = tokens.send(case, policy.authorizers(), asked)?;
        let on_token = self.subject.on_token(&request, tokens.now());
        let on_claims = self.subject.on_claims(&request, &payload);
        differ(("on the claims", &on_claims), ("on the token", &on_token))
    }
}

type Said = Vec<(String, String)>;

fn said(who: &str, answer: &Answer) -> (String, String) {
    (who.to_owned(), answer.to_string())
}

fn differ(a: (&str, &Answer), b: (&str, &Answer)) -> Option<Said> {
    (a.1 != b.1).then(|| vec![said(a.0, a.1), said(b.0, b.1)])
}

/// The payload without each of its scopes in turn.
pub(super) fn without_each_scope(
    payload: &Map<String, Value>,
) -> Vec<(String, Map<String, Value>)> {
    let said = |name: &&&str| payload.get(**name).is_some_and(|value| !value.is_null());
    let Some(name) = ["scope", "scp"].iter().find(said) else { return Vec::new() };
    let scopes: Vec<&str> = match payload.get(*name) {
        Some(Value::String(text)) => text.split(' ').filter(|scope| !scope.is_empty()).collect(),
        // With anything else among them, the texts of an array are no scopes.
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect()
        }
        _ => Vec::new(),
    };
    let without = |taken: usize| -> Vec<&str> {
        let kept = scopes.iter().enumerate().filter(|(at, _)| *at != taken);
        kept.map(|(_, scope)| *scope).collect()
    };
    let less = |(taken, scope): (usize, &&str)| {
        let mut less = payload.clone();
        let value = match payload.get(*name) {
            Some(Value::String(_)) => Value::from(without(taken).join(" ")),
            _ => Value::from(without(taken)),
        };
        less.insert((*name).to_owned(), value);
        ((*scope).to_owned(), less)
    };
    scopes.iter().enumerate().map(less).collect()
}
