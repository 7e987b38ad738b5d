//! Time as the command line and the specs write it, and the only reading of the wall clock.
//!
//! Everything else takes `now` as an argument, so that a run gives the same answer on any day.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use jiff::Timestamp;

/// The clock of a spec that names none: 2026-01-01T00:00:00Z in Unix seconds.
pub const DEFAULT_NOW: i64 = 1_767_225_600;

/// The last instant that is taken, 9999-12-31T23:59:59Z: no token may name a later one.
const LAST_INSTANT: i64 = 253_402_300_799;

/// The longest duration that is taken: a hundred years of 365.25 days.
const LONGEST_DURATION: i64 = 36_525 * 86_400;

/// Reads the wall clock, in whole Unix seconds.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
pub fn wall_clock() -> i64 {
    let seconds = |duration: std::time::Duration| i64::try_from(duration.as_secs());
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => seconds(since).unwrap_or(i64::MAX),
        Err(before) => seconds(before.duration()).map_or(i64::MIN, |seconds| -seconds),
    }
}

/// Time that passes, or stands still for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The wall clock.
    Wall,
    /// Always this instant, in Unix seconds.
    Frozen(i64),
}

impl Clock {
    /// Returns Unix seconds.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Wall => wall_clock(),
            Self::Frozen(now) => now,
        }
    }

    /// Returns Unix milliseconds.
    #[expect(clippy::disallowed_methods, reason = "this file alone reads the wall clock")]
    pub fn milliseconds(self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        match (self, since) {
            (Self::Wall, Ok(since)) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            (Self::Wall, Err(_)) | (Self::Frozen(_), _) => self.seconds().saturating_mul(1_000),
        }
    }
}

/// Writes an instant as access logs do: `01/Jan/2026:00:00:00 +0000`.
pub fn log_time(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

/// Reads an instant, such as `2026-01-01T00:00:00Z` or `1767225600`, as Unix seconds.
///
/// # Errors
///
/// Refuses what is neither RFC 3339 nor plain Unix seconds, a fraction of a second, and what lies
/// outside the years 1970 to 9999.
pub fn parse_instant(text: &str) -> Result<i64, InstantError> {
    let refused = || InstantError { text: text.to_owned() };
    let seconds = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        let timestamp: Option<Timestamp> = text.parse().ok();
        timestamp.filter(|at| at.subsec_nanosecond() == 0).map(Timestamp::as_second)
    };
    seconds.filter(|seconds| (0..=LAST_INSTANT).contains(seconds)).ok_or_else(refused)
}

/// Reads a duration, such as `-1s`, `5m`, `1h` or `2d`, as seconds.
///
/// # Errors
///
/// Refuses every other form and more than a hundred years either way.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    seconds_of(text)
        .filter(|seconds| seconds.abs() <= LONGEST_DURATION)
        .ok_or_else(|| DurationError { text: text.to_owned() })
}

fn seconds_of(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let unit = unsigned.chars().last()?;
    let digits = unsigned.strip_suffix(unit)?;
    let factor: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    // `parse` alone would also take a plus sign.
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<i64>().ok()?.checked_mul(factor)?.checked_mul(sign)
}

/// A text that is no instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstantError {
    text: String,
}

impl fmt::Display for InstantError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` is no instant: write RFC 3339 with whole seconds (`2026-01-01T00:00:00Z`) or \
             Unix seconds (`1767225600`), from 1970 to 9999",
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for InstantError {}

/// A text that is no duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationError {
    text: String,
}

impl fmt::Display for DurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` is no duration: write digits and one of s, m, h, d, such as `-1s`, `5m`, `1h` \
             or `2d`, at most a hundred years",
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for DurationError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_now_is_the_instant_the_contract_names() {
        assert_eq!(parse_instant("2026-01-01T00:00:00Z"), Ok(DEFAULT_NOW));
        assert_eq!(parse_instant("1767225600"), Ok(DEFAULT_NOW));
    }

    #[test]
    fn an_offset_moves_an_instant() {
        assert_eq!(parse_instant("2026-01-01T01:00:00+01:00"), Ok(DEFAULT_NOW));
        assert_eq!(parse_instant("1970-01-01T00:00:00Z"), Ok(0));
        assert_eq!(parse_instant("9999-12-30T22:00:00Z"), Ok(253_402_207_200));
        assert_eq!(parse_instant("253402300799"), Ok(253_402_300_799));
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            " ",
            "-1",
            "+1",
            "253402300800",
            "99999999999999999999",
            "1969-12-31T23:59:59Z",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00",
            "2026-02-30T00:00:00Z",
            "tomorrow",
            "1e9",
        ] {
            assert!(parse_instant(text).is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn the_four_units_are_read() {
        assert_eq!(parse_duration("-1s"), Ok(-1));
        assert_eq!(parse_duration("5m"), Ok(300));
        assert_eq!(parse_duration("1h"), Ok(3_600));
        assert_eq!(parse_duration("2d"), Ok(172_800));
        assert_eq!(parse_duration("0s"), Ok(0));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "-",
            "s",
            "-s",
            "5",
            "+5m",
            "5 m",
            " 5m",
            "5m ",
            "5M",
            "1h30m",
            "1.5h",
            "--1s",
            "1w",
            "36526d",
            "9223372036854775807d",
            "٣s",
            "5µ",
        ] {
            assert!(parse_duration(text).is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn a_message_says_what_is_taken() {
        let message = parse_duration("soon\n").unwrap_err().to_string();
        assert!(message.contains("`soon\\n`") && message.contains("`5m`"), "{message}");
        let message = parse_instant("soon").unwrap_err().to_string();
        assert!(message.contains("`2026-01-01T00:00:00Z`"), "{message}");
    }

    #[test]
    fn the_wall_clock_is_past_the_year_this_was_written_in() {
        assert!(wall_clock() > 1_700_000_000);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in any::<String>()) {
            drop((parse_instant(&text), parse_duration(&text)));
        }

        #[test]
        fn minutes_are_sixty_seconds(minutes in -1_000_000_i64..1_000_000) {
            prop_assert_eq!(parse_duration(&format!("{minutes}m")), Ok(minutes * 60));
        }
    }
}
