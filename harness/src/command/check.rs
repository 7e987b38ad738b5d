//! `harness check`: are policies and specs valid and sound?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use engine::{Diagnostic, Diagnostics, Severity, Source};

use super::values::ValueArgs;
use crate::exit::Exit;
use crate::input::{Kind, discover, read_source};
use crate::policy_file::{PolicyFile, Values, kind};
use crate::render::{self, Format, Sources};
use crate::spec::Spec;
use crate::terminal::{Answer, Terminal};

#[derive(Debug, Args)]
#[command(
    after_help = "Exit: 0 no errors, 1 warnings under --deny warnings, 2 errors, 4 no file was checked.

JSON: an array of
  {\"code\",\"severity\",\"message\",\"file\",\"line\",\"column\",\"end_line\",\"end_column\",\"help\",\"related\"}

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
    /// Exit 1 on warnings.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    #[command(flatten)]
    values: ValueArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
}

struct Checking<'v> {
    values: &'v Values,
    found: Diagnostics,
    sources: Sources,
    policies: Vec<PolicyFile>,
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
        let errors = found.iter().filter(|one| one.severity() == Severity::Error).count();
        let warnings = found.iter().count() - errors;
        let plural = |count: usize, what: &str| {
            if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
        };
        let (files, errors, warnings) =
            (plural(checked, "file"), plural(errors, "error"), plural(warnings, "warning"));
        // Whoever reads both streams at once reads the findings first.
        terminal.out.flush()?;
        writeln!(terminal.err, "{files} checked: {errors}, {warnings}")?;
        Ok(if found.has_errors() {
            Exit::CouldNotAnswer
        } else if checked == 0 {
            Exit::NothingRan
        } else if self.deny == Some(Deny::Warnings) && !found.is_empty() {
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
    ) -> Result<engine::Policy, Diagnostics> {
        let file = PolicyFile::read(path).map_err(|(found, source)| {
            self.sources.insert_some(source);
            found
        })?;
        file.add_sources(&mut self.sources);
        let validated = file.validate(set, self.values, true)?;
        let keys = file.key_files(&validated.policy);
        if tell {
            self.found.extend(validated.warnings);
            for (name, set) in keys? {
                for line in set.skipped() {
                    let span =
                        validated.policy.authorizer(&name).map(|one| one.span).unwrap_or_default();
                    let code = engine::Code::UnusableKey;
                    self.found.push(Diagnostic::new(&file.source, span, code, line.as_str()));
                }
            }
        }
        self.policies.push(file);
        Ok(validated.policy)
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
