//! The kinds of mistakes, by their stable names.

use std::fmt;

use crate::analysis::diff::Change;
use crate::analysis::difference::Difference;

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// A scope is not asked for.
    ScopeDropped,
    /// A scope is asked for, too.
    ScopeAdded,
    /// Another scope is asked for.
    ScopeReplaced,
    /// `any_of` became `all_of`, or the reverse, for scopes.
    ScopesQuantified,
    /// A condition on a claim is not asked for.
    ConditionDropped,
    /// A value is missing in a list.
    ValueDropped,
    /// A value is in a list, too.
    ValueAdded,
    /// A claim need only be there, whatever it is.
    ConditionToPresent,
    /// `any_of` became `all_of`, or the reverse, for a claim.
    ValuesQuantified,
    /// `none_of` became `any_of`, or the reverse.
    ConditionInverted,
    /// `at_least` became `at_most`, or the reverse.
    BoundTurned,
    /// A bound is one more or less.
    BoundMoved,
    /// A glob of a claim takes everything.
    ClaimGlobWidened,
    /// A claim is compared with another variable.
    VariableReplaced,
    /// `present: true` became `present: false`, or the reverse.
    PresentFlipped,
    /// A route asks for no token.
    RoutePublic,
    /// A route or guardrail asks for a token, and for nothing in it.
    AuthenticatedOnly,
    /// A token of another authorizer is asked for.
    AuthorizerSwapped,
    /// Tokens of another issuer are taken.
    IssuerChanged,
    /// An audience is not taken.
    AudienceDropped,
    /// Another audience is taken, too.
    AudienceAdded,
    /// Another algorithm is taken, too.
    AlgorithmsWidened,
    /// An algorithm is not taken.
    AlgorithmDropped,
    /// Tokens are taken a minute longer.
    LeewayAdded,
    /// The token is looked for in the query instead of a header, or the reverse.
    IdentitySourceMoved,
    /// The token is looked for under another name.
    IdentitySourceRenamed,
    /// A route takes every method.
    MethodAny,
    /// A route of every method leaves one out.
    MethodDropped,
    /// A literal segment became a variable.
    LiteralToVariable,
    /// A variable became a literal segment.
    VariableToLiteral,
    /// The last variable takes the rest of the path.
    VariableToGreedy,
    /// The greedy variable takes one segment.
    GreedyToVariable,
    /// A route is not there.
    RouteRemoved,
    /// `$default` is there.
    DefaultAdded,
    /// Two routes of which one takes precedence exchanged what they ask for.
    PrecedenceSwapped,
    /// A guardrail is not there.
    GuardrailDropped,
    /// A guardrail that denies asks for a token instead.
    DenyToRequirement,
    /// A guardrail that asks for something denies instead.
    RequirementToDeny,
    /// A guardrail leaves a method out.
    GuardrailMethodDropped,
    /// A guardrail leaves a glob out.
    GuardrailGlobDropped,
    /// A guardrail's glob takes more paths.
    GuardrailGlobWidened,
    /// A guardrail's glob takes fewer paths.
    GuardrailGlobNarrowed,
    /// Preflights are not answered.
    CorsDropped,
    /// Preflights are answered.
    CorsAdded,
}

impl Operator {
    /// Returns the name, which stays.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ScopeDropped => "scope-dropped",
            Self::ScopeAdded => "scope-added",
            Self::ScopeReplaced => "scope-replaced",
            Self::ScopesQuantified => "scopes-quantified",
            Self::ConditionDropped => "condition-dropped",
            Self::ValueDropped => "value-dropped",
            Self::ValueAdded => "value-added",
            Self::ConditionToPresent => "condition-to-present",
            Self::ValuesQuantified => "values-quantified",
            Self::ConditionInverted => "condition-inverted",
            Self::BoundTurned => "bound-turned",
            Self::BoundMoved => "bound-moved",
            Self::ClaimGlobWidened => "claim-glob-widened",
            Self::VariableReplaced => "variable-replaced",
            Self::PresentFlipped => "present-flipped",
            Self::RoutePublic => "route-public",
            Self::AuthenticatedOnly => "authenticated-only",
            Self::AuthorizerSwapped => "authorizer-swapped",
            Self::IssuerChanged => "issuer-changed",
            Self::AudienceDropped => "audience-dropped",
            Self::AudienceAdded => "audience-added",
            Self::AlgorithmsWidened => "algorithms-widened",
            Self::AlgorithmDropped => "algorithm-dropped",
            Self::LeewayAdded => "leeway-added",
            Self::IdentitySourceMoved => "identity-source-moved",
            Self::IdentitySourceRenamed => "identity-source-renamed",
            Self::MethodAny => "method-any",
            Self::MethodDropped => "method-dropped",
            Self::LiteralToVariable => "literal-to-variable",
            Self::VariableToLiteral => "variable-to-literal",
            Self::VariableToGreedy => "variable-to-greedy",
            Self::GreedyToVariable => "greedy-to-variable",
            Self::RouteRemoved => "route-removed",
            Self::DefaultAdded => "default-added",
            Self::PrecedenceSwapped => "precedence-swapped",
            Self::GuardrailDropped => "guardrail-dropped",
            Self::DenyToRequirement => "deny-to-requirement",
            Self::RequirementToDeny => "requirement-to-deny",
            Self::GuardrailMethodDropped => "guardrail-method-dropped",
            Self::GuardrailGlobDropped => "guardrail-glob-dropped",
            Self::GuardrailGlobWidened => "guardrail-glob-widened",
            Self::GuardrailGlobNarrowed => "guardrail-glob-narrowed",
            Self::CorsDropped => "cors-dropped",
            Self::CorsAdded => "cors-added",
        }
    }
}

impl Operator {
    /// Returns the place of a difference among those that a mistake makes: the first shows it best.
    /// More than another reason comes first, and of that what a row can say. A token that is not
    /// looked for where it stands shows every other place, so it comes before one in another place.
    pub fn rank(self, one: &Difference) -> (bool, bool, bool, Change) {
        let is_of_place = matches!(self, Self::IdentitySourceMoved | Self::IdentitySourceRenamed);
        let is_elsewhere = is_of_place && one.change != Change::NewlyDenied;
        (!one.change.is_of_access(), one.row.is_empty(), is_elsewhere, one.change)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
