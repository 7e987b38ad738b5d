//! When to fetch a key set: a state machine that is told the time and what came of a fetch.

use std::time::Duration;

/// Least time between two fetches, however many tokens name unknown keys.
pub const COOLDOWN: Duration = Duration::from_secs(10);
/// A set older than this is fetched anew, and used meanwhile.
pub const REFRESH: Duration = Duration::from_hours(1);
/// A set as old as this is not used: "API Gateway can cache the public key for two hours".
pub const MAX_AGE: Duration = Duration::from_hours(2);

/// What the asker misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any keys.
    Keys,
    /// A key that the set does not have.
    UnknownKey,
}

/// What the asker shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Use the set as it is, or do without.
    Use,
    /// Fetch, and say what came of it by [`Schedule::ended`].
    Fetch,
}

/// A set of keys over time. Instants count from any fixed beginning and never go back.
#[derive(Clone, Debug)]
pub struct Schedule<K> {
    last_good: Option<(Duration, K)>,
    last_try: Option<Duration>,
    is_fetching: bool,
}

impl<K> Default for Schedule<K> {
    fn default() -> Self {
        Self { last_good: None, last_try: None, is_fetching: false }
    }
}

impl<K> Schedule<K> {
    /// Decides whether to fetch. Whoever is told to is the only one until the fetch has ended.
    pub fn ask(&mut self, wanted: Wanted, now: Duration) -> Advice {
        let age = self.last_good.as_ref().map(|(since, _)| now.saturating_sub(*since));
        let is_stale = age.is_none_or(|age| age >= REFRESH);
        let cools = self.last_try.is_some_and(|last| now.saturating_sub(last) < COOLDOWN);
        if self.is_fetching || cools || !(is_stale || wanted == Wanted::UnknownKey) {
            return Advice::Use;
        }
        self.is_fetching = true;
        self.last_try = Some(now);
        Advice::Fetch
    }

    /// Takes what came of a fetch. The last good set stays when nothing did. Its age counts from
    /// when the fetch began: keys withdrawn since then are not known to be withdrawn.
    pub fn ended(&mut self, fetched: Option<K>) {
        self.is_fetching = false;
        if let (Some(keys), Some(begun)) = (fetched, self.last_try) {
            self.last_good = Some((begun, keys));
        }
    }

    /// Returns the last good set, unless it is too old.
    pub fn keys(&self, now: Duration) -> Option<&K> {
        let (since, keys) = self.last_good.as_ref()?;
        (now.saturating_sub(*since) < MAX_AGE).then_some(keys)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_set_is_fetched_once_and_used_for_an_hour() {
        let mut schedule = Schedule::default();
        assert_eq!(schedule.keys(at(0)), None);
        assert_eq!(schedule.ask(Wanted::Keys, at(0)), Advice::Fetch);
        assert_eq!(schedule.ask(Wanted::Keys, at(0)), Advice::Use, "one fetch at a time");
        schedule.ended(Some(1));
        assert_eq!(schedule.keys(at(3_599)), Some(&1));
        assert_eq!(schedule.ask(Wanted::Keys, at(3_599)), Advice::Use);
        assert_eq!(schedule.ask(Wanted::Keys, at(3_600)), Advice::Fetch);
        assert_eq!(schedule.keys(at(3_600)), Some(&1), "the old set serves meanwhile");
        schedule.ended(Some(2));
        assert_eq!(schedule.keys(at(3_600)), Some(&2));
    }

    #[test]
    fn a_flood_of_unknown_keys_fetches_once_a_cooldown() {
        let mut schedule = Schedule::default();
        let mut fetches = 0;
        for millisecond in 0..60_000 {
            if schedule.ask(Wanted::UnknownKey, Duration::from_millis(millisecond)) == Advice::Fetch
            {
                fetches += 1;
                schedule.ended(Some(()));
            }
        }
        assert_eq!(fetches, 6);
    }

    #[test]
    fn the_last_good_set_outlives_failures_for_two_hours() {
        let mut schedule = Schedule::default();
        schedule.ask(Wanted::Keys, at(100));
        schedule.ended(Some("good"));
        for second in (3_700..7_300).step_by(10) {
            assert_eq!(schedule.ask(Wanted::Keys, at(second)), Advice::Fetch, "{second}");
            schedule.ended(None);
            assert_eq!(schedule.keys(at(second)), Some(&"good"), "{second}");
        }
        assert_eq!(schedule.keys(at(7_300)), None);
        assert_eq!(schedule.ask(Wanted::Keys, at(7_300)), Advice::Fetch);
        schedule.ended(Some("new"));
        assert_eq!(schedule.keys(at(7_300)), Some(&"new"));
    }

    proptest! {
        /// The set in use is always the newest good one, never older than allowed, and fetches are
        /// never closer than the cooldown.
        #[test]
        fn fetches_keep_their_distance_and_sets_their_age(
            steps in prop::collection::vec((0_u64..4_000, any::<bool>(), 0_u8..3), 1..200),
        ) {
            let mut schedule = Schedule::default();
            let (mut now, mut last_fetch, mut good) = (0_u64, None::<u64>, None::<u64>);
            let mut running = false;
            for (passed, unknown, outcome) in steps {
                now += passed;
                let wanted = if unknown { Wanted::UnknownKey } else { Wanted::Keys };
                if schedule.ask(wanted, at(now)) == Advice::Fetch {
                    prop_assert!(!running);
                    prop_assert!(last_fetch.is_none_or(|last| now - last >= 10));
                    let needed = unknown || good.is_none_or(|since| now - since >= 3_600);
                    prop_assert!(needed);
                    (running, last_fetch) = (true, Some(now));
                } else {
                    let cools = last_fetch.is_some_and(|last| now - last < 10);
                    let fresh = good.is_some_and(|since| now - since < 3_600) && !unknown;
                    prop_assert!(running || cools || fresh);
                }
                if running && outcome > 0 {
                    running = false;
                    good = if outcome == 1 { last_fetch } else { good };
                    schedule.ended((outcome == 1).then_some(last_fetch));
                }
                let expected = good.filter(|since| now - since < 7_200);
                prop_assert_eq!(schedule.keys(at(now)).copied().flatten(), expected);
            }
        }
    }
}
