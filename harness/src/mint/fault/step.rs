//! The language of recipes: what is done, in this order, to a good token and to its key set.
//!
//! A value is JSON, in which a word after `$` stands for something of the token's own: `$iss`, `$aud`,
//! `$kid`, `$alg`, `$scope` (the first), `$now` (`$now+60`), `$jwk`, and more that `placeholder` reads.

use std::fmt;

/// One of the two JSON texts of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mint) enum Part {
    Header,
    Payload,
}

/// One thing that is done.
#[derive(Clone, Copy, Debug)]
pub(in crate::mint) enum Step {
    /// Sets a member of the header.
    Head(&'static str, &'static str),
    /// Takes a member of the header away.
    NoHead(&'static str),
    /// Sets a claim.
    Claim(&'static str, &'static str),
    /// Takes a claim away.
    NoClaim(&'static str),
    /// Sets whichever claim says the audience.
    Audience(&'static str),
    /// Gives the token an hour that ends so many seconds from now.
    Ends(i64),
    /// Adds a member that makes the part so many levels deep.
    Deep(Part, usize),
    /// Adds a member of so many characters.
    Fill(Part, usize),
    /// Adds so many claims.
    ManyClaims(usize),
    /// Adds so many scopes.
    ManyScopes(usize),
    /// Makes the token so many characters long, by a claim.
    Length(usize),
    /// Adds text after the opening brace: a member said twice stands twice.
    First(Part, &'static [u8]),
    /// Puts bytes before the JSON text.
    Before(Part, &'static [u8]),
    /// Puts bytes after the JSON text.
    After(Part, &'static [u8]),
    /// Puts other bytes in place of the JSON text.
    Whole(Part, &'static [u8]),
    /// Makes the payload a list of the values of five claims.
    Positional,
    /// Makes the payload a token without signature.
    Nested,
    /// Writes the segments in another base64.
    Encode(Encoding),
    /// Leaves the payload as it is, without base64.
    Bare,
    /// Writes a segment whose last character has bits of no byte, and signs it so.
    LooseBits(Part),
    /// Puts text into the middle of a segment, and signs it so.
    Inside(Part, &'static str),
    /// Lets somebody else sign, or the issuer in another way.
    Sign(Signer),
    /// Ends what is signed: what follows changes the token alone.
    Signed,
    /// Changes the signature.
    Signature(Edit),
    /// Puts text around the token.
    Around(&'static str, &'static str),
    /// Leaves the last dot and the signature away.
    Cut,
    /// Writes the token in the JSON serialisation.
    Serialized,
    /// Sets a member of the key in the set.
    Key(&'static str, &'static str),
    /// Takes a member of the key away.
    NoKey(&'static str),
    /// Adds a key to the set.
    Beside(&'static str),
    /// Adds so many keys, each of another id.
    ManyKeys(usize),
    /// Takes the key out of the set.
    Removed,
    /// Puts another text in place of the set.
    Set(&'static str),
}

/// How segments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mint) enum Encoding {
    /// base64url without padding, as it should be.
    Plain,
    /// Filled with `=` to groups of four.
    Padded,
    /// With `+` and `/`.
    Standard,
}

/// Who signs, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::mint) enum Signer {
    /// The issuer's key, under the issuer's algorithm.
    Issuer,
    /// A key that belongs to no issuer, under the issuer's algorithm.
    Stranger,
    /// An RSA key of so few bits; its public half stands in the set.
    Weak(usize),
    /// An RSA key with the exponent 3; its public half stands in the set.
    ExponentThree,
    /// Whoever knows the secret of an HMAC.
    Hmac(Secret),
    /// Nobody; the signature is empty.
    Nobody,
    /// Somebody who needs no private key: the padded hash, which holds under the exponent 1.
    PaddedHash,
    /// Somebody who needs none: garbage after a short hash, which holds in part under the exponent 3.
    CubeRoot,
    /// Somebody who knows the one prime that is the modulus.
    PrimeModulus,
    /// The issuer, by PSS with a salt of 20 bytes.
    ShortSalt,
    /// The issuer, by PSS with SHA-1 in its mask.
    OtherMask,
}

/// The secret of an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::mint) enum Secret {
    /// The issuer's public key in PEM.
    Pem,
    /// The issuer's public key in DER.
    Der,
    /// The issuer's public key as a JWK.
    Jwk,
    /// A text.
    Text(&'static str),
}

/// What is done to the bytes of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mint) enum Edit {
    /// One bit in the middle is flipped.
    Flip,
    /// Nothing is left.
    Strip,
    /// The last byte is left away.
    Truncate,
    /// A zero byte is put in front.
    LeadingZero,
    /// The modulus is added.
    PlusModulus,
    /// `s` is replaced by the order of the curve less `s`.
    HighS,
    /// The order of the curve is added to `S`.
    PlusOrder,
    /// `r` and `s` are written as DER.
    Der,
    /// `r` and `s` are replaced: zero, one, or the order of the curve.
    Numbers(Number, Number),
    /// The neutral point and zero: it holds for every message under a key of small order.
    Neutral,
    /// The last character has bits that belong to no byte.
    LooseBits,
}

/// A number of a signature on a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mint) enum Number {
    Zero,
    One,
    Order,
    Own,
}

impl Step {
    /// Tells whether the step changes the key set.
    pub(super) fn is_of_keys(&self) -> bool {
        matches!(
            self,
            Self::Key(..)
                | Self::NoKey(_)
                | Self::Beside(_)
                | Self::ManyKeys(_)
                | Self::Removed
                | Self::Set(_)
                | Self::Sign(Signer::Weak(_) | Signer::ExponentThree)
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bytes are told as text; all else tells itself.
        let (verb, part, bytes) = if let Self::First(part, bytes) = self {
            ("First", part, bytes)
        } else if let Self::Before(part, bytes) = self {
            ("Before", part, bytes)
        } else if let Self::After(part, bytes) = self {
            ("After", part, bytes)
        } else if let Self::Whole(part, bytes) = self {
            ("Whole", part, bytes)
        } else {
            return write!(formatter, "{self:?}");
        };
        write!(formatter, "{verb}({part:?}, \"{}\")", bytes.escape_ascii())
    }
}
