//! A module in `.tf` files: its variables, and the instances of its resources.

use engine::Code;
use engine::spell::quote;

use super::api::model;
use super::evaluator::Evaluator;
use super::files::{body, expression, is_values};
use super::module::{Files, Module};
use super::modules;
use super::resource::{Resource, tells};
use super::scope::Scope;
use super::term::{Expansion, Instance, Term};
use crate::import::cloudformation::Present;
use crate::import::model::Model;
use crate::import::project::{FileId, Place};
use crate::import::reading::Reading;
use crate::import::value::{Shape, Value};

/// Reads the files of a module; those with values of variables are among them.
pub(in crate::import) fn read(reading: &mut Reading<'_>, files: &[FileId]) -> Option<Model> {
    let (mut parsed, mut values) = (Files::new(), Files::new());
    for file in files {
        let source = reading.project.source(*file);
        match body(&source) {
            Ok(body) if is_values(source.name()) => values.push((*file, body)),
            Ok(body) => parsed.push((*file, body)),
            Err(found) => reading.found.extend(found),
        }
    }
    if reading.found.has_errors() {
        return None;
    }
    let mut wrong = Vec::new();
    let module =
        Module::of(&parsed, &mut |place, code, message| wrong.push((place, code, message)));
    let given = &reading.options.parameters;
    let strangers = given.keys().filter(|name| !module.variables.contains_key(*name)).cloned();
    reading.strangers.extend(strangers);
    let mut evaluator = Evaluator::new(&module, reading.project);
    for (file, body) in &values {
        let scope = Scope::closed_file(*file);
        for attribute in body.attributes() {
            let value = evaluator.term(&attribute.value, &scope);
            evaluator.given.insert(attribute.key.as_str().to_owned(), value);
        }
    }
    for (name, text) in given {
        if let Some(value) = argument(&evaluator, name, text) {
            evaluator.given.insert(name.clone(), value);
        }
    }
    let mut resources = Vec::new();
    for (at, declared) in module.resources.iter().enumerate() {
        if tells(&declared.kind) {
            instances(&evaluator, at, &declared.kind, declared.place, &mut resources);
        }
    }
    let tell = &mut |place, code, message: String| evaluator.report(place, code, message);
    let mut model = model(&resources, tell);
    modules::add(&evaluator, &resources, &mut model);
    for (place, code, message) in wrong {
        evaluator.report(place, code, message);
    }
    let found = evaluator.take_found();
    reading.found.extend(found);
    Some(model)
}

/// A variable on the command line: a text when its type is one or none, else an expression.
fn argument(evaluator: &Evaluator<'_>, name: &str, text: &str) -> Option<Term> {
    let declared = evaluator.module.variables.get(name)?;
    let scope = Scope::of_file(declared.file);
    let place = scope.place(&declared.block.ident);
    let kind = Module::attribute(declared.block, "type");
    let is_plain = kind.is_none_or(|kind| {
        let kind = kind.as_variable().map(hcl_edit::Ident::as_str);
        kind.is_some_and(|kind| matches!(kind, "string" | "number" | "bool" | "any"))
    });
    if is_plain {
        return Some(Term::text(place, text));
    }
    match expression(text) {
        Ok(expression) => Some(evaluator.term(&expression, &Scope::closed(place))),
        Err(why) => {
            let message = format!("the value given for {} is no expression: {why}", quote(name));
            evaluator.report(place, Code::InvalidTemplate, message);
            None
        }
    }
}

fn instances(
    evaluator: &Evaluator<'_>,
    at: usize,
    kind: &str,
    place: Place,
    resources: &mut Vec<Resource>,
) {
    let resource = |instance: &Instance, present: Present| Resource {
        kind: kind.to_owned(),
        address: instance.address.clone(),
        place,
        present,
        // What only names other kinds of APIs need not be worked out.
        properties: if kind.starts_with("aws_apigatewayv2_") || kind.starts_with("aws_cognito_") {
            evaluator.properties(instance, place)
        } else {
            Value { place, shape: Shape::Map(Vec::new()) }
        },
    };
    let alone = || evaluator.bare(at);
    let expansion = evaluator.expansion(at, place);
    match expansion.as_ref() {
        Expansion::One(instance) => resources.push(resource(instance, Present::Yes)),
        Expansion::Counted(all) if all.is_empty() => {
            resources.push(resource(&alone(), Present::No("its `count` is 0".to_owned())));
        }
        Expansion::Keyed(all) if all.is_empty() => {
            resources.push(resource(&alone(), Present::No("its `for_each` is empty".to_owned())));
        }
        Expansion::Counted(all) => {
            resources.extend(all.iter().map(|one| resource(one, Present::Yes)));
        }
        Expansion::Keyed(all) => {
            resources.extend(all.iter().map(|(_, one)| resource(one, Present::Yes)));
        }
        Expansion::Unknown(symbol) => {
            let why = format!("how many there are is not known: {}", symbol.why);
            resources.push(resource(&alone(), Present::Unknown(why)));
        }
    }
}
