//! A row of the attack corpus.

use super::step::Step;

/// A row of the table.
#[derive(Debug)]
pub(in crate::mint) struct Row {
    pub(in crate::mint) id: &'static str,
    pub(in crate::mint) name: &'static str,
    pub(in crate::mint) place: Place,
    pub(in crate::mint) outcome: &'static str,
    pub(in crate::mint) peer: Peer,
    pub(in crate::mint) steps: &'static [Step],
    pub(in crate::mint) source: &'static str,
    pub(in crate::mint) summary: &'static str,
    pub(in crate::mint) note: &'static str,
}

/// Where a fault's outcome is to be seen: the route of `policies/attacks.yaml` of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An authorizer that takes RSA PKCS#1 signatures.
    Rsa,
    /// The same with a minute of leeway.
    Lenient,
    /// An authorizer that takes PS256.
    Pss,
    /// An authorizer that takes ES256.
    Curve,
    /// An authorizer that takes `EdDSA`.
    Edwards,
    /// A route without scopes.
    Plain,
    /// A route that asks for a group.
    Staff,
    /// A route that asks for a role, by a pointer into a claim.
    Role,
}

/// What plain jsonwebtoken does with a token, under its strictest settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// It takes the token.
    Accepts,
    /// It refuses the token.
    Refuses,
    /// It is not asked: what is wrong lies outside of what it looks at.
    Unasked,
}

impl Place {
    /// Returns the name of the place's route, without its slash.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Lenient => "lenient",
            Self::Pss => "pss",
            Self::Curve => "curve",
            Self::Edwards => "edwards",
            Self::Plain => "plain",
            Self::Staff => "staff",
            Self::Role => "role",
        }
    }
}

impl Peer {
    /// Returns the word of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepts => "accepts",
            Self::Refuses => "refuses",
            Self::Unasked => "unasked",
        }
    }
}
