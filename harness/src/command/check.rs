//! `harness check`: are policies and specs valid and sound?

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use engine::{Code, Diagnostic, Diagnostics, Policy, Severity, Source, Span};

use super::values::ValueArgs;
use crate::analysis::findings::{Finding, Written, findings};
use crate::analysis::witness::ReplayError;
use crate::cache::Cache;
use crate::clock::DEFAULT_NOW;
use crate::exit::Exit;
use crate::input::{Kind, discover, read_source};
use crate::mint::{KeyStore, Minter};
use crate::policy_file::{PolicyFile, Values, kind};
use crate::render::{self, Format, Sources};
use crate::spec::Spec;
use crate::terminal::{Answer, Failure, Terminal};

#[derive(Debug, Args)]
#[command(
    after_help = "Of each policy without errors it is analysed, too, which clauses change nothing (warnings) and what
a reviewer should look at (notes), each shown by a request that was decided.

Exit: 0 no errors, 1 warnings or notes that are denied, 2 errors, 4 no file was checked.

JSON: an array of
  {\"code\",\"severity\":\"error|warning|note\",\"message\",\"file\",\"line\",\"column\",\"end_line\",\"end_column\",
   \"example\",\"help\",\"related\"}; example and help are null where there is none

Examples:
  harness check
  harness check policies/orders.yaml --format json
  harness check policies/ specs/ --deny warnings --format sarif > check.sarif"
)]
pub(super) struct CheckArgs {
    /// Policies and specs, or folders of them; default is `policies` and `specs`.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit 1 on warnings, or on warnings and notes.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    #[command(flatten)]
    values: ValueArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
    /// Warnings and notes.
    Notes,
}

struct Checking<'v> {
    values: &'v Values,
    found: Diagnostics,
    sources: Sources,
    policies: Vec<PolicyFile>,
    /// The policies whose soundness is told.
    valid: Vec<Valid>,
}

/// A policy without errors.
struct Valid {
    /// Its file, among those that were read.
    file: usize,
    policy: Policy,
    /// What validation has warned of.
    warned: HashSet<(Code, Span)>,
}

impl CheckArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let values = self.values.read(terminal)?;
        let arguments = if self.files.is_empty() {
            ["policies", "specs"]
                .map(PathBuf::from)
                .into_iter()
                .filter(|path| path.exists())
                .collect()
        } else {
            self.files.clone()
        };
        let mut checking = Checking {
            values: &values,
            found: Diagnostics::new(),
            sources: Sources::new(),
            policies: Vec::new(),
            valid: Vec::new(),
        };
        let files = match discover(&arguments) {
            Ok(files) => files,
            Err(found) => {
                checking.found.extend(found);
                Vec::new()
            }
        };
        for file in &files {
            if let Err(found) = checking.file(file) {
                checking.found.extend(found);
            }
        }
        if let Err(fault) = checking.soundness() {
            let ReplayError::Mismatch(_) = fault else {
                return Err(Failure::new(fault.to_string()));
            };
            writeln!(terminal.err, "error: {fault}")?;
            return Ok(Exit::OurFault);
        }
        let checked = files.len();
        let found = std::mem::take(&mut checking.found).sorted();
        if !found.has_errors() {
            ValueArgs::refuse_strangers(&values, &checking.policies)?;
        }
        render::write(
            self.format,
            &found,
            &checking.sources,
            terminal.colour_out,
            &mut terminal.out,
        )?;
        if let Some(line) = render::dropped_line(&found) {
            writeln!(terminal.err, "{line}")?;
        }
        self.finish(checked, &found, terminal)
    }

    fn finish(&self, checked: usize, found: &Diagnostics, terminal: &mut Terminal<'_>) -> Answer {
        let count = |severity| found.iter().filter(|one| one.severity() == severity).count();
        let plural = |count: usize, what: &str| {
            if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
        };
        let mut counted = vec![
            plural(count(Severity::Error), "error"),
            plural(count(Severity::Warning), "warning"),
        ];
        let notes = count(Severity::Note);
        counted.extend((notes > 0).then(|| plural(notes, "note")));
        // Whoever reads both streams at once reads the findings first.
        terminal.out.flush()?;
        writeln!(terminal.err, "{} checked: {}", plural(checked, "file"), counted.join(", "))?;
        let is_denied = match self.deny {
            None => false,
            Some(Deny::Warnings) => found.has_warnings(),
            Some(Deny::Notes) => !found.is_empty(),
        };
        Ok(if found.has_errors() {
            Exit::CouldNotAnswer
        } else if checked == 0 {
            Exit::NothingRan
        } else if is_denied {
            Exit::No
        } else {
            Exit::Success
        })
    }
}

impl Checking<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Diagnostics> {
        let source = Arc::new(read_source(path)?);
        self.sources.insert(Arc::clone(&source));
        match kind(&source)? {
            Kind::Policy => self.policy(path, &BTreeMap::new(), true).map(|_| ()),
            Kind::Spec => self.spec(path, &source),
        }
    }

    /// Checks a policy; parameters without a value are left as text.
    fn policy(
        &mut self,
        path: &Path,
        set: &BTreeMap<String, String>,
        tell: bool,
    ) -> Result<Policy, Diagnostics> {
        let file = PolicyFile::read(path).map_err(|(found, source)| {
            self.sources.insert_some(source);
            found
        })?;
        file.add_sources(&mut self.sources);
        let validated = file.validate(set, self.values, true)?;
        let keys = file.key_files(&validated.policy);
        if tell {
            let warned = validated.warnings.iter().map(|one| (one.code, one.span)).collect();
            self.found.extend(validated.warnings);
            for (name, set) in keys? {
                for line in set.skipped() {
                    let span =
                        validated.policy.authorizer(&name).map(|one| one.span).unwrap_or_default();
                    let code = Code::UnusableKey;
                    self.found.push(Diagnostic::new(&file.source, span, code, line.as_str()));
                }
            }
            let (file, policy) = (self.policies.len(), validated.policy.clone());
            self.valid.push(Valid { file, policy, warned });
        }
        self.policies.push(file);
        Ok(validated.policy)
    }

    /// Analyses the policies that were named, once each.
    fn soundness(&mut self) -> Result<(), ReplayError> {
        let minter = Minter::new(KeyStore::cached(Cache::of_user()));
        for Valid { file, policy, warned } in &self.valid {
            let Some(file) = self.policies.get(*file) else { continue };
            let written = Written::new(&file.source, file.parsed());
            let found = findings(policy, written, DEFAULT_NOW, &minter)?;
            let new = found.into_iter().filter(|one| !warned.contains(&(one.code, one.span)));
            new.for_each(|one| self.found.push(Finding::diagnostic(one, &file.source)));
        }
        Ok(())
    }

    fn spec(&mut self, path: &Path, source: &Source) -> Result<(), Diagnostics> {
        let (spec, warnings) = Spec::read(source)?;
        self.found.extend(warnings);
        let folder = path.parent().unwrap_or(Path::new(""));
        let policy_path = crate::suite::tidy(folder, &spec.policy_path);
        let policy = self
            .policy(&policy_path, &spec.set, false)
            .map_err(|found| crate::suite::about_policy(&spec, source, found))?;
        let file = self.policies.last();
        let known = |name: &str| file.is_none_or(|file| file.has_parameter(name));
        self.found.extend(spec.check_parameters(source, known));
        self.found.extend(spec.check_against(source, &policy));
        Ok(())
    }
}
