//! Coverage for people: each route with what its rows do not show, then rows to paste, then the
//! number.

use std::io;

use crate::{
    outcome::coverage::{ClauseCoverage, Coverage, PolicyCoverage, RouteCoverage},
    visible::Visible,
};

/// Writes the table of each policy.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    for policy in &coverage.policies {
        let name = Visible(&policy.policy);
        if let Some(refused) = &policy.refused {
            writeln!(out, "coverage of {name}: not known: {}", Visible(refused))?;
            continue;
        }
        writeln!(out, "coverage of {name}: {}", policy.share())?;
        table(policy, out)?;
        findings(policy, out)?;
        rows(policy, out)?;
    }
    let share = coverage.share();
    let (covered, all) = (share.covered, share.all);
    if all == 0 {
        return writeln!(out, "coverage: there is nothing to cover");
    }
    writeln!(out, "coverage: {share} ({covered} of {all} ways in which clauses decide)")
}

fn table(policy: &PolicyCoverage, out: &mut dyn io::Write) -> io::Result<()> {
    let text = |route: &RouteCoverage| Visible(&route.route).to_string();
    let width = policy.routes.iter().map(|route| text(route).chars().count()).max().unwrap_or(0);
    for route in &policy.routes {
        writeln!(out, "  {:width$}  {:>7}", text(route), route.share().to_string())?;
        let open: Vec<&ClauseCoverage> =
            route.clauses.iter().filter(|clause| !clause.share().is_all()).collect();
        let own = |clause: &ClauseCoverage| Visible(&clause.clause).to_string();
        let width = open.iter().map(|one| own(one).chars().count()).max().unwrap_or(0);
        for clause in open {
            let (allowed, denied) = (count(clause.allowed), count(clause.denied));
            let near = clause.near_misses;
            let text = own(clause);
            writeln!(
                out,
                "    {text:width$}  allowed {allowed}  denied by it alone {denied}  near misses {near}"
            )?;
        }
    }
    Ok(())
}

fn count(count: Option<usize>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| count.to_string())
}

fn findings(policy: &PolicyCoverage, out: &mut dyn io::Write) -> io::Result<()> {
    for route in &policy.routes {
        for clause in &route.clauses {
            let Some(finding) = clause.finding else { continue };
            let (route, text) = (Visible(&route.route), Visible(&clause.clause));
            let (file, line) = (Visible(&clause.file), clause.line);
            writeln!(out, "  note: {file}:{line}: {route}: {text}: {finding}; it is not counted")?;
        }
    }
    Ok(())
}

fn rows(policy: &PolicyCoverage, out: &mut dyn io::Write) -> io::Result<()> {
    let clauses = policy.routes.iter().flat_map(|route| &route.clauses);
    let missing: Vec<&String> =
        clauses.flat_map(|clause| &clause.missing).filter_map(|one| one.row.as_ref()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    writeln!(out, "  rows that are missing, to paste under `cases:`")?;
    for row in missing {
        writeln!(
            out,
            "{}",
            row.lines().map(|line| Visible(line).to_string()).collect::<Vec<_>>().join("\n")
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{outcome::coverage::MissingRow, visible::is_hidden};

    fn written(coverage: &Coverage) -> String {
        let mut out = Vec::new();
        write(coverage, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn coverage(clause: &str) -> Coverage {
        let row = Some("  - name: x".to_owned());
        let clause = ClauseCoverage {
            clause: clause.to_owned(),
            line: 7,
            allowed: Some(1),
            denied: Some(0),
            missing: vec![MissingRow { wanted: "denied", row }],
            ..ClauseCoverage::default()
        };
        let route = RouteCoverage {
            route: "GET /a".to_owned(),
            file: "p.yaml".to_owned(),
            line: 7,
            clauses: vec![clause],
        };
        let policy =
            PolicyCoverage { policy: "p.yaml".to_owned(), refused: None, routes: vec![route] };
        Coverage { policies: vec![policy] }
    }

    #[test]
    fn each_clause_that_is_not_covered_stands_with_its_numbers() {
        assert_eq!(
            written(&coverage("scope a")),
            "coverage of p.yaml: 50.0 %\n  GET /a   50.0 %\n    scope a  allowed 1  denied by it alone 0  near misses 0\n  \
             rows that are missing, to paste under `cases:`\n  - name: x\ncoverage: 50.0 % (1 of 2 ways in which clauses decide)\n"
        );
    }

    #[test]
    fn hostile_texts_are_made_visible() {
        let text = written(&coverage("\u{1b}[31m\u{202e}"));
        assert!(!text.chars().any(|one| one != '\n' && is_hidden(one)), "{text:?}");
    }
}
