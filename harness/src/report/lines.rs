//! Coverage for other programs: lines of policy files as lcov and Cobertura have them.
//!
//! A line that holds clauses is a line of code, each way in which a clause decides a branch.

mod cobertura;
mod taken;

use std::io;

use clap::ValueEnum;

use self::taken::{files, shares};
use crate::{json_text, outcome::coverage::Coverage};

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
        CoverageFormat::Cobertura => cobertura::write(coverage, out),
        CoverageFormat::Json => json_text::write_line(coverage, out),
    }
}

fn lcov(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    for (file, lines) in coverage.policies.iter().flat_map(files) {
        let (of_lines, of_branches) = shares(&lines);
        writeln!(out, "TN:\nSF:{}", one_line(file))?;
        for (line, branches) in &lines {
            for (branch, taken) in branches.iter().enumerate() {
                writeln!(out, "BRDA:{line},0,{branch},{taken}")?;
            }
        }
        writeln!(out, "BRF:{}\nBRH:{}", of_branches.all, of_branches.covered)?;
        for (line, branches) in &lines {
            writeln!(out, "DA:{line},{}", branches.iter().sum::<usize>())?;
        }
        writeln!(out, "LF:{}\nLH:{}\nend_of_record", of_lines.all, of_lines.covered)?;
    }
    Ok(())
}

/// No line of a record may end before it does.
fn one_line(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, events::Event};

    use super::*;
    use crate::{
        outcome::coverage::{ClauseCoverage, PolicyCoverage, RouteCoverage},
        report::fixture::HOSTILE,
    };

    fn coverage(name: &str) -> Coverage {
        let clause = |line, allowed, denied| ClauseCoverage {
            file: name.to_owned(),
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
