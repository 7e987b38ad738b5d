//! Policies from what other tools deploy: CloudFormation, SAM, Serverless, Terraform, OpenAPI.
//!
//! A reader turns a template into a [`model`], what it cannot know into named holes; the rest is
//! the same for every format: settling the model, lints, and writing the policy. Nothing is
//! guessed, no route is dropped in silence, and no file outside the template's folder is read.

pub mod cors;
pub mod format;
mod include;
pub mod integration;
pub mod intrinsics;
pub mod jwt;
pub mod lint;
pub mod model;
pub mod project;
pub mod reach;
pub mod reading;
pub mod report;
pub mod settle;
pub mod template;
pub mod value;
pub mod write;

mod at_revision;
mod cloudformation;
mod openapi;
mod sam;
mod serverless;
mod terraform;
mod yaml_text;

use std::path::PathBuf;

use engine::{Code, Diagnostics, Policy, Settings, Severity, Source};

use self::format::Format;
use self::model::{Api, Model};
use self::project::{FileId, Place, Project};
use self::reading::Reading;

pub use self::at_revision::import_at_revision;
pub use self::reading::Options;

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    /// The files read.
    pub project: Project,
    /// What was found in them.
    pub model: Model,
    /// Which of the model's APIs the policy is about.
    pub chosen: Option<usize>,
    /// Errors and warnings, sorted.
    pub found: Diagnostics,
    /// The policy; nothing when there are errors.
    pub policy: Option<String>,
    /// Places in the template, by line of the policy from 1.
    pub places: Vec<(usize, Place)>,
    /// What the policy itself is warned of, such as quotas.
    pub warnings: Diagnostics,
    /// Values given for parameters that the template does not have.
    pub strangers: Vec<String>,
}

impl Imported {
    /// Returns the API that the policy is about.
    pub fn api(&self) -> Option<&Api> {
        self.chosen.and_then(|chosen| self.model.apis.get(chosen))
    }

    /// Returns whether the template could be read and the answer is no: a route is refused, or
    /// there is no API to write a policy of.
    pub fn is_refusal(&self) -> bool {
        let no = [Code::NoHttpApi, Code::SeveralApis, Code::RefusedRoute, Code::UnresolvedValue];
        let mut errors = self.found.iter().filter(|one| one.severity() == Severity::Error);
        self.found.has_errors() && errors.all(|one| no.contains(&one.code))
    }
}

/// Returns whether a text looks like a template: by its first keys, without reading it.
pub fn is_template(source: &Source) -> bool {
    let text = source.text();
    if terraform::is_terraform(source.name()) {
        return true;
    }
    if text.trim_start().starts_with('{') {
        let has = |key: &str| text.contains(key);
        return ["\"Resources\"", "\"openapi\"", "\"swagger\"", "\"planned_values\""]
            .into_iter()
            .any(has)
            || (has("\"service\":") && has("\"provider\":"));
    }
    let begins = |key: &str| text.lines().any(|line| line.starts_with(key));
    !begins("routes:")
        && (["Resources:", "openapi:", "swagger:"].into_iter().any(begins)
            || (begins("service:") && begins("provider:")))
}

/// Imports files: the first is the template, further ones belong to it.
///
/// # Errors
/// A file cannot be read.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, Diagnostics> {
    let Some((first, others)) = files.split_first() else {
        let message = "no file is named";
        return Err(engine::Diagnostic::about_file("", Code::Unreadable, message).into());
    };
    let module = terraform::of_argument(first)?;
    let (first, rest) = module.split_first().map_or((first, &[][..]), |(one, rest)| (one, rest));
    let (mut project, file) = Project::open(first)?;
    let mut all = vec![file];
    for other in rest.iter().chain(others.iter().filter(|other| !module.contains(other))) {
        all.push(project.add(other)?);
    }
    Ok(import_project(project, &all, options))
}

/// Imports what a project holds already.
pub fn import_project(mut project: Project, files: &[FileId], options: &Options) -> Imported {
    let mut reading = Reading {
        project: &mut project,
        options,
        found: Diagnostics::new(),
        strangers: Vec::new(),
    };
    let model = read(&mut reading, files).unwrap_or_default();
    let Reading { mut found, strangers, .. } = reading;
    let chosen = settle::choose(&project, &model, files, options, &mut found);
    let (mut policy, mut places, mut warnings) = (None, Vec::new(), Diagnostics::new());
    if let Some(api) = chosen.and_then(|chosen| model.apis.get(chosen)) {
        settle::judge(&project, api, options, &mut found);
        found.extend(lint::lints(&project, &model, api));
        if !found.has_errors() {
            let name = files.first().map_or_else(String::new, |file| {
                let name = project.source(*file).name().to_owned();
                name.rsplit('/').next().unwrap_or("").to_owned()
            });
            let written = write::policy(api, model.format, &name);
            places = written.places;
            policy = checked(written.text, &project, api, &mut found, &mut warnings);
        }
    }
    Imported { project, model, chosen, found: found.sorted(), policy, places, warnings, strangers }
}

fn read(reading: &mut Reading<'_>, files: &[FileId]) -> Option<Model> {
    let file = *files.first()?;
    if terraform::is_terraform(reading.project.source(file).name()) {
        return terraform::read(reading, files);
    }
    let tree = match template::read(reading.project, file) {
        Ok(tree) => tree,
        Err(found) => {
            reading.found.extend(found);
            return None;
        }
    };
    let tree = include::put_in(reading, &tree).unwrap_or(tree);
    let format = reading.options.format.or_else(|| format::of(&tree));
    match format {
        Some(Format::Cloudformation) => Some(cloudformation::read(reading, &tree)),
        Some(Format::Sam) => Some(sam::read(reading, &tree)),
        Some(Format::Openapi) => Some(openapi::read(reading, &tree)),
        Some(Format::Serverless) => Some(serverless::read(reading, &tree)),
        Some(Format::Terraform) => Some(terraform::read_plan(reading, &tree)),
        None => {
            let message = "the file is no template that can be imported";
            let finding = reading.project.finding(tree.place, Code::UnknownFormat, message);
            let help = "a template has `Resources:`, a Serverless service `service:` and \
                        `provider:`, an OpenAPI document `openapi:` and `paths:`";
            reading.found.push(finding.with_help(help));
            None
        }
    }
}

/// Whatever is written is valid; were it not, it must not leave the house.
fn checked(
    policy: String,
    project: &Project,
    api: &Api,
    found: &mut Diagnostics,
    warnings: &mut Diagnostics,
) -> Option<String> {
    let source = Source::new("(the imported policy)", policy.as_str());
    let settings = Settings { leave_unset: true, ..Settings::default() };
    match Policy::from_source(&source, &settings) {
        Ok(validated) => {
            for warning in &validated.warnings {
                let message = warning.message.as_str();
                warnings.push(project.finding(api.place, warning.code, message));
            }
            Some(policy)
        }
        Err(errors) => {
            let why = errors.iter().next().map_or_else(String::new, ToString::to_string);
            let message = format!("the API cannot be written as a policy: {why}");
            found.push(project.finding(api.place, Code::UnresolvedValue, message));
            None
        }
    }
}
