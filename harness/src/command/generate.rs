//! `harness generate`: the least spec that shows how each clause of a policy decides.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::arguments::use_threads;
use super::output;
use super::refused::refused;
use super::values::{ValueArgs, load_policy_with};
use crate::analysis::witness::ReplayError;
use crate::cache::Cache;
use crate::exit::Exit;
use crate::generate::generate;
use crate::input::{read_named, read_source};
use crate::mint::{KeyStore, Minter};
use crate::progress::Progress;
use crate::spec::Spec;
use crate::suite::ReadyPolicy;
use crate::terminal::{Answer, Failure, Terminal};
use crate::visible::Visible;

#[derive(Debug, Args)]
#[command(
    after_help = "The rows show every way in which a clause of the policy decides (`harness run --coverage` says
100 %), and fail for every mistake that could be made in it (`harness mutate` says 100 %). Each is
the weakest request and token that do so, and was really sent to the policy before it is written.
The same policy gives the same text. Mistakes that change nothing but the reason of a denial count,
as with `mutate --reasons`. `minimal` says that fewer of the rows looked at would not do,
`irredundant` that none of them can be left out.

A mistake may be one that no row can tell, or that is not compared exactly: each is told, stands as
a comment in the spec, and the exit code of writing is 1.

Exit: 0 written, or the file says the same; 1 the file says something else, or no row fails for
some mistake; 2 could not answer; 4 there is nothing to show.

Examples:
  harness generate policies/orders.yaml --set pool=us-east-1_A
  harness generate policies/orders.yaml --set pool=us-east-1_A --output specs/orders-all.yaml
  harness generate policies/orders.yaml --check specs/orders-all.yaml"
)]
pub(super) struct GenerateArgs {
    /// The policy, or a template.
    #[arg(value_name = "POLICY")]
    policy: PathBuf,
    /// Write the spec to a file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compare the spec with a kept one, and write nothing; its `set:` gives the values.
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    check: Option<PathBuf>,
    /// Judge mutants on this many threads; default is one a core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Make new keys instead of those of the user's cache folder.
    #[arg(long)]
    fresh_keys: bool,
    #[command(flatten)]
    values: ValueArgs,
}

impl GenerateArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        use_threads(self.jobs)?;
        let own = self.kept_values();
        let (file, policy) = load_policy_with(&self.policy, (&own, &self.values), false, terminal)?;
        let mut values = self.values.read(terminal)?.over(&own);
        values.retain(|name, _| file.has_parameter(name));
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let minter = Minter::new(keys);
        let ready = ReadyPolicy::new(Arc::new(file), policy, &minter).map_err(Failure::new)?;
        let ready = Arc::new(ready);
        let shown = terminal.progress;
        let progress = |total| {
            let progress = if shown { Progress::on_stderr(total) } else { Progress::hidden(total) };
            progress.with_template("{pos} of {len} mutants, {elapsed}")
        };
        let generated = match generate(&ready, &minter, progress) {
            Ok(generated) => generated,
            Err(fault @ ReplayError::Mismatch(_)) => {
                writeln!(terminal.err, "error: {fault}")?;
                return Ok(Exit::OurFault);
            }
            Err(other) => {
                return Err(refused(&other, &[(&ready.file, ready.engine.policy())]));
            }
        };
        if generated.rows.is_empty() {
            writeln!(terminal.err, "no request can meet a route: there is nothing to show")?;
            return Ok(Exit::NothingRan);
        }
        let kept = self.check.as_deref().or(self.output.as_deref());
        let path = path_from(kept, &self.policy)?;
        let entries = values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let text = generated.spec(&path, entries)?;
        if let Some(kept) = &self.check {
            return self.compare(kept, &text, terminal);
        }
        match &self.output {
            Some(path) => {
                let failed = |error| Failure::new(format!("--output {}: {error}", path.display()));
                let mut file = output::create("--output", path, [self.policy.as_path()])?;
                file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
            }
            None => terminal.out.write_all(text.as_bytes())?,
        }
        let own = &generated;
        for left in &own.left {
            let (what, why) = (Visible(&left.description), Visible(&left.why));
            writeln!(terminal.err, "no row fails for {what}: {why}")?;
        }
        writeln!(
            terminal.err,
            "{} rows, {}: {} ways of clauses shown, {} mutants killed, {} left, {} equivalent",
            own.rows.len(),
            own.least(),
            own.ways,
            own.killed,
            own.left.len(),
            own.equivalent
        )?;
        Ok(if own.left.is_empty() { Exit::Success } else { Exit::No })
    }

    /// Returns the values of a kept spec, which stand where the command line gives none.
    fn kept_values(&self) -> BTreeMap<String, String> {
        let source = self.check.as_deref().and_then(|kept| read_source(kept).ok());
        let spec = source.and_then(|source| Spec::read(&source).ok());
        spec.map(|(spec, _)| spec.set).unwrap_or_default()
    }

    fn compare(&self, kept: &Path, text: &str, terminal: &mut Terminal<'_>) -> Answer {
        let failed = |why: String| Failure::new(format!("--check: {why}"));
        let own = read_named(kept).map_err(failed)?;
        let own = String::from_utf8_lossy(&own).into_owned();
        if own == text {
            writeln!(terminal.out, "{} is what is generated", kept.display())?;
            return Ok(Exit::Success);
        }
        let same = own.lines().zip(text.lines()).take_while(|(own, new)| own == new).count();
        writeln!(
            terminal.out,
            "{} differs from what is generated, first in line {}",
            kept.display(),
            same + 1
        )?;
        let policy = self.policy.display();
        writeln!(
            terminal.err,
            "write it again with `harness generate {policy} --output {}` and the same --set or \
             --values, and look at what changed",
            kept.display()
        )?;
        Ok(Exit::No)
    }
}

/// Returns the path of the policy as a spec in some file names it; on the standard output, as it
/// was given.
fn path_from(spec: Option<&Path>, policy: &Path) -> Result<String, Failure> {
    let unnamed = || Failure::new("a spec cannot name a policy whose path is no text");
    let Some(spec) = spec else { return Ok(policy.to_str().ok_or_else(unnamed)?.to_owned()) };
    let folder = |path: &Path| {
        let folder = path.parent().filter(|own| !own.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let failed = |error| Failure::new(format!("{}: {error}", folder.display()));
        folder.canonicalize().map_err(failed)
    };
    let (from, to) = (folder(spec)?, folder(policy)?);
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from.iter().skip(same).map(|_| Component::ParentDir);
    let down = to.iter().skip(same).copied();
    let mut path: PathBuf = up.chain(down).collect();
    path.push(policy.file_name().ok_or_else(unnamed)?);
    Ok(path.to_str().ok_or_else(unnamed)?.to_owned())
}
