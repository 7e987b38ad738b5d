//! Loads policies from files, with their parameters and keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::document::{Document, PolicyDocument};
use engine::text::{Named, Text};
use engine::{
    Code, Diagnostic, Diagnostics, Engine, KeySet, KeySource, Parsed, Policy, Settings, Source,
    Validated,
};
use serde::Deserialize;

use crate::import::model::{Api, Model};
use crate::import::project::Place;
use crate::import::{self, Imported, Options};
use crate::input::{self, Kind, read_beside, read_named, read_source};
use crate::render::Sources;
use crate::revision;

/// Parameter values of the command line.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

/// A file of parameter values: a map from names to texts.
#[derive(Deserialize)]
#[serde(transparent)]
struct ValuesDocument(Named<Text>);

impl Document for ValuesDocument {
    const KIND: &'static str = "file of values";
    const RESERVED: &'static [(&'static str, &'static str)] = &[];
    const FREE_KEYS: &'static [&'static str] = &[];
}

impl Values {
    /// Reads `--values` files in order, later ones winning, and lays `--set` over them.
    ///
    /// # Errors
    /// What is wrong with a file of values, with its text.
    pub fn read(
        files: &[PathBuf],
        set: &[(String, String)],
    ) -> Result<Self, (Diagnostics, Option<Arc<Source>>)> {
        let mut values = BTreeMap::new();
        for file in files {
            let source = Arc::new(read_source(file).map_err(|found| (found, None))?);
            match engine::parse::<ValuesDocument>(&source) {
                Ok(parsed) if parsed.found().is_empty() => {
                    let entries = parsed.document.0.0.into_iter();
                    values.extend(entries.map(|entry| (entry.name, entry.value.0)));
                }
                Ok(parsed) => return Err((parsed.found().clone(), Some(source))),
                Err(found) => return Err((found, Some(source))),
            }
        }
        values.extend(set.iter().cloned());
        Ok(Self(values))
    }

    /// Returns the names that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns the names with their values.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Lays the values over others, such as those of a spec.
    pub fn over(&self, base: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut values = base.clone();
        values.extend(self.0.clone());
        values
    }
}

/// A policy file that has been read, not yet validated.
#[derive(Debug)]
pub struct PolicyFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text; of a template, that of the imported policy.
    pub source: Arc<Source>,
    parsed: Parsed<PolicyDocument>,
    template: Option<Template>,
}

/// The template that a policy is imported from.
#[derive(Debug)]
struct Template {
    files: Vec<PathBuf>,
    sources: Sources,
    warnings: Diagnostics,
    model: Model,
    chosen: Option<usize>,
}

/// Tells what a file is: a template of another tool stands for the policy imported from it.
///
/// # Errors
/// The text is not YAML, or neither of ours.
pub fn kind(source: &Source) -> Result<Kind, Diagnostics> {
    if import::is_template(source) { Ok(Kind::Policy) } else { input::kind(source) }
}

impl PolicyFile {
    /// Reads a policy file, or imports a template as one.
    ///
    /// # Errors
    /// The findings, with the text when there is one.
    pub fn read(path: &Path) -> Result<Self, (Diagnostics, Option<Arc<Source>>)> {
        let source = Arc::new(read_source(path).map_err(|found| (found, None))?);
        Self::of(path.to_owned(), source, |_| {
            import::import(&[path.to_owned()], &Options::default())
        })
    }

    /// Reads a policy or template at a revision of git: what stands after `git:`, as
    /// `git cat-file` takes it. What a template names is read there, too.
    ///
    /// # Errors
    /// As [`PolicyFile::read`], and what git says.
    pub fn at_revision(object: &str) -> Result<Self, (Diagnostics, Option<Arc<Source>>)> {
        let source = Arc::new(revision::read(object).map_err(|found| (found, None))?);
        let path = PathBuf::from(source.name());
        Self::of(path, source, |source| {
            import::import_at_revision(object, source, &Options::default())
        })
    }

    fn of(
        path: PathBuf,
        source: Arc<Source>,
        import: impl FnOnce(&Source) -> Result<Imported, Diagnostics>,
    ) -> Result<Self, (Diagnostics, Option<Arc<Source>>)> {
        let (source, template) = if import::is_template(&source) {
            let imported = import(&source).and_then(|imported| as_policy(imported, &source));
            imported.map_err(|found| (found, Some(source)))?
        } else {
            (source, None)
        };
        match engine::parse::<PolicyDocument>(&source) {
            Ok(parsed) => Ok(Self { path, source, parsed, template }),
            Err(found) => Err((found, Some(source))),
        }
    }

