//! `harness run`: do the rows hold?

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use engine::{Capacity, Diagnostics, TokenCache};

use super::against::AgainstArgs;
use super::coverage::CoverageArgs;
use super::output;
use super::values::{ValueArgs, refuse_strangers};
use crate::against;
use crate::analysis::witness::ReplayError;
use crate::cache::Cache;
use crate::exit::Exit;
use crate::input::discover;
use crate::mint::{KeyStore, Minter};
use crate::outcome::{Outcome, Row, Run};
use crate::progress::Progress;
use crate::render::Sources;
use crate::report::{self, Format, Style};
use crate::run::proving::unsent;
use crate::run::{Selection, run};
use crate::suite::{Broken, ReadySpec, Suite};
use crate::terminal::{Answer, Failure, Terminal};
use crate::watch::Watch;

#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Exit: 0 every row held, 1 a row failed or less is covered than asked for, 2 a file or row could not be
run, or coverage not told, 4 no row ran.
The last line is `N passed, M failed, K skipped`.

JSON: one object
  {\"summary\":{\"passed\":0,\"failed\":0,\"errors\":0,\"skipped\":0},\"rows\":[{\"name\",\"file\",\"line\",
   \"column\",\"outcome\":\"pass|fail|error|skip\",\"expected\",\"got\",\"certainty\",\"notes\"}],\"warnings\":[]}
  and with --coverage \"coverage\":{\"policies\":[{\"policy\",\"refused\",\"routes\":[{\"route\",\"line\",\"clauses\":
   [{\"clause\",\"line\",\"allowed\",\"denied\",\"near_misses\",\"finding\",\"missing\":[{\"wanted\",\"row\"}]}]}]}]}

Examples:
  harness run specs/
  harness run specs/orders.yaml --filter expired
  harness run specs/ --format junit --output junit.xml
  harness run specs/ --partition 1/4 --fail-fast
  harness run specs/orders.yaml --policy template.yaml
  harness run specs/ --watch
  harness run specs/ --coverage --min-coverage 90
  harness run specs/ --coverage=lcov.info
  harness run specs/orders.yaml --against http://127.0.0.1:8080
  harness run specs/ --against https://api.example/dev --now wall --served policies/orders.yaml
  harness run specs/envoy.yaml --against http://127.0.0.1:10000 --now wall --compare status"
)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(super) struct RunArgs {
    /// Specs, or folders of them.
    #[arg(value_name = "SPEC", default_value = "specs")]
    specs: Vec<PathBuf>,
    /// Run the specs against this policy, or template, and not those that they name.
    #[arg(long, value_name = "POLICY")]
    policy: Option<PathBuf>,
    /// Run rows whose name or file holds this text; may be given several times.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// Run rows on this many threads; default is one a core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Stop at the first row that fails.
    #[arg(long)]
    fail_fast: bool,
    /// Run the I-th of N parts of the rows.
    #[arg(long, value_name = "I/N", value_parser = partition)]
    partition: Option<(usize, usize)>,
    /// Run again whenever a spec or policy changes.
    #[arg(long)]
    watch: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file; the terminal gets the one for people.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// List rows that pass, too.
    #[arg(long, short)]
    verbose: bool,
    /// Make new keys instead of those of the user's cache folder.
    #[arg(long)]
    fresh_keys: bool,
    /// Verify every token anew: no verified token is remembered.
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    coverage: CoverageArgs,
    #[command(flatten)]
    against: AgainstArgs,
    #[command(flatten)]
    values: ValueArgs,
}

fn partition(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    match parts {
        Some((part, parts)) if 1 <= part && part <= parts => Ok((part, parts)),
        _ => Err("write I/N with 1 <= I <= N, like 1/4".to_owned()),
    }
}

impl RunArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        // Before any thread: asking the system for barriers between threads takes 10 ms once there
        // are some.
        let tokens = (!self.no_cache).then(|| TokenCache::new(Capacity::default()));
        let tokens = tokens.as_ref();
        if let Some(jobs) = self.jobs {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs));
            pool.build_global().map_err(|error| Failure::new(format!("--jobs: {error}")))?;
        }
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let minter = Minter::new(keys);
        let (exit, files) = self.once(&minter, tokens, terminal)?;
        if !self.watch {
            return Ok(exit);
        }
        let mut watch = Watch::new(&self.specs, files).map_err(Failure::new)?;
        loop {
            writeln!(terminal.err, "waiting for a change; end with Ctrl-C")?;
            terminal.err.flush()?;
            watch.wait().map_err(Failure::new)?;
            // A file that is broken for a moment is told and waited for.
            match self.once(&minter, tokens, terminal) {
                Ok((_, files)) => watch.follow(files).map_err(Failure::new)?,
                Err(Failure::Told) => {}
                Err(other) => return Err(other),
            }
        }
    }

    fn once(
        &self,
        minter: &Minter,
        tokens: Option<&TokenCache>,
        terminal: &mut Terminal<'_>,
    ) -> Result<(Exit, Vec<PathBuf>), Failure> {
        let begun = Instant::now();
        let values = self.values.read(terminal)?;
        let (files, missing) = match discover(&self.specs) {
            Ok(files) => (files, Diagnostics::new()),
            Err(missing) => (Vec::new(), missing),
        };
        let mut suite =
            Suite::load(&files, self.policy.as_deref(), &values, minter).map_err(Failure::new)?;
        // An argument that cannot be read is a row, so that no report is silent about it.
        let broken = missing.into_iter();
        suite.broken.extend(broken.map(|one| Broken { file: one.file.clone(), found: one.into() }));
        refuse_strangers(&values, &suite)?;
        let of = |spec: &ReadySpec| spec.spec.cases.len() + spec.spec.invariants.len();
        let rows: usize = suite.specs.iter().map(of).sum();
        let progress =
            if terminal.progress { Progress::on_stderr(rows) } else { Progress::hidden(rows) };
        let selection = Selection {
            filters: self.filter.clone(),
            partition: self.partition,
            fail_fast: self.fail_fast,
        };
        let (ran, tally) = match self.against.settings(self.jobs)? {
            None => (run(&suite, &selection, minter, tokens, &progress), None),
            Some(settings) => {
                let mut fetched = self.against.tokens(&settings.base)?;
                let fetched = fetched.as_mut();
                let ran = against::run(&suite, &selection, &settings, fetched, minter, &progress);
                let (ran, tally) = ran.map_err(Failure::new)?;
                let claims = unsent(&suite, &selection);
                if claims > 0 {
                    let told = "not sent: invariants are proved by a run without --against";
                    writeln!(terminal.err, "{claims} {told}")?;
                }
                (ran, Some(tally))
            }
        };
        drop(progress);
        let covered = match self.coverage.find(&suite, &selection, &ran.rows, minter) {
            Ok(covered) => covered,
            Err(fault @ ReplayError::Mismatch(_)) => {
                writeln!(terminal.err, "error: {fault}")?;
                return Ok((Exit::OurFault, suite.files));
            }
            Err(other) => return Err(Failure::new(other.to_string())),
        };
        suite.warnings.extend(ran.warnings);
        let mut report = Run { rows: ran.rows, coverage: covered, ..Run::default() };
        // Specs that share a broken policy have the same findings, told once.
        let mut broken_found = Diagnostics::new();
        for broken in &suite.broken {
            broken_found.extend(broken.found.clone());
            report.rows.push(broken_row(&broken.file, &broken.found));
        }
        terminal.tell(&broken_found.sorted(), &suite.sources)?;
        let warnings = std::mem::take(&mut suite.warnings).sorted();
        if self.format != Format::Json || self.output.is_some() {
            terminal.tell(&warnings, &suite.sources)?;
        }
        report.warnings = warnings.into_iter().collect();
        report.elapsed = begun.elapsed();
        if ran.left_out > 0 {
            writeln!(
                terminal.err,
                "stopped at the first failure; {} rows were not run",
                ran.left_out
            )?;
        }
        self.write(&report, (&suite.sources, &suite.files), terminal)?;
        let mut exit = exit(&report);
        if let Some(coverage) = &report.coverage {
            let is_reported = self.format == Format::Pretty || self.output.is_some();
            self.coverage.write(coverage, (is_reported, &suite.files), terminal)?;
            if exit == Exit::Success {
                exit = self.coverage.exit(coverage, terminal)?;
            }
        }
        if let Some(tally) = tally {
            writeln!(terminal.err, "{tally}")?;
        }
        if exit == Exit::NothingRan {
            writeln!(terminal.err, "nothing ran: {}", self.why_nothing(rows, &report))?;
        }
        Ok((exit, suite.files))
    }

    fn why_nothing(&self, rows: usize, report: &Run) -> &'static str {
        match (rows, report.summary().skipped) {
            (0, _) => "no spec with rows is among the files (a policy alone has none)",
            (_, 1..) => "every row is skipped",
            _ if self.filter.is_empty() => "this part of the rows is empty",
            _ => "no row's name or file holds the text of --filter",
        }
    }

    fn write(
        &self,
        report: &Run,
        (sources, read): (&Sources, &[PathBuf]),
        terminal: &mut Terminal<'_>,
    ) -> Result<(), Failure> {
        let mut style = Style { colour: terminal.colour_out, every_row: self.verbose };
        let mut format = self.format;
        if let Some(path) = &self.output {
            let failed = |error| Failure::new(format!("--output {}: {error}", path.display()));
            let read = read.iter().map(PathBuf::as_path);
            let mut file = output::create("--output", path, read)?;
            let plain = Style { colour: false, ..style };
            report::write(format, report, sources, plain, &mut file).map_err(failed)?;
            file.flush().map_err(failed)?;
            format = Format::Pretty;
        }
        style.colour &= format == Format::Pretty;
        report::write(format, report, sources, style, &mut terminal.out)?;
        terminal.out.flush()?;
        Ok(())
    }
}

/// A file that cannot be run is a row of its own, so that no report is silent about it.
fn broken_row(file: &str, found: &Diagnostics) -> Row {
    let first = found.iter().find(|one| one.severity() == engine::Severity::Error);
    Row {
        name: "(the file)".to_owned(),
        file: file.to_owned(),
        line: first.filter(|one| one.file == file).map_or(1, |one| one.location.line),
        column: first.filter(|one| one.file == file).map_or(1, |one| one.location.column),
        outcome: Outcome::Error,
        expected: "a spec that can be run".to_owned(),
        got: first.map_or_else(String::new, ToString::to_string),
        certainty: None,
        notes: Vec::new(),
    }
}

fn exit(report: &Run) -> Exit {
    let summary = report.summary();
    if summary.errors > 0 {
        Exit::CouldNotAnswer
    } else if summary.failed > 0 {
        Exit::No
    } else if summary.passed == 0 {
        Exit::NothingRan
    } else {
        Exit::Success
    }
}
