//! When a token is good: its dates, read once and checked against `now` on each use.

use std::cmp::Ordering;

use crate::claims::Registered;
use crate::token_error::TokenError;
use crate::value::{Number, Value};

/// The end of the year 9999: later dates are milliseconds or mistakes.
const LATEST: Number = Number::Integer(253_402_300_799);

/// The dates of a token that was good at some instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates {
    expires: Number,
    not_before: Option<Number>,
    issued: Option<Number>,
}

impl Dates {
    /// Reads the dates of a token and checks each at an instant in Unix seconds.
    pub(crate) fn verify(
        claims: &Registered<'_>,
        now: i64,
        leeway: i64,
    ) -> Result<Self, TokenError> {
        let clock = Clock::new(now, leeway);
        // A null `exp` is a missing one: both are refused alike.
        let expires = claims.exp.filter(|value| **value != Value::Null);
        let expires = date(expires, "`exp` is no date")?;
        let expires = expires.ok_or(TokenError::Malformed("`exp` is missing"))?;
        clock.not_expired(expires)?;
        let not_before = date(claims.nbf, "`nbf` is no date")?;
        clock.begun(not_before, TokenError::NotYetValid)?;
        let issued = date(claims.iat, "`iat` is no date")?;
        clock.begun(issued, TokenError::IssuedInFuture)?;
        let late =
            |own: Option<Number>| own.is_some_and(|own| own.compare(expires) == Ordering::Greater);
        if late(not_before) || late(issued) {
            return Err(TokenError::Malformed("the token ends before it begins"));
        }
        Ok(Self { expires, not_before, issued })
    }

    /// Checks dates that have been read, as [`Dates::verify`] does.
    pub(crate) fn check(&self, now: i64, leeway: i64) -> Result<(), TokenError> {
        let clock = Clock::new(now, leeway);
        clock.not_expired(self.expires)?;
        clock.begun(self.not_before, TokenError::NotYetValid)?;
        clock.begun(self.issued, TokenError::IssuedInFuture)
    }

    /// Returns whether the token says when it was issued, and all its seconds are whole.
    pub(crate) fn are_plain(&self) -> bool {
        let whole = |date: Number| matches!(date, Number::Integer(_));
        self.issued.is_some_and(whole) && self.not_before.is_none_or(whole) && whole(self.expires)
    }

    /// Returns whether the token begins in this very second.
    pub(crate) fn begin_at(&self, now: i64) -> bool {
        let now = Some(Number::Integer(now.into()));
        self.not_before == now || self.issued == now
    }
}

/// The instants that count with a leeway.
struct Clock {
    earliest: Number,
    latest: Number,
}

impl Clock {
    fn new(now: i64, leeway: i64) -> Self {
        let seconds = |seconds: i64| Number::Integer(seconds.into());
        Self {
            earliest: seconds(now.saturating_sub(leeway)),
            latest: seconds(now.saturating_add(leeway)),
        }
    }

    fn not_expired(&self, expires: Number) -> Result<(), TokenError> {
        match expires.compare(self.earliest) {
            Ordering::Greater => Ok(()),
            Ordering::Equal if self.earliest == self.latest => Err(TokenError::ExpiresNow),
            Ordering::Equal | Ordering::Less => Err(TokenError::Expired),
        }
    }

    fn begun(&self, date: Option<Number>, error: TokenError) -> Result<(), TokenError> {
        let future = date.is_some_and(|date| date.compare(self.latest) == Ordering::Greater);
        if future { Err(error) } else { Ok(()) }
    }
}

/// Reads a `NumericDate` (RFC 7519 section 2), seconds since 1970, fractions allowed.
fn date(claim: Option<&Value>, wrong: &'static str) -> Result<Option<Number>, TokenError> {
    match claim {
        None => Ok(None),
        Some(Value::Number(date)) => {
            let early = date.compare(Number::Integer(0)) == Ordering::Less;
            let late = date.compare(LATEST) == Ordering::Greater;
            if early || late { Err(TokenError::Malformed(wrong)) } else { Ok(Some(*date)) }
        }
        Some(_) => Err(TokenError::Malformed(wrong)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claims;

    #[test]
    fn dates_read_once_are_judged_as_when_they_are_read() {
        let payloads = [
            r#"{"exp":100}"#,
            r#"{"exp":100,"nbf":50}"#,
            r#"{"exp":100.5,"nbf":50,"iat":49.5}"#,
            r#"{"exp":100,"iat":60,"nbf":null}"#,
            r#"{"exp":100,"iat":60}"#,
        ];
        for json in payloads {
            let claims = Claims::from_json(json.as_bytes()).unwrap();
            let claims = claims.registered();
            let Ok(dates) = Dates::verify(&claims, 75, 0) else {
                assert!(json.contains("null"), "{json}");
                continue;
            };
            for (now, leeway) in (0..150).flat_map(|now| [0, 7].map(|leeway| (now, leeway))) {
                let anew = Dates::verify(&claims, now, leeway).map(|_dates| ());
                assert_eq!(dates.check(now, leeway), anew, "{json} at {now} with {leeway}");
            }
        }
    }
    #[test]
    fn a_fraction_in_any_date_is_not_plain() {
        for (json, plain) in [
            (r#"{"exp":100,"nbf":50,"iat":50}"#, true),
            (r#"{"exp":100,"iat":50}"#, true),
            (r#"{"exp":100,"nbf":50}"#, false),
            (r#"{"exp":100.5,"iat":50}"#, false),
            (r#"{"exp":100,"iat":49.5}"#, false),
            (r#"{"exp":100,"nbf":49.5,"iat":50}"#, false),
        ] {
            let claims = Claims::from_json(json.as_bytes()).unwrap();
            let dates = Dates::verify(&claims.registered(), 75, 0).unwrap();
            assert_eq!(dates.are_plain(), plain, "{json}");
        }
    }
    #[test]
    fn whether_the_last_second_counts_is_not_known_of_the_gateway() {
        let claims = Claims::from_json(br#"{"exp":100,"iat":50}"#).unwrap();
        let certainty = |now, leeway| {
            let refused = Dates::verify(&claims.registered(), now, leeway).err().unwrap();
            assert_eq!(refused.reason().as_str(), "expired", "{now} {leeway}");
            refused.certainty().as_str()
        };
        assert_eq!(certainty(100, 0), "ours");
        assert_eq!(certainty(101, 0), "documented");
        assert_eq!(certainty(107, 7), "documented");
    }
}