    /// Takes the text of a policy that a revision had; templates are not imported.
    ///
    /// # Errors
    /// The findings.
    pub fn of_text(path: &Path, source: Arc<Source>) -> Result<Self, Diagnostics> {
        let parsed = engine::parse::<PolicyDocument>(&source)?;
        Ok(Self { path: path.to_owned(), source, parsed, template: None })
    }

    /// Returns the policy as it is written.
    pub fn parsed(&self) -> &Parsed<PolicyDocument> {
        &self.parsed
    }

    /// Keeps the texts that findings about the policy speak of.
    pub fn add_sources(&self, sources: &mut Sources) {
        if let Some(template) = &self.template {
            sources.extend(&template.sources);
        }
        sources.insert(Arc::clone(&self.source));
    }

    /// Returns what the template is that the policy was imported from, and which of its APIs it is.
    pub fn template(&self) -> Option<(&Model, &Api)> {
        let Template { model, chosen, .. } = self.template.as_ref()?;
        Some((model, model.apis.get((*chosen)?)?))
    }

    /// Returns every file that it was read from.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![self.path.clone()];
        files.extend(self.template.iter().flat_map(|template| template.files.clone()));
        files
    }

    /// Returns whether the policy has a parameter.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parsed.document.parameters.iter().any(|entry| entry.name == name)
    }

    /// Validates the policy with a spec's values and those of the command line, which win. Values
    /// for parameters that this policy does not have are told by the caller, who knows their place.
    ///
    /// # Errors
    /// The policy's mistakes, sorted.
    pub fn validate(
        &self,
        own: &BTreeMap<String, String>,
        values: &Values,
        leave_unset: bool,
    ) -> Result<Validated, Diagnostics> {
        let mut values = values.over(own);
        values.retain(|name, _| self.has_parameter(name));
        let filled = |one: &Diagnostic| one.code == Code::Hole && !leave_unset;
        let settings = Settings { values, leave_unset };
        let mut validated = Policy::validate(&self.source, &self.parsed, &settings)?;
        if let Some(template) = &self.template {
            // Whoever decides has given every parameter a value.
            for warning in template.warnings.iter().filter(|one| !filled(one)) {
                validated.warnings.push(warning.clone());
            }
        }
        Ok(validated)
    }

    /// Gives an engine the key sets of the policy's `jwks_file`s.
    ///
    /// # Errors
    /// A file that cannot be read or must be refused, told at its authorizer.
    pub fn with_key_files(&self, mut engine: Engine) -> Result<Engine, Diagnostics> {
        for (name, set) in self.key_files(engine.policy())? {
            engine = engine.with_keys(&name, set);
        }
        Ok(engine)
    }

    /// Reads the key sets of the policy's `jwks_file`s, by authorizer.
    ///
    /// # Errors
    /// As [`PolicyFile::with_key_files`].
    pub fn key_files(&self, policy: &Policy) -> Result<Vec<(String, KeySet)>, Diagnostics> {
        let mut sets = Vec::new();
        let mut found = Diagnostics::new();
        for authorizer in policy.authorizers() {
            let KeySource::File(file) = &authorizer.keys else { continue };
            if file.contains("${") {
                continue;
            }
            let path = self.path.parent().unwrap_or(Path::new("")).join(file);
            match read_beside(&path).and_then(|bytes| key_set(&path, &bytes)) {
                Ok(set) => sets.push((authorizer.name.clone(), set)),
                Err(message) => found.push(Diagnostic::new(
                    &self.source,
                    authorizer.span,
                    Code::InvalidJwks,
                    format!("its `jwks_file`: {message}"),
                )),
            }
        }
        if found.is_empty() { Ok(sets) } else { Err(found) }
    }
}

/// Takes the policy of a template; what is found wrong in it is told at its own places.
fn as_policy(
    imported: Imported,
    source: &Source,
) -> Result<(Arc<Source>, Option<Template>), Diagnostics> {
    let Some(policy) = imported.policy else { return Err(imported.found) };
    let name = format!("{} (imported)", source.name());
    let project = &imported.project;
    let template = Template {
        files: project.paths(),
        sources: project.sources(),
        warnings: imported.found,
        model: imported.model,
        chosen: imported.chosen,
    };
    let origin = |(line, place): (usize, Place)| (line, (project.source(place.file), place.span));
    let origins = imported.places.into_iter().map(origin);
    Ok((Arc::new(Source::new(name, policy).with_origins(origins)), Some(template)))
}

/// Reads a key set (RFC 7517) from a file.
///
/// # Errors
/// Why the file cannot be read or the set is refused, one line that names the file.
pub fn read_key_set(path: &Path) -> Result<KeySet, String> {
    key_set(path, &read_named(path)?)
}

fn key_set(path: &Path, bytes: &[u8]) -> Result<KeySet, String> {
    KeySet::from_json(bytes).map_err(|error| format!("{}: {error}", path.display()))
}
