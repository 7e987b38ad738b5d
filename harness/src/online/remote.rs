//! The keys of one authorizer, fetched when the schedule says so, for any number of threads.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::KeySet;

use super::address::Address;
use super::discovery::{Origin, document_of, keys_address};
use super::schedule::{Advice, Schedule, Wanted};
use super::transport::{FetchError, Transport};

/// Reads an address out of a policy.
fn parse(text: &str) -> Result<Address, FetchError> {
    text.parse().map_err(|error| FetchError::new(format!("the address of the keys: {error}")))
}

/// The keys of one origin over time.
#[derive(Debug)]
pub struct RemoteKeys<T> {
    origin: Origin,
    transport: T,
    schedule: Mutex<Schedule<Arc<KeySet>>>,
}

impl<T: Transport> RemoteKeys<T> {
    /// Begins without keys.
    pub fn new(origin: Origin, transport: T) -> Self {
        Self { origin, transport, schedule: Mutex::default() }
    }

    /// Returns the keys to use at an instant that counts from any fixed beginning; fetches them
    /// first when that is due and nobody else does. An error is told once, by who fetched; the
    /// keys beside it are those of before.
    pub fn keys(&self, wanted: Wanted, now: Duration) -> (Option<Arc<KeySet>>, Option<FetchError>) {
        let advice = self.lock().ask(wanted, now);
        if advice == Advice::Use {
            return (self.lock().keys(now).cloned(), None);
        }
        // Others use the old set meanwhile: the lock is not held.
        let mut ending = Ending { keys: self, fetched: None };
        let error = match self.fetch() {
            Ok(set) => {
                ending.fetched = Some(Arc::new(set));
                None
            }
            Err(error) => Some(error),
        };
        drop(ending);
        (self.lock().keys(now).cloned(), error)
    }

    fn lock(&self) -> MutexGuard<'_, Schedule<Arc<KeySet>>> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fetch(&self) -> Result<KeySet, FetchError> {
        let address = match &self.origin {
            Origin::Address(text) => parse(text)?,
            Origin::Issuer(issuer) => {
                let from = parse(&document_of(issuer)?)?;
                keys_address(&self.transport.get(&from)?, issuer, &from)?
            }
        };
        let refused = |why: &dyn fmt::Display| FetchError::new(format!("{address}: {why}"));
        let set = KeySet::from_json(&self.transport.get(&address)?)
            .map_err(|error| refused(&format_args!("the key set is refused: {error}")))?;
        if set.is_empty() {
            // An empty set is a mistake of the issuer, and would lock everybody out.
            return Err(refused(&"the key set has no key that can be used"));
        }
        Ok(set)
    }
}

/// Ends a fetch, also one that is torn down: others would wait for it forever.
struct Ending<'k, T: Transport> {
    keys: &'k RemoteKeys<T>,
    fetched: Option<Arc<KeySet>>,
}

