//! The verdicts of other people's programs, held against ours. Their files are not part of the
//! project: `CORPORA` names the folder that has them.

use std::collections::BTreeMap;

mod gateways;
mod globs;
mod observed;
mod parsers;
mod route_lists;
mod route_tables;
mod signatures;
mod translate;
mod verdicts;

/// Reads a file of the corpora.
#[expect(clippy::disallowed_methods, reason = "the corpora lie outside of the project")]
fn read(name: &str) -> String {
    let folder = std::env::var("CORPORA").unwrap_or_else(|error| panic!("CORPORA: {error}"));
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn read_json(name: &str) -> serde_json::Value {
    serde_json::from_str(&read(name)).unwrap()
}

/// What became of the cases of a corpus.
#[derive(Debug, Default)]
struct Tally {
    run: usize,
    skipped: BTreeMap<&'static str, usize>,
    different: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

impl Tally {
    fn skip(&mut self, cause: &'static str) {
        *self.skipped.entry(cause).or_default() += 1;
    }

    /// Takes a case down: the same, or different for a cause that has a name.
    fn take(&mut self, same: bool, cause: Option<&'static str>, shown: impl FnOnce() -> String) {
        self.run += 1;
        match cause {
            _ if same => {}
            Some(cause) => *self.different.entry(cause).or_default() += 1,
            None => self.unexplained.push(shown()),
        }
    }

    /// Every case is accounted for: so many run, none different without a cause.
    fn assert(&self, run: usize, different: &[(&'static str, usize)]) {
        assert_eq!(self.unexplained, [""; 0], "{self:#?}");
        assert_eq!(self.different, different.iter().copied().collect(), "{self:#?}");
        assert_eq!(self.run, run, "{self:#?}");
    }
    /// Every one of `all` cases is accounted for, each difference by one of the causes, and each cause
    /// was met. The files of others may hold more cases than ours did, never fewer than `known`.
    fn assert_all(&self, all: usize, known: usize, causes: &[&'static str]) {
        assert_eq!(self.unexplained, [""; 0], "{self:#?}");
        let skipped: usize = self.skipped.values().sum();
        assert_eq!((self.run + skipped, all >= known), (all, true), "{self:#?}");
        let met: Vec<&str> = self.skipped.keys().chain(self.different.keys()).copied().collect();
        assert!(causes.iter().all(|cause| met.contains(cause)), "{self:#?}");
    }
}
