//! `harness mutate`: which mistakes in the policy would the specs miss?

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use engine::{Code, Diagnostics, Source};

use super::arguments::use_threads;
use super::output;
use super::values::{ValueArgs, refuse_strangers};
use crate::analysis::difference::Exact;
use crate::cache::Cache;
use crate::exit::Exit;
use crate::input::discover;
use crate::mint::{KeyStore, Minter};
use crate::mutate::revision::text_at;
use crate::mutate::{Changed, Format, Mutation, Selection, Unfit, changed, mutate, write};
use crate::policy_file::{PolicyFile, Values};
use crate::progress::Progress;
use crate::render::Sources;
use crate::suite::{ReadyPolicy, Suite};
use crate::terminal::{Answer, Failure, Terminal};

#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Each mutant is the policy with one mistake in it: a scope dropped, a route made public, a guardrail
left out, and many more. A mutant is killed when a row of the specs fails for it, as `harness run`
would fail if the policy had that mistake; one that no row notices survives. Invariants count as
rows; proving is slow, so they are asked of mutants that no other row kills. Mistakes that
`harness check` would refuse are stillborn and not counted. The score is killed / (killed +
survived). Mutants that change nothing but the reason of denials count with --reasons only. Where rows
fail for nothing but the name of a route or variable that they expect, it is said how many these are.
Rows that kill no mutant are listed; not so with --since and --filter, which leave out the mutants
that such rows may be about, and no invariant that was never asked.

Exit: 0 done, 1 the score is under --min-score, 2 could not answer, or a row or invariant does not
hold, 4 no mutant was held against any row. With --since, nothing changed is 0.
The last line is `score N %: K killed, S survived, E equivalent, B stillborn`.

JSON: one object
  {\"score\":0.0|null,\"summary\":{\"killed\":0,\"survived\":0,\"equivalent\":0,\"stillborn\":0,\"of_reasons\":0,\"by_names\":0},
   \"mutants\":[{\"operator\",\"file\",\"line\",\"column\",\"description\",\"fate\":\"killed|survived|equivalent\",
    \"of\":\"access|reasons\",\"killed_by\":[0],\"killed_by_invariants\":[1],\"by_names\":false,
    \"shown\":{\"change\",\"request\",\"old\",\"new\",\"row\"}|null,\"refusal\"}],
   \"rows\":[{\"kind\":\"row|invariant\",\"name\",\"file\",\"line\",\"column\",\"asked\":true,\"kills\":0,\"weakness\"}]};
  killed_by and killed_by_invariants are places in rows

Examples:
  harness mutate specs/
  harness mutate specs/orders.yaml --filter route-public
  harness mutate specs/ --since origin/main --min-score 100
  harness mutate specs/ --format json --output mutants.json"
)]
pub(super) struct MutateArgs {
    /// Specs, or folders of them.
    #[arg(value_name = "SPEC", default_value = "specs")]
    specs: Vec<PathBuf>,
    /// Make mutants only of what has changed since a revision of git.
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Exit 1 when the score is under so many percent.
    #[arg(long, value_name = "N", value_parser = percent)]
    min_score: Option<f64>,
    /// Count mutants that change nothing but the reason of denials.
    #[arg(long)]
    reasons: bool,
    /// Make mutants whose description, operator or file holds this text; may be given several times.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// Judge mutants on this many threads; default is one a core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file; the terminal gets the one for people.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Make new keys instead of those of the user's cache folder.
    #[arg(long)]
    fresh_keys: bool,
    #[command(flatten)]
    values: ValueArgs,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "write a number from 0 to 100".to_owned())
}

