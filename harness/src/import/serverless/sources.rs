//! The sources of variables: what each kind is worth before anything is deployed.
//!
//! The environment, the parameter store, other stacks and buckets are the deployment's: what they
//! hold is never guessed. The environment counts as empty, so a default for it is taken.

use engine::Code;
use engine::spell::quote;

use super::found::Found;
use super::hole::has_hole;
use super::variables::Variables;
use crate::import::project::Place;
use crate::import::template;

/// Files that are programs, which would have to be run.
const PROGRAMS: &[&str] = &["js", "cjs", "mjs", "ts", "cts", "mts"];

impl<'t> Variables<'t, '_> {
    /// Returns the value of a source; nothing when only the deployment knows it.
    pub(super) fn source(
        &self,
        kind: &str,
        arguments: &[String],
        address: &str,
        place: Place,
        has_other: bool,
    ) -> Option<Found<'t>> {
        // What is asked for with a hole is a hole.
        if has_hole(address) || arguments.iter().any(|one| has_hole(one)) {
            return None;
        }
        let text = |text: &str| Found::Text(text.to_owned(), place);
        match (kind, address) {
            ("self", path) => Some(self.walk(self.root, &keys(path))),
            ("opt", "stage") => Some(self.options.stage.as_deref().map_or(Found::Nothing, text)),
            ("opt", "region") => {
                let given = self.options.parameters.get("AWS::Region");
                Some(given.map_or(Found::Nothing, |region| text(region)))
            }
            ("opt" | "env", _) => Some(Found::Nothing),
            ("sls", "stage") => Some(self.stage(place)),
            ("aws", "region") => Some(self.region(place)),
            ("param", name) => self.param(name, place),
            ("file", path) => Some(self.file(arguments, &keys(path), place, has_other)),
            ("strToBool", _) => {
                let told = arguments.first().map(|one| one.trim().to_ascii_lowercase());
                Some(match told.as_deref() {
                    Some("true" | "1") => text("true"),
                    Some("false" | "0") => text("false"),
                    _ => self.wrong(place, "`strToBool` takes `true` or `false`"),
                })
            }
            _ => None,
        }
    }

    fn wrong(&self, place: Place, message: impl Into<String>) -> Found<'t> {
        self.report(place, Code::InvalidTemplate, message);
        Found::Wrong(place)
    }

    /// The stage: as asked for, else the provider's, else the framework's own default.
    pub(super) fn stage(&self, place: Place) -> Found<'t> {
        if let Some(stage) = &self.options.stage {
            return Found::Text(stage.clone(), place);
        }
        self.at(&["provider", "stage"]).or("dev", place)
    }

    /// The region: as asked for, else the provider's, else the framework's own default.
    pub(super) fn region(&self, place: Place) -> Found<'t> {
        if let Some(region) = self.options.parameters.get("AWS::Region") {
            return Found::Text(region.clone(), place);
        }
        self.at(&["provider", "region"]).or("us-east-1", place)
    }

    /// A parameter: as asked for, else the stage's, else everybody's.
    fn param(&self, name: &str, place: Place) -> Option<Found<'t>> {
        if let Some(given) = self.options.params.get(name) {
            return Some(Found::Text(given.clone(), place));
        }
        let stage = self.stage(place);
        if let Found::Wrong(place) = stage {
            return Some(Found::Wrong(place));
        }
        let stage = stage.known()?;
        for stage in [stage, "default"] {
            for path in [&["params", stage, name][..], &["stages", stage, "params", name]] {
                let found = self.at(path);
                if !matches!(found, Found::Nothing) {
                    return Some(found);
                }
            }
        }
        Some(Found::Nothing)
    }

    /// A file of the project, or a part of it. A file that is not there leaves the next source.
    fn file(
        &self,
        arguments: &[String],
        path: &[&str],
        place: Place,
        has_other: bool,
    ) -> Found<'t> {
        let name = arguments.first().map_or("", |name| name.trim_start_matches("./"));
        if name.is_empty() {
            return self.wrong(place, "`file` takes the path of a file");
        }
        let end = name.rsplit('/').next().and_then(|last| last.rsplit_once('.'));
        let end = end.map_or_else(String::new, |(_, end)| end.to_ascii_lowercase());
        if PROGRAMS.contains(&end.as_str()) {
            let message = format!("the file {} is a program, which is not run", quote(name));
            self.report(place, Code::UnresolvedValue, message);
            return Found::Wrong(place);
        }
        if end == "toml" {
            let message = format!("the file {} is TOML, which is not read", quote(name));
            self.report(place, Code::UnresolvedValue, message);
            return Found::Wrong(place);
        }
        if has_other && self.project.borrow().is_missing(name) {
            return Found::Nothing;
        }
        let opened = self.project.borrow_mut().beside(name, place);
        let file = match opened {
            Ok(file) => file,
            Err(found) => {
                self.report_all(found);
                return Found::Wrong(place);
            }
        };
        if !matches!(end.as_str(), "yml" | "yaml" | "json" | "tfstate") {
            let source = self.project.borrow().source(file);
            let enough = self.spend(source.text().len() / 16, place);
            return match path {
                [] if enough => Found::Text(source.text().to_owned(), place),
                _ => Found::Nothing,
            };
        }
        let read = || match template::read(&self.project.borrow(), file) {
            Ok(tree) => Some(tree),
            Err(found) => {
                self.report_all(found);
                None
            }
        };
        match self.files.tree(file, read) {
            Some(tree) => self.walk(tree, path),
            None => Found::Wrong(place),
        }
    }
}

fn keys(path: &str) -> Vec<&str> {
    if path.is_empty() { Vec::new() } else { path.split('.').collect() }
}
