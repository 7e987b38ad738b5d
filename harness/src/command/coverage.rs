//! The arguments of `harness run` about coverage.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output;
use crate::analysis::witness::ReplayError;
use crate::coverage;
use crate::exit::Exit;
use crate::mint::Minter;
use crate::outcome::{Row, coverage::Coverage};
use crate::report::{CoverageFormat, write_coverage, write_lines};
use crate::run::Selection;
use crate::suite::Suite;
use crate::terminal::{Failure, Terminal};

/// Whether and how coverage is told.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Coverage")]
pub(super) struct CoverageArgs {
    /// Tell which clauses of the policies the rows decide by, with the rows that are missing; also
    /// write it to a file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true,
        default_missing_value = "")]
    coverage: Option<OsString>,
    /// What is written to the file.
    #[arg(long, value_enum, default_value_t, requires = "coverage", value_name = "FORMAT")]
    coverage_format: CoverageFormat,
    /// Fail when less is covered, in percent.
    #[arg(long, value_name = "N", requires = "coverage", value_parser = percent)]
    min_coverage: Option<Percent>,
}

/// A number of percent, as written, and its tenths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Percent(String, usize);

fn percent(text: &str) -> Result<Percent, String> {
    let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| part.parse::<usize>().ok().filter(|_| is_number(part));
    let tenths = number(tenths).filter(|own| *own < 10);
    let mille = number(whole).zip(tenths).and_then(|(whole, tenths)| {
        whole.checked_mul(10)?.checked_add(tenths).filter(|mille| *mille <= 1_000)
    });
    let mille = mille.ok_or("write a number from 0 to 100, like 95 or 99.5")?;
    Ok(Percent(text.to_owned(), mille))
}

impl CoverageArgs {
    /// Finds what rows cover, if that is asked for.
    pub(super) fn find(
        &self,
        suite: &Suite,
        selection: &Selection,
        rows: &[Row],
        minter: &Minter,
    ) -> Result<Option<Coverage>, ReplayError> {
        self.coverage.as_ref().map(|_| coverage::of(suite, selection, rows, minter)).transpose()
    }

    /// Writes the file, and the table where the report does not have it.
    pub(super) fn write(
        &self,
        coverage: &Coverage,
        (is_reported, read): (bool, &[PathBuf]),
        terminal: &mut Terminal<'_>,
    ) -> Result<(), Failure> {
        let file = self.coverage.as_ref().filter(|file| !file.is_empty());
        if let Some(path) = file.map(Path::new) {
            let failed = |error| Failure::new(format!("--coverage {}: {error}", path.display()));
            let read = read.iter().map(PathBuf::as_path);
            let mut file = output::create("--coverage", path, read)?;
            write_lines(self.coverage_format, coverage, &mut file).map_err(failed)?;
            file.flush().map_err(failed)?;
        }
        if !is_reported {
            write_coverage(coverage, &mut terminal.err)?;
        }
        Ok(())
    }

    /// Judges coverage where all rows held.
    pub(super) fn exit(
        &self,
        coverage: &Coverage,
        terminal: &mut Terminal<'_>,
    ) -> Result<Exit, Failure> {
        if coverage.is_refused() {
            writeln!(terminal.err, "coverage is not known of every policy")?;
            return Ok(Exit::CouldNotAnswer);
        }
        let share = coverage.share();
        match &self.min_coverage {
            Some(Percent(text, least)) if share.per_mille() < *least => {
                writeln!(terminal.err, "coverage {share} is under --min-coverage {text}")?;
                Ok(Exit::No)
            }
            Some(_) | None => Ok(Exit::Success),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_have_at_most_one_decimal() {
        assert_eq!(percent("99.5").unwrap().1, 995);
        assert_eq!(percent("100").unwrap().1, 1_000);
        assert_eq!(percent("0").unwrap().1, 0);
        for text in ["", "100.1", "-1", "+1", "1.", ".5", "1.25", "x", "99999999999999999999"] {
            assert!(percent(text).is_err(), "{text}");
        }
    }
}
