//! Coverage for other programs: lines of policy files as lcov and Cobertura have them.
//!
//! A line that holds clauses is a line of code, each way in which a clause decides a branch.

use std::collections::BTreeMap;
use std::io;

use clap::ValueEnum;

use crate::{
    json_text,
    outcome::coverage::{Coverage, PolicyCoverage, Share},
};

/// The value of `--coverage-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum CoverageFormat {
    /// lcov's tracefile.
    #[default]
    Lcov,
    /// Cobertura's XML.
    Cobertura,
    /// One JSON object.
    Json,
}

/// Writes coverage in a format for other programs.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write(
    format: CoverageFormat,
    coverage: &Coverage,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        CoverageFormat::Lcov => lcov(coverage, out),
        CoverageFormat::Cobertura => cobertura(coverage, out),
        CoverageFormat::Json => json_text::write_line(coverage, out),
    }
}

/// By line, the rows of each branch.
fn lines(policy: &PolicyCoverage) -> BTreeMap<usize, Vec<usize>> {
    let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for clause in policy.routes.iter().flat_map(|route| &route.clauses) {
        let branches = [clause.allowed, clause.denied];
        lines.entry(clause.line).or_default().extend(branches.iter().flatten());
    }
    lines.retain(|_, branches| !branches.is_empty());
    lines
}

fn lcov(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    for policy in &coverage.policies {
        let lines = lines(policy);
        writeln!(out, "TN:\nSF:{}", one_line(&policy.policy))?;
        for (line, branches) in &lines {
            for (branch, taken) in branches.iter().enumerate() {
                writeln!(out, "BRDA:{line},0,{branch},{taken}")?;
            }
        }
        let all: usize = lines.values().map(Vec::len).sum();
        let hit = lines.values().flatten().filter(|taken| **taken > 0).count();
        writeln!(out, "BRF:{all}\nBRH:{hit}")?;
        for (line, branches) in &lines {
            writeln!(out, "DA:{line},{}", branches.iter().sum::<usize>())?;
        }
        let hit = lines.values().filter(|branches| branches.iter().any(|taken| *taken > 0)).count();
        writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", lines.len())?;
    }
    Ok(())
}

fn cobertura(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    let all: Vec<_> = coverage.policies.iter().map(|policy| (policy, lines(policy))).collect();
    let branches = coverage.share();
    let lines = all.iter().flat_map(|(_, lines)| lines.values());
    let (mut line_share, mut branch_share) = (Share::default(), Share::default());
    for branches in lines {
        line_share.all += 1;
        line_share.covered += usize::from(branches.iter().any(|taken| *taken > 0));
    }
    branch_share.all += branches.all;
    branch_share.covered += branches.covered;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<coverage line-rate=\"{}\" branch-rate=\"{}\" lines-covered=\"{}\" lines-valid=\"{}\" branches-covered=\"{}\" \
         branches-valid=\"{}\" complexity=\"0\" version=\"1\" timestamp=\"0\">",
        rate(line_share),
        rate(branch_share),
        line_share.covered,
        line_share.all,
        branch_share.covered,
        branch_share.all,
    )?;
    writeln!(out, "  <sources><source>.</source></sources>\n  <packages>")?;
    writeln!(
        out,
        "    <package name=\"policies\" line-rate=\"{}\" branch-rate=\"{}\" complexity=\"0\">\n      <classes>",
        rate(line_share),
        rate(branch_share),
    )?;
    for (policy, lines) in &all {
        let hit = lines.values().filter(|branches| branches.iter().any(|taken| *taken > 0)).count();
        let share = Share { covered: hit, all: lines.len() };
        let name = escaped(&policy.policy);
        writeln!(
            out,
            "        <class name=\"{name}\" filename=\"{name}\" line-rate=\"{}\" branch-rate=\"{}\" complexity=\"0\">\n          \
             <methods/>\n          <lines>",
            rate(share),
            rate(policy.share()),
        )?;
        for (line, branches) in lines {
            let covered = branches.iter().filter(|taken| **taken > 0).count();
            let (of, hits) = (branches.len(), branches.iter().sum::<usize>());
            let percent = covered * 100 / of.max(1);
            writeln!(
                out,
                "            <line number=\"{line}\" hits=\"{hits}\" branch=\"true\" condition-coverage=\"{percent}% ({covered}/{of})\"/>"
            )?;
        }
        writeln!(out, "          </lines>\n        </class>")?;
    }
    writeln!(out, "      </classes>\n    </package>\n  </packages>\n</coverage>")
}

/// Writes a share as a part of one.
fn rate(share: Share) -> String {
    let mille = share.per_mille();
    format!("{}.{:03}", mille / 1_000, mille % 1_000)
}

/// No line of a record may end before it does.
fn one_line(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

/// Escapes a text for an attribute; what XML cannot hold becomes the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            one if one.is_control() => out.push('\u{fffd}'),
            one => out.push(one),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, events::Event};

    use super::*;
    use crate::{
        outcome::coverage::{ClauseCoverage, RouteCoverage},
        report::fixture::HOSTILE,
    };

    fn coverage(name: &str) -> Coverage {
        let clause = |line, allowed, denied| ClauseCoverage {
            line,
            allowed,
            denied,
            ..ClauseCoverage::default()
        };
        let clauses = vec![
            clause(7, Some(2), Some(0)),
            clause(7, None, Some(1)),
            clause(9, None, Some(0)),
            clause(11, None, None),
        ];
        let routes = vec![RouteCoverage { clauses, ..RouteCoverage::default() }];
        Coverage {
            policies: vec![PolicyCoverage { policy: name.to_owned(), refused: None, routes }],
        }
    }

    fn written(format: CoverageFormat, coverage: &Coverage) -> String {
        let mut out = Vec::new();
        write(format, coverage, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lcov_has_lines_and_branches_with_their_totals() {
        assert_eq!(
            written(CoverageFormat::Lcov, &coverage("p.yaml")),
            "TN:\nSF:p.yaml\nBRDA:7,0,0,2\nBRDA:7,0,1,0\nBRDA:7,0,2,1\nBRDA:9,0,0,0\nBRF:4\nBRH:2\nDA:7,3\nDA:9,0\nLF:2\nLH:1\nend_of_record\n"
        );
    }

    #[test]
    fn cobertura_is_xml_whatever_the_file_is_called() {
        let text = written(CoverageFormat::Cobertura, &coverage(HOSTILE));
        let mut reader = Reader::from_str(&text);
        let mut lines = 0;
        loop {
            let event = reader.read_event().unwrap();
            if event == Event::Eof {
                break;
            }
            if let Event::Empty(tag) = event
                && tag.name().as_ref() == b"line"
            {
                lines += 1;
            }
        }
        assert_eq!(lines, 2);
        assert!(
            text.contains("line-rate=\"0.500\" branch-rate=\"0.500\" lines-covered=\"1\""),
            "{text}"
        );
        assert!(
            text.contains(
                "number=\"7\" hits=\"3\" branch=\"true\" condition-coverage=\"66% (2/3)\""
            )
        );
    }

    #[test]
    fn a_record_of_lcov_keeps_its_lines_whatever_the_file_is_called() {
        let text = written(CoverageFormat::Lcov, &coverage("a\nDA:1,1"));
        assert_eq!(text.lines().filter(|line| line.starts_with("DA:")).count(), 2, "{text}");
    }
}
