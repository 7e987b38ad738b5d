//! The answer to a request: allow, or deny with the reason, status, body and challenge that the
//! gateway would give.

use std::borrow::Cow;
use std::fmt;

use crate::certainty::Certainty;
use crate::claims::Claims;
use crate::matcher::captures;
use crate::policy::{Access, Authorizer, Guardrail, Requirement, Route};
use crate::route_key::RouteKey;

/// Why a request is denied. A new reason is meant to break every `match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DenyReason {
    /// Servers read the path differently.
    AmbiguousPath,
    /// No route takes the request.
    NoRoute,
    /// A guardrail denies it.
    Guardrail,
    /// No token stands at the identity source.
    MissingToken,
    /// The token's form is wrong.
    MalformedToken,
    /// The token's algorithm is not taken.
    UnsupportedAlgorithm,
    /// The authorizer's keys cannot be had.
    KeysUnavailable,
    /// No usable key has the token's `kid`.
    UnknownKey,
    /// The signature does not hold.
    BadSignature,
    /// `iss` is another issuer.
    WrongIssuer,
    /// The token is for somebody else.
    WrongAudience,
    /// `exp` has passed.
    Expired,
    /// `nbf` has not come.
    NotYetValid,
    /// `iat` has not come.
    IssuedInFuture,
    /// A scope is missing.
    InsufficientScope,
    /// A claim does not meet its condition.
    ClaimMismatch,
}

impl DenyReason {
    /// Every reason, in the order of the checks.
    pub const ALL: [Self; 16] = [
        Self::AmbiguousPath,
        Self::NoRoute,
        Self::Guardrail,
        Self::MissingToken,
        Self::MalformedToken,
        Self::UnsupportedAlgorithm,
        Self::KeysUnavailable,
        Self::UnknownKey,
        Self::BadSignature,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::Expired,
        Self::NotYetValid,
        Self::IssuedInFuture,
        Self::InsufficientScope,
        Self::ClaimMismatch,
    ];

    /// Returns the stable `snake_case` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AmbiguousPath => "ambiguous_path",
            Self::NoRoute => "no_route",
            Self::Guardrail => "guardrail",
            Self::MissingToken => "missing_token",
            Self::MalformedToken => "malformed_token",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::KeysUnavailable => "keys_unavailable",
            Self::UnknownKey => "unknown_key",
            Self::BadSignature => "bad_signature",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::InsufficientScope => "insufficient_scope",
            Self::ClaimMismatch => "claim_mismatch",
        }
    }

    /// Returns the HTTP status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Self::AmbiguousPath => 400,
            Self::NoRoute => 404,
            Self::Guardrail | Self::InsufficientScope | Self::ClaimMismatch => 403,
            Self::MissingToken
            | Self::MalformedToken
            | Self::UnsupportedAlgorithm
            | Self::KeysUnavailable
            | Self::UnknownKey
            | Self::BadSignature
            | Self::WrongIssuer
            | Self::WrongAudience
            | Self::Expired
            | Self::NotYetValid
            | Self::IssuedInFuture => 401,
        }
    }

    /// Returns the body of the answer, without a final newline.
    pub fn body(self) -> &'static str {
        match self.status() {
            400 => r#"{"message":"Bad Request"}"#,
            404 => r#"{"message":"Not Found"}"#,
            403 => r#"{"message":"Forbidden"}"#,
            _ => r#"{"message":"Unauthorized"}"#,
        }
    }
}

impl fmt::Display for DenyReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a request is denied, with what its challenge says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Denial {
    pub(crate) reason: DenyReason,
    /// `error_description` of a token that is refused.
    pub(crate) description: &'static str,
    pub(crate) certainty: Certainty,
}

/// The answer to one request.
#[derive(Clone, Debug)]
#[must_use]
pub struct Decision<'a> {
    pub(crate) denial: Option<Denial>,
    pub(crate) route: Option<&'a Route>,
    pub(crate) guardrail: Option<&'a Guardrail>,
    pub(crate) authorizer: Option<&'a Authorizer>,
    pub(crate) claims: Option<Cow<'a, Claims>>,
    /// The request's path under the policy's reading, once it is known not to be ambiguous.
    pub(crate) path: Option<&'a str>,
    /// What is known of the facts about the token alone.
    pub(crate) token_certainty: Certainty,
    /// No route takes the request, and the gateway answers it by itself.
    pub(crate) is_preflight: bool,
}

impl<'a> Decision<'a> {
    /// Returns whether the request may pass.
    pub fn is_allowed(&self) -> bool {
        self.denial.is_none()
    }

