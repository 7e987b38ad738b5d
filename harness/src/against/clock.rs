//! For which instant tokens are minted: the spec's, or the wall clock's.

use clap::ValueEnum;

/// The clock of the gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Clock {
    /// It is stopped at the spec's `now`, as that of `harness serve --now`.
    #[default]
    Spec,
    /// It runs.
    Wall,
}

/// How far the gateway's clock may be behind ours, in seconds.
const BEHIND: i64 = 5;
/// Tokens of so many seconds share an instant, so that each is signed once.
const SHARED: i64 = 30;
/// How long after its instant a token may still arrive, clocks apart and connections slow.
const LAST: i64 = 120;

impl Clock {
    /// Returns the first and the last instant at which a gateway may meet a token minted for the
    /// first.
    pub(super) fn instants(self, spec: i64, wall: i64) -> (i64, i64) {
        match self {
            Self::Spec => (spec, spec),
            Self::Wall => {
                let behind = wall.saturating_sub(BEHIND);
                let first = behind.saturating_sub(behind.rem_euclid(SHARED));
                (first, first.saturating_add(LAST))
            }
        }
    }

    /// Tells what to look at when a gateway refuses a good token that was minted for an instant.
    pub(super) fn doubt(self, now: i64) -> String {
        match self {
            Self::Spec => format!(
                "the token is ours, good at {now}: does the gateway trust our keys, and does its \
                 clock stand there? `--now wall` mints for a clock that runs"
            ),
            Self::Wall => "the token is ours: does the gateway trust our keys? `--token-endpoint` \
                           fetches tokens that it trusts"
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_has_one_instant() {
        assert_eq!(Clock::Spec.instants(7, 1_000_000), (7, 7));
    }

    #[test]
    fn a_running_clock_is_met_from_a_little_before() {
        for wall in 1_000_000..1_000_100 {
            let (first, last) = Clock::Wall.instants(7, wall);
            assert!(first <= wall - BEHIND && wall - BEHIND - SHARED < first);
            assert!(last - wall >= LAST - SHARED - BEHIND && first % SHARED == 0);
        }
        Clock::Wall.instants(0, i64::MIN);
        Clock::Wall.instants(0, i64::MAX);
    }
}
