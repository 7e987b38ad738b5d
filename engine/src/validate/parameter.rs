//! Parameters: values for `${NAME}` inside authorizers, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::PolicyDocument;
use crate::parse::Place;
use crate::spell::quote;
use crate::{Code, Diagnostics};

/// Values of a policy's parameters, and what to do where one is missing.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Values by name; they win over defaults.
    pub values: BTreeMap<String, String>,
    /// Leaves `${NAME}` as text where no value is known, instead of refusing the policy.
    pub leave_unset: bool,
}

/// What is known of the parameters while a policy is validated.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Every defined parameter, with its value where it has one.
    values: BTreeMap<String, Option<String>>,
    pub(super) strangers: Vec<String>,
    leave_unset: bool,
    used: BTreeSet<String>,
    unset: BTreeSet<String>,
}

/// A text after its parameters have been put in.
pub(super) struct Filled {
    pub(super) text: String,
    /// Some `${NAME}` is still in it: its form cannot be judged yet.
    pub(super) has_holes: bool,
}

impl Parameters {
    pub(super) fn new(document: &PolicyDocument, settings: &Settings) -> Self {
        let mut values = BTreeMap::new();
        for entry in &document.parameters {
            let given = settings.values.get(&entry.name).cloned();
            let default = entry.value.default.as_ref().map(|text| text.0.clone());
            values.insert(entry.name.clone(), given.or(default));
        }
        let known = |name: &&String| !values.contains_key(*name);
        let strangers = settings.values.keys().filter(known).cloned().collect();
        Self { strangers, values, leave_unset: settings.leave_unset, ..Self::default() }
    }

    pub(super) fn used(&self) -> &BTreeSet<String> {
        &self.used
    }

    pub(super) fn unset(&self) -> BTreeSet<String> {
        self.unset.clone()
    }

    /// Puts the values into a text of an authorizer.
    pub(super) fn fill(&mut self, text: &str, place: Place<'_>, found: &mut Diagnostics) -> Filled {
        let mut filled = Filled { text: String::new(), has_holes: false };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            filled.text.push_str(before);
            let Some((name, after)) = after.split_once('}').filter(|(name, _)| is_name(name))
            else {
                let message = format!("{} holds `${{` without `NAME}}`", quote(text));
                let finding = place.finding(Code::UndefinedParameter, message);
                found.push(finding.with_help("write `${NAME}`, with NAME under `parameters:`"));
                return Filled { text: text.to_owned(), has_holes: true };
            };
            self.put(name, &mut filled, place, found);
            rest = after;
        }
        filled.text.push_str(rest);
        filled
    }

    fn put(&mut self, name: &str, filled: &mut Filled, place: Place<'_>, found: &mut Diagnostics) {
        self.used.insert(name.to_owned());
        if let Some(Some(value)) = self.values.get(name) {
            filled.text.push_str(value);
            return;
        }
        filled.has_holes = true;
        filled.text.push_str(&format_hole(name));
        if !self.values.contains_key(name) {
            let message = format!("no parameter is named {}", quote(name));
            let finding = place.finding(Code::UndefinedParameter, message);
            found.push(finding.with_help(format!("add `{name}: {{}}` under `parameters:`")));
        } else if self.leave_unset {
            self.unset.insert(name.to_owned());
        } else {
            let message = format!("the parameter {} has no value", quote(name));
            let finding = place.finding(Code::UnsetParameter, message);
            let help =
                format!("give one with `--set {name}=VALUE`, `--values FILE` or a spec's `set:`");
            found.push(finding.with_help(help));
        }
    }
}

fn format_hole(name: &str) -> String {
    format!("${{{name}}}")
}

pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
