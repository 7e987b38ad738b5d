//! `harness diff`: which requests do two policies decide differently?

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use engine::{Policy, Source};

use super::output;
use super::refused::refused;
use super::values::ValueArgs;
use crate::analysis::diff::{Change, Diff, diff};
use crate::analysis::witness::ReplayError;
use crate::cache::Cache;
use crate::comparison::{self, Comparison, Format, Side};
use crate::exit::Exit;
use crate::mint::{KeyStore, Minter};
use crate::policy_file::{PolicyFile, Values};
use crate::render::Sources;
use crate::revision;
use crate::terminal::{Answer, Failure, Terminal};

#[derive(Debug, Args)]
#[command(
    after_help = "OLD and NEW are each a policy, a template (imported as one), or git:REV:PATH, as `git show`
takes it: PATH from the root of the repository, or from here with ./; git::PATH is what is staged.
OLD may be `none`, a policy without routes: for one that is new.

A request is decided differently when one policy allows it and the other does not, or when both
deny it for different reasons. The answer is exact: with no difference shown there is none.
Parameters without a value stay as text. Each request shown was sent, with a really signed token,
to both policies. Tokens are not printed: the row of a spec makes them anew.

Exit: 0 no request is decided differently, 1 some are (see --fail-on), 2 could not answer.

JSON: one object
  {\"summary\":{\"pairs\",\"changed\",\"newly_open_to_anybody\",\"newly_allowed\",\"newly_denied\",\"denied_differently\"},
   \"differences\":[{\"change\":\"newly_allowed|newly_denied|denied_differently\",\"method\",\"path\",
     \"claims\":{}|null,\"credential\":\"none|refused|token|tokens\",\"preflight\":false,\"old\":ANSWER,\"new\":ANSWER,
     \"methods\":[],\"pairs\",\"scope_sets\",\"row\"}],
   \"assumptions\":[]}
  with ANSWER {\"decision\":\"allow|deny\",\"status\",\"reason\",\"route\",\"guardrail\",\"file\",\"line\",\"column\"};
  where policies look for tokens in different places and both are sent, `credential` is `tokens`, and
  `tokens` are those, each {\"identity_source\",\"claims\":{}|null};
  `pairs` are pairs of a route and a method, `scope_sets` is a share from 0 to 1

Examples:
  harness diff git:main:policies/orders.yaml policies/orders.yaml
  harness diff old.yaml new.yaml --fail-on newly-allowed
  harness diff none policies/new.yaml
  harness diff git:HEAD~1:./template.yaml template.yaml --format markdown --output comment.md
  harness diff orders.yaml orders.yaml --format json | jq '.differences[] | .path'"
)]
pub(super) struct DiffArgs {
    /// The policy before.
    #[arg(value_name = "OLD")]
    old: String,
    /// The policy after.
    #[arg(value_name = "NEW")]
    new: String,
    /// Which differences make the answer no.
    #[arg(long, value_enum, default_value_t, value_name = "CHANGE")]
    fail_on: FailOn,
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

/// The value of `--fail-on`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A request that was denied is allowed.
    NewlyAllowed,
    /// A request that was allowed is denied.
    NewlyDenied,
    /// Any difference, another reason too.
    #[default]
    Any,
    /// None: only look.
    None,
}

impl FailOn {
    fn exit(self, diff: &Diff) -> Exit {
        let is_failure = match self {
            Self::NewlyAllowed => diff.has(Change::NewlyAllowed),
            Self::NewlyDenied => diff.has(Change::NewlyDenied),
            Self::Any => !diff.is_empty(),
            Self::None => false,
        };
        if is_failure { Exit::No } else { Exit::Success }
    }
}

/// The OLD of a policy that is new.
const NONE: &str = "none";

/// One of the two policies, read.
struct Read {
    file: PolicyFile,
    policy: Policy,
    is_file: bool,
}

impl DiffArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let values = self.values.read(terminal)?;
        let old = if self.old == NONE { nothing(terminal)? } else { open(&self.old, terminal)? };
        let new = open(&self.new, terminal)?;
        let files = [old, new];
        ValueArgs::refuse_strangers(&values, &files)?;
        let [old, new] = files;
        let old = validate(old, &self.old, &values, terminal)?;
        let new = validate(new, &self.new, &values, terminal)?;
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let diff = diff(&old.policy, &new.policy, &Minter::new(keys));
        let diff = match diff {
            Ok(diff) => diff,
            Err(fault @ ReplayError::Mismatch(_)) => {
                writeln!(terminal.err, "error: {fault}")?;
                return Ok(Exit::OurFault);
            }
            Err(other) => {
                let sides = [(&old.file, &old.policy), (&new.file, &new.policy)];
                return Err(refused(&other, &sides));
            }
        };
        let comparison = Comparison { diff: &diff, old: old.side(), new: new.side() };
        self.write(&comparison, terminal)?;
        Ok(self.fail_on.exit(&diff))
    }

    fn write(
        &self,
        comparison: &Comparison<'_>,
        terminal: &mut Terminal<'_>,
    ) -> Result<(), Failure> {
        let mut format = self.format;
        if let Some(path) = &self.output {
            let failed = |error| Failure::new(format!("--output {}: {error}", path.display()));
            let read = [&self.old, &self.new].map(Path::new);
            let mut file = output::create("--output", path, read)?;
            comparison::write(format, comparison, false, &mut file).map_err(failed)?;
            file.flush().map_err(failed)?;
            format = Format::Pretty;
        }
        let colour = terminal.colour_out && format == Format::Pretty;
        comparison::write(format, comparison, colour, &mut terminal.out)?;
        terminal.out.flush()?;
        Ok(())
    }
}

impl Read {
    fn side(&self) -> Side<'_> {
        Side { policy: &self.policy, source: &self.file.source, is_file: self.is_file }
    }
}

/// Returns a policy without routes.
fn nothing(terminal: &mut Terminal<'_>) -> Result<PolicyFile, Failure> {
    let source = Arc::new(Source::new(NONE, "version: 1\nroutes: {}\n"));
    PolicyFile::of_text(Path::new(NONE), source)
        .map_err(|found| terminal.refuse(&found, &Sources::new()))
}

fn open(argument: &str, terminal: &mut Terminal<'_>) -> Result<PolicyFile, Failure> {
    let read = match argument.strip_prefix(revision::PREFIX) {
        Some(object) => PolicyFile::at_revision(object),
        None => PolicyFile::read(Path::new(argument)),
    };
    read.map_err(|(found, source)| {
        let mut sources = Sources::new();
        sources.insert_some(source);
        terminal.refuse(&found, &sources)
    })
}

fn validate(
    file: PolicyFile,
    argument: &str,
    values: &Values,
    terminal: &mut Terminal<'_>,
) -> Result<Read, Failure> {
    let mut sources = Sources::new();
    file.add_sources(&mut sources);
    match file.validate(&BTreeMap::new(), values, true) {
        Ok(validated) => {
            terminal.tell(&validated.warnings, &sources)?;
            let at_revision = argument.starts_with(revision::PREFIX);
            let is_file = !at_revision && argument != NONE && file.template().is_none();
            Ok(Read { file, policy: validated.policy, is_file })
        }
        Err(found) => Err(terminal.refuse(&found, &sources)),
    }
}
