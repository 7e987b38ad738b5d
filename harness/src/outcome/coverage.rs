//! What the rows of a run cover of their policies, ready to be reported in any format.

use serde::Serialize;

/// What the rows of a run cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The policies, in the order in which specs name them.
    pub policies: Vec<PolicyCoverage>,
}

/// What rows cover of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PolicyCoverage {
    /// The file.
    pub policy: String,
    /// Why nothing is known about it.
    pub refused: Option<String>,
    /// The routes, in the order of the file.
    pub routes: Vec<RouteCoverage>,
}

/// What rows cover of a route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RouteCoverage {
    /// The route as printed.
    pub route: String,
    /// The file it stands in; of a template, maybe another than the policy's.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What can decide its requests.
    pub clauses: Vec<ClauseCoverage>,
}

/// What rows cover of a clause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClauseCoverage {
    /// What it says.
    pub clause: String,
    /// The file it stands in.
    pub file: String,
    /// The line it stands on, from 1.
    pub line: usize,
    /// Rows that are allowed because of it; nothing where there can be none.
    pub allowed: Option<usize>,
    /// Rows that it alone denies; nothing where there can be none.
    pub denied: Option<usize>,
    /// Those of them that differ from an allowed row in one thing about the token.
    pub near_misses: usize,
    /// Why it decides nothing, or not all that it says.
    pub finding: Option<&'static str>,
    /// What no row shows.
    pub missing: Vec<MissingRow>,
}

/// What no row shows of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingRow {
    /// `allowed` or `denied`.
    pub wanted: &'static str,
    /// A row to paste; nothing where one that is listed before shows it, too.
    pub row: Option<String>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// What is covered.
    pub covered: usize,
    /// What there is.
    pub all: usize,
}

impl Share {
    /// Returns the tenths of a percent, rounded down: 1000 is all, and so is nothing of nothing.
    pub fn per_mille(self) -> usize {
        (self.covered * 1_000).checked_div(self.all).unwrap_or(1_000)
    }

    /// Returns whether nothing is left uncovered.
    pub fn is_all(self) -> bool {
        self.covered == self.all
    }

    fn add(self, other: Self) -> Self {
        Self { covered: self.covered + other.covered, all: self.all + other.all }
    }
}

/// Writes `87.5 %`.
impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mille = self.per_mille();
        write!(f, "{}.{} %", mille / 10, mille % 10)
    }
}

impl Coverage {
    /// Returns how much is covered.
    pub fn share(&self) -> Share {
        self.policies.iter().map(PolicyCoverage::share).fold(Share::default(), Share::add)
    }

    /// Returns whether nothing is known about a policy.
    pub fn is_refused(&self) -> bool {
        self.policies.iter().any(|policy| policy.refused.is_some())
    }
}

impl PolicyCoverage {
    /// Returns how much is covered.
    pub fn share(&self) -> Share {
        self.routes.iter().map(RouteCoverage::share).fold(Share::default(), Share::add)
    }
}

impl RouteCoverage {
    /// Returns how much is covered.
    pub fn share(&self) -> Share {
        self.clauses.iter().map(ClauseCoverage::share).fold(Share::default(), Share::add)
    }
}

impl ClauseCoverage {
    /// Returns how much is covered.
    pub fn share(&self) -> Share {
        let goals = [self.allowed, self.denied];
        let counts = || goals.iter().flatten();
        Share { covered: counts().filter(|count| **count > 0).count(), all: counts().count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_so_that_only_all_is_all() {
        let text = |covered, all| Share { covered, all }.to_string();
        assert_eq!(text(1, 3), "33.3 %");
        assert_eq!(text(9_999, 10_000), "99.9 %");
        assert_eq!(text(3, 3), "100.0 %");
        assert_eq!(text(0, 0), "100.0 %");
    }

    #[test]
    fn what_cannot_be_is_not_asked_for() {
        let clause = ClauseCoverage { allowed: Some(2), denied: None, ..ClauseCoverage::default() };
        assert_eq!(clause.share(), Share { covered: 1, all: 1 });
        let clause = ClauseCoverage { allowed: Some(2), denied: Some(0), ..clause };
        assert_eq!(clause.share(), Share { covered: 1, all: 2 });
    }
}
