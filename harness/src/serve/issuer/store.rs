//! A store that forgets: what has expired, and the oldest when it is full.

use std::collections::{HashMap, VecDeque};

/// Values by a text that nobody can guess.
#[derive(Debug)]
pub(super) struct Store<V> {
    most: usize,
    entries: HashMap<String, (V, i64)>,
    /// Keys in the order of their coming; some may be gone already.
    order: VecDeque<String>,
}

impl<V> Store<V> {
    /// Returns a store of at most so many values.
    pub(super) fn new(most: usize) -> Self {
        Self { most, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// Keeps a value until an instant.
    pub(super) fn insert(&mut self, key: String, value: V, expires: i64, now: i64) {
        if self.order.len() >= self.most {
            self.entries.retain(|_, (_, expires)| *expires > now);
            let entries = &self.entries;
            self.order.retain(|key| entries.contains_key(key));
        }
        while self.order.len() >= self.most {
            let oldest = self.order.pop_front();
            oldest.and_then(|key| self.entries.remove(&key));
        }
        self.order.push_back(key.clone());
        self.entries.insert(key, (value, expires));
    }

    /// Returns a value that has not expired.
    pub(super) fn get(&self, key: &str, now: i64) -> Option<&V> {
        self.entries.get(key).filter(|(_, expires)| *expires > now).map(|(value, _)| value)
    }

    /// Puts another value in place of one that has not expired, and returns that one.
    pub(super) fn replace(&mut self, key: &str, value: V, now: i64) -> Option<V> {
        let (own, expires) = self.entries.get_mut(key)?;
        (*expires > now).then(|| std::mem::replace(own, value))
    }

    /// Keeps those values that fulfil a condition.
    pub(super) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        self.entries.retain(|_, (value, _)| keep(value));
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len().max(self.order.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_expired_is_gone() {
        let mut store = Store::new(2);
        store.insert("a".to_owned(), 1, 10, 0);
        assert_eq!(store.get("a", 9), Some(&1));
        assert_eq!(store.get("a", 10), None);
        assert_eq!(store.replace("a", 2, 10), None);
        assert_eq!(store.replace("a", 2, 9), Some(1));
        assert_eq!(store.get("a", 9), Some(&2));
        assert_eq!(store.get("b", 0), None);
    }

    #[test]
    fn a_full_store_forgets_the_expired_first_and_then_the_oldest() {
        let mut store = Store::new(3);
        for (key, expires) in [("old", 100), ("short", 5), ("new", 100)] {
            store.insert(key.to_owned(), (), expires, 0);
        }
        store.insert("fourth".to_owned(), (), 100, 6);
        assert!(store.get("old", 6).is_some() && store.get("short", 4).is_none());
        store.insert("fifth".to_owned(), (), 100, 6);
        assert!(store.get("old", 6).is_none());
        assert!(["new", "fourth", "fifth"].iter().all(|key| store.get(key, 6).is_some()));
    }

    #[test]
    fn a_flood_leaves_no_more_than_the_most() {
        let mut store = Store::new(50);
        for number in 0..10_000 {
            store.insert(number.to_string(), (), i64::MAX, 0);
            if number % 3 == 0 {
                store.retain(|()| false);
            }
            assert!(store.len() <= 50);
        }
    }
}