impl<T: Transport> Drop for Ending<'_, T> {
    fn drop(&mut self) {
        self.keys.lock().ended(self.fetched.take());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"KID",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn set(id: &str) -> String {
        format!(r#"{{"keys":[{}]}}"#, KEY.replace("KID", id))
    }

    /// Answers in turn, and counts.
    struct Answers(Vec<Result<String, &'static str>>, AtomicUsize);

    impl Transport for &Answers {
        fn get(&self, _address: &Address) -> Result<Vec<u8>, FetchError> {
            let at = self.1.fetch_add(1, Ordering::Relaxed);
            let answer = self.0.get(at).cloned().unwrap_or(Err("no more"));
            answer.map(String::into_bytes).map_err(FetchError::new)
        }
    }

    fn from_address<T: Transport>(transport: T) -> RemoteKeys<T> {
        RemoteKeys::new(Origin::Address("https://keys.example/k".to_owned()), transport)
    }

    #[test]
    fn a_set_that_is_refused_or_cannot_be_had_leaves_the_old_one() {
        let private = set("a").replace("\"kty\"", "\"d\":\"AQ\",\"kty\"");
        let symmetric = r#"{"keys":[{"kty":"oct","kid":"a","k":"AQ"}]}"#.to_owned();
        let twice = set("a").replace("]}", &format!(",{}]}}", KEY.replace("KID", "a")));
        let bad = [private, symmetric, twice, "{}".to_owned(), r#"{"keys":[]}"#.to_owned()];
        let mut answers = vec![Ok(set("a"))];
        answers.extend(bad.into_iter().map(Ok));
        answers.push(Err("down"));
        answers.push(Ok(set("b")));
        let answers = Answers(answers, AtomicUsize::new(0));
        let keys = from_address(&answers);
        let (first, error) = keys.keys(Wanted::Keys, Duration::ZERO);
        assert_eq!(error, None);
        let first = first.unwrap();
        for at in 1..=6 {
            let (kept, error) = keys.keys(Wanted::UnknownKey, Duration::from_secs(at * 10));
            assert!(Arc::ptr_eq(&kept.unwrap(), &first));
            let line = error.unwrap().to_string();
            assert!(!line.contains("AQ") && !line.contains("11qYAY"), "{line}");
        }
        let (new, error) = keys.keys(Wanted::UnknownKey, Duration::from_secs(70));
        assert!(!Arc::ptr_eq(&new.unwrap(), &first) && error.is_none());
        assert_eq!(answers.1.load(Ordering::Relaxed), 8);
    }

    #[test]
    fn without_a_good_set_there_are_no_keys_and_the_next_try_cools_down() {
        let answers = Answers(vec![Err("down"), Ok(set("a"))], AtomicUsize::new(0));
        let keys = from_address(&answers);
        assert!(matches!(keys.keys(Wanted::Keys, Duration::ZERO), (None, Some(_))));
        assert!(matches!(keys.keys(Wanted::Keys, Duration::from_secs(9)), (None, None)));
        assert!(matches!(keys.keys(Wanted::Keys, Duration::from_secs(10)), (Some(_), None)));
    }

    #[test]
    fn an_issuer_that_has_no_document_is_not_asked() {
        for issuer in ["https://a.example/pool?x", "https://a.example/pool#x", "https://a.example#"]
        {
            let answers = Answers(vec![Ok(set("a"))], AtomicUsize::new(0));
            let keys = RemoteKeys::new(Origin::Issuer(issuer.to_owned()), &answers);
            assert!(matches!(keys.keys(Wanted::Keys, Duration::ZERO), (None, Some(_))));
            assert_eq!(answers.1.load(Ordering::Relaxed), 0, "{issuer}");
        }
    }

    /// Holds every fetch until two threads have met.
    struct Slow<'b>(&'b Barrier, Answers);

    impl Transport for Slow<'_> {
        fn get(&self, address: &Address) -> Result<Vec<u8>, FetchError> {
            if self.1.1.load(Ordering::Relaxed) > 0 {
                self.0.wait();
                self.0.wait();
            }
            (&self.1).get(address)
        }
    }

    #[test]
    fn while_one_thread_fetches_the_others_use_the_old_set() {
        let barrier = Barrier::new(2);
        let answers = Answers(vec![Ok(set("a")), Ok(set("b"))], AtomicUsize::new(0));
        let keys = from_address(Slow(&barrier, answers));
        let old = keys.keys(Wanted::Keys, Duration::ZERO).0.unwrap();
        let later = Duration::from_mins(1);
        std::thread::scope(|scope| {
            let fetching = scope.spawn(|| keys.keys(Wanted::UnknownKey, later).0.unwrap());
            barrier.wait();
            for _ in 0..100 {
                let seen = keys.keys(Wanted::UnknownKey, later).0.unwrap();
                assert!(Arc::ptr_eq(&seen, &old));
            }
            barrier.wait();
            assert!(!Arc::ptr_eq(&fetching.join().unwrap(), &old));
        });
        assert_eq!(keys.transport.1.1.load(Ordering::Relaxed), 2);
    }
}