impl MutateArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        use_threads(self.jobs)?;
        let values = self.values.read(terminal)?;
        let files =
            discover(&self.specs).map_err(|found| terminal.refuse(&found, &Sources::new()))?;
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let minter = Minter::new(keys);
        let suite = Suite::load(&files, None, &values, &minter).map_err(Failure::new)?;
        refuse_strangers(&values, &suite)?;
        if !suite.broken.is_empty() {
            let mut found = Diagnostics::new();
            suite.broken.iter().for_each(|broken| found.extend(broken.found.clone()));
            return Err(terminal.refuse(&found.sorted(), &suite.sources));
        }
        terminal.tell(&suite.warnings, &suite.sources)?;
        let changed = self.since.as_deref().map(|since| since_then(&suite, since, &values));
        let changed = changed.transpose()?;
        let selection = Selection { filters: self.filter.clone(), changed };
        let shown = terminal.progress;
        let progress = |total| {
            let progress = if shown { Progress::on_stderr(total) } else { Progress::hidden(total) };
            progress.with_template("{pos} of {len} mutants, {elapsed}")
        };
        let mutation = mutate(&suite, &selection, Some(&Exact(&minter)), &minter, progress)
            .map_err(|one| unfit(&one))?;
        self.write(&mutation, &suite.files, terminal)?;
        self.finish(&mutation, terminal)
    }

    fn write(
        &self,
        mutation: &Mutation,
        read: &[PathBuf],
        terminal: &mut Terminal<'_>,
    ) -> Result<(), Failure> {
        let mut format = self.format;
        if let Some(path) = &self.output {
            let failed = |error| Failure::new(format!("--output {}: {error}", path.display()));
            let read = read.iter().map(PathBuf::as_path);
            let mut file = output::create("--output", path, read)?;
            write(format, mutation, self.reasons, false, &mut file).map_err(failed)?;
            file.flush().map_err(failed)?;
            format = Format::Pretty;
        }
        let colour = terminal.colour_out && format == Format::Pretty;
        write(format, mutation, self.reasons, colour, &mut terminal.out)?;
        Ok(terminal.out.flush()?)
    }

    fn finish(&self, mutation: &Mutation, terminal: &mut Terminal<'_>) -> Answer {
        let score = mutation.score(self.reasons);
        let Some(percent) = score.percent() else {
            let nothing = if mutation.rows.is_empty() {
                "no spec with rows is among the files"
            } else if self.since.is_some() && self.filter.is_empty() {
                writeln!(terminal.err, "no route, guardrail or authorizer has changed")?;
                return Ok(Exit::Success);
            } else {
                "no mutant is left to count"
            };
            writeln!(terminal.err, "nothing ran: {nothing}")?;
            return Ok(Exit::NothingRan);
        };
        Ok(if self.min_score.is_some_and(|least| percent < least) {
            writeln!(terminal.err, "the score is under --min-score")?;
            Exit::No
        } else {
            Exit::Success
        })
    }
}

/// Compares each policy with what it was.
fn since_then(
    suite: &Suite,
    since: &str,
    values: &Values,
) -> Result<Vec<(Arc<ReadyPolicy>, Changed)>, Failure> {
    let mut known: Vec<(Arc<ReadyPolicy>, Changed)> = Vec::new();
    for spec in &suite.specs {
        let policy = &spec.policy;
        if known.iter().any(|(own, _)| Arc::ptr_eq(own, policy)) {
            continue;
        }
        let file = &policy.file;
        let text = text_at(since, &file.path)
            .map_err(|error| Failure::new(format!("--since: {error}")))?;
        let old = text.map(|text| {
            let name = format!("{since}:./{}", file.path.display());
            let old = if file.template().is_some() {
                PolicyFile::at_revision(&name).map_err(|(found, _)| found)?
            } else {
                PolicyFile::of_text(&file.path, Arc::new(Source::new(name, text)))?
            };
            old.validate(&spec.spec.set, values, true)
        });
        // It was there; what it stands on cannot be looked at, so nobody knows what has changed.
        if let Some(Err(found)) = &old
            && let Some(unreadable) = found.iter().find(|one| one.code == Code::Unreadable)
        {
            return Err(Failure::new(format!("--since: {unreadable}")));
        }
        // What was no policy then is new as a whole.
        let old = old.and_then(Result::ok).map(|validated| validated.policy);
        let changed = changed(old.as_ref(), policy.engine.policy());
        known.push((Arc::clone(policy), changed));
    }
    Ok(known)
}

fn unfit(unfit: &Unfit) -> Failure {
    let message = unfit.to_string();
    match unfit {
        Unfit::Failing { .. } | Unfit::Unproved { .. } => Failure::with_help(
            message,
            "mutants are held against rows and invariants that hold: `harness run`",
        ),
        Unfit::Failed(_) => Failure::new(message),
    }
}