    /// Returns why it may not.
    pub fn reason(&self) -> Option<DenyReason> {
        self.denial.map(|denial| denial.reason)
    }

    /// Returns whether it is a CORS preflight that no route takes and the gateway answers by itself.
    pub fn is_preflight(&self) -> bool {
        self.is_preflight
    }

    /// Returns the HTTP status of the answer; 200 stands for whatever the integration answers.
    pub fn status(&self) -> u16 {
        let allowed = if self.is_preflight { 204 } else { 200 };
        self.denial.map_or(allowed, |denial| denial.reason.status())
    }

    /// Returns the body of a denial.
    pub fn body(&self) -> Option<&'static str> {
        self.denial.map(|denial| denial.reason.body())
    }

    /// Returns the route that the request met, also when it is denied there.
    pub fn route(&self) -> Option<&'a Route> {
        self.route
    }

    /// Returns the guardrail that denies the request.
    pub fn guardrail(&self) -> Option<&'a Guardrail> {
        self.guardrail
    }

    /// Returns whose token was asked for.
    pub fn authorizer(&self) -> Option<&'a Authorizer> {
        self.authorizer
    }

    /// Returns the verified claims, when a token was verified.
    pub fn claims(&self) -> Option<&Claims> {
        self.claims.as_deref()
    }

    /// Goes through the variables of the route and what they take of the path, decoded.
    pub fn variables(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pattern = match self.route.map(|route| &route.key) {
            Some(RouteKey::Path(_, pattern)) => Some(pattern),
            Some(RouteKey::Default) | None => None,
        };
        let both = pattern.zip(self.path);
        both.into_iter().flat_map(|(pattern, path)| captures(pattern, path))
    }

    /// Returns the value of `WWW-Authenticate`, when the gateway sends one.
    pub fn challenge(&self) -> Option<Challenge<'a>> {
        let denial = self.denial?;
        let requirement = match self.route.map(|route| &route.access) {
            Some(Access::Protected { requirement, .. }) => Some(requirement),
            Some(Access::Public) | None => None,
        };
        let kind = match denial.reason {
            DenyReason::AmbiguousPath
            | DenyReason::NoRoute
            | DenyReason::Guardrail
            | DenyReason::ClaimMismatch => return None,
            DenyReason::MissingToken => ChallengeKind::Missing,
            DenyReason::InsufficientScope => ChallengeKind::Scope,
            DenyReason::MalformedToken
            | DenyReason::UnsupportedAlgorithm
            | DenyReason::KeysUnavailable
            | DenyReason::UnknownKey
            | DenyReason::BadSignature
            | DenyReason::WrongIssuer
            | DenyReason::WrongAudience
            | DenyReason::Expired
            | DenyReason::NotYetValid
            | DenyReason::IssuedInFuture => ChallengeKind::Token(denial.description),
        };
        Some(Challenge { kind, requirement })
    }
}

/// The value of `WWW-Authenticate`, byte for byte as API Gateway writes it: parameters separated
/// by spaces, the route's scopes as written.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a> {
    kind: ChallengeKind,
    requirement: Option<&'a Requirement>,
}

#[derive(Clone, Copy, Debug)]
enum ChallengeKind {
    Missing,
    Token(&'static str),
    Scope,
}

impl fmt::Display for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scopes = ScopeList(self.requirement);
        match self.kind {
            ChallengeKind::Missing => f.write_str("Bearer"),
            ChallengeKind::Token(text) => write!(
                f,
                r#"Bearer scope="{scopes}" error="invalid_token" error_description="{text}""#
            ),
            ChallengeKind::Scope => write!(
                f,
                r#"Bearer scope="{scopes}" error="insufficient_scope" error_description="expected scopes: [{scopes}]""#
            ),
        }
    }
}

impl Challenge<'_> {
    /// Returns what API Gateway's logs say, `$context.authorizer.error`; that of a missing scope is
    /// ours, after the same pattern.
    pub fn log_text(&self) -> String {
        match self.kind {
            ChallengeKind::Missing => "missing: token not provided".to_owned(),
            ChallengeKind::Token(text) => format!("invalid_token: {text}"),
            ChallengeKind::Scope => {
                format!("insufficient_scope: expected scopes: [{}]", ScopeList(self.requirement))
            }
        }
    }
}

struct ScopeList<'a>(Option<&'a Requirement>);

impl fmt::Display for ScopeList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.0.into_iter().flat_map(Requirement::scope_names).enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}
