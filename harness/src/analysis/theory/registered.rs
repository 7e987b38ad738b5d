//! Claims that an authorizer itself looks at: what they can be in a token that it takes.

use std::cmp::Ordering;

use engine::{Authorizer, ClaimPath, Number, Value};

/// The end of the year 9999: no later date is taken.
const LATEST: i64 = 253_402_300_799;

/// What a claim can be in a good token.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'a> {
    /// Anything.
    Free,
    /// This text.
    Issuer(&'a String),
    /// Missing, one of these, or an array of texts with one of them.
    Audience(&'a [String]),
    /// Anything, but one of these when there is no audience.
    Client(&'a [String]),
    /// A date after this instant.
    Expires(i64),
    /// Missing, or a date up to this instant.
    Begins(i64),
    /// Missing.
    Never,
}

impl<'a> Rule<'a> {
    /// Returns the rule of a claim, by its pointer, in tokens of an authorizer at an instant.
    pub fn of(pointer: &str, authorizer: &'a Authorizer, now: i64) -> Self {
        let leeway = authorizer.leeway_seconds;
        match pointer {
            "/iss" => Self::Issuer(&authorizer.issuer),
            "/aud" => Self::Audience(&authorizer.audience),
            "/client_id" => Self::Client(&authorizer.audience),
            "/exp" => Self::Expires(now.saturating_sub(leeway)),
            "/nbf" | "/iat" => Self::Begins(now.saturating_add(leeway)),
            "/cnf" => Self::Never,
            _ => Self::Free,
        }
    }

    /// Returns whether a claim of this name has a rule of its own.
    pub fn is_registered(pointer: &str) -> bool {
        ["/iss", "/aud", "/client_id", "/exp", "/nbf", "/iat", "/cnf"].contains(&pointer)
    }

    /// Returns whether no good token has a text here: the engine refuses claims that name somebody
    /// when they hold a control character, as C strings and logs read them otherwise.
    pub(super) fn never_holds(claim: &ClaimPath, text: &str) -> bool {
        Self::names_somebody(claim) && text.bytes().any(|byte| byte.is_ascii_control())
    }

    /// Returns whether a claim says who the token is of, for or from.
    pub(in crate::analysis) fn names_somebody(claim: &ClaimPath) -> bool {
        let name = claim.as_str();
        ["iss", "sub", "aud", "client_id", "jti"].contains(&name.strip_prefix('/').unwrap_or(name))
    }

    /// Returns the texts that it names.
    pub(in crate::analysis) fn texts(self) -> &'a [String] {
        match self {
            Self::Audience(names) | Self::Client(names) => names,
            Self::Issuer(name) => std::slice::from_ref(name),
            Self::Free | Self::Expires(_) | Self::Begins(_) | Self::Never => &[],
        }
    }

    /// Returns the numbers at which it changes its mind.
    pub(super) fn cuts(self) -> Vec<Number> {
        match self {
            Self::Expires(instant) | Self::Begins(instant) => {
                [0, instant, LATEST].map(|cut| Number::Integer(cut.into())).to_vec()
            }
            Self::Free | Self::Issuer(_) | Self::Audience(_) | Self::Client(_) | Self::Never => {
                Vec::new()
            }
        }
    }

    /// Returns whether a good token can have this claim, which is no array.
    pub(super) fn admits(self, value: Option<&Value>) -> bool {
        match self {
            Self::Free | Self::Client(_) => true,
            Self::Issuer(name) => value.and_then(Value::as_str) == Some(name),
            Self::Audience(_) => value.is_none() || self.lists(value),
            Self::Expires(instant) => is_date(value).is_some_and(|date| {
                date.compare(Number::Integer(instant.into())) == Ordering::Greater
            }),
            Self::Begins(instant) => match value {
                None => true,
                Some(_) => is_date(value).is_some_and(|date| {
                    date.compare(Number::Integer(instant.into())) != Ordering::Greater
                }),
            },
            Self::Never => value.is_none(),
        }
    }

    /// Returns whether a good token can have an array here.
    pub(super) fn admits_arrays(self) -> bool {
        matches!(self, Self::Free | Self::Audience(_) | Self::Client(_))
    }

    /// Returns whether a value is a text that is listed.
    pub(super) fn lists(self, value: Option<&Value>) -> bool {
        let text = value.and_then(Value::as_str);
        text.is_some_and(|text| self.texts().iter().any(|own| own == text))
    }

    /// Puts values in the order in which they are shown: those with which most others agree first.
    pub(super) fn order(self, values: &mut [Value]) {
        match self {
            Self::Expires(_) => values.reverse(),
            Self::Client(_) => values.sort_by_key(|value| !self.lists(Some(value))),
            Self::Free | Self::Issuer(_) | Self::Audience(_) | Self::Begins(_) | Self::Never => {}
        }
    }

    /// Returns whether one claim can be this while another, by its own rule, is that.
    pub(super) fn agrees(self, value: Option<&Value>, other: Self, its: Option<&Value>) -> bool {
        match (self, other) {
            (Self::Audience(_), Self::Client(_)) => value.is_some() || other.lists(its),
            (Self::Expires(_), Self::Begins(_)) => match (value, its) {
                (Some(Value::Number(end)), Some(Value::Number(begin))) => {
                    begin.compare(*end) != Ordering::Greater
                }
                _ => true,
            },
            _ => true,
        }
    }
}

fn is_date(value: Option<&Value>) -> Option<Number> {
    let Some(Value::Number(date)) = value else { return None };
    let early = date.compare(Number::Integer(0)) == Ordering::Less;
    let late = date.compare(Number::Integer(LATEST.into())) == Ordering::Greater;
    (!early && !late).then_some(*date)
}
