//! The numbers of a run against a gateway: what was compared, what did not show, what was not sent.

use std::collections::BTreeMap;
use std::fmt;

use super::judge::Verdict;

/// The numbers of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answers whose status was compared.
    compared: usize,
    /// Of these, answers whose challenge was compared, too.
    challenges: usize,
    /// Rows of which a part does not show.
    unseen: usize,
    /// Answers that are others than the engine's.
    differences: usize,
    /// Rows that were not sent, by reason.
    unsent: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn count(&mut self, verdict: &Verdict) {
        self.compared += usize::from(verdict.is_seen);
        self.challenges += usize::from(verdict.has_challenge);
        self.unseen += usize::from(!verdict.unseen.is_empty());
        self.differences += usize::from(!verdict.differences.is_empty());
    }

    pub(super) fn count_unsent(&mut self, kind: &'static str) {
        *self.unsent.entry(kind).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { compared, challenges, unseen, differences, .. } = self;
        write!(f, "{compared} statuses and {challenges} challenges compared")?;
        write!(f, "; {unseen} rows expect more than shows over HTTP")?;
        write!(f, "; {differences} answers differ from the engine's")?;
        for (at, (kind, count)) in self.unsent.iter().enumerate() {
            let lead = if at == 0 { "\nnot sent: " } else { ", " };
            write!(f, "{lead}{count} {kind}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_told() {
        let mut tally = Tally::default();
        let seen = Verdict { is_seen: true, has_challenge: true, ..Verdict::default() };
        tally.count(&seen);
        tally.count(&Verdict { differences: vec!["x".to_owned()], unseen: vec!["route"], ..seen });
        tally.count(&Verdict::default());
        tally.count_unsent("b");
        tally.count_unsent("a");
        tally.count_unsent("b");
        assert_eq!(
            tally.to_string(),
            "2 statuses and 2 challenges compared; 1 rows expect more than shows over HTTP; \
             1 answers differ from the engine's\nnot sent: 1 a, 2 b"
        );
    }
}
