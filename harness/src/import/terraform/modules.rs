//! Calls of modules, which are not read: what may stand in them is told.

use engine::Code;
use engine::spell::quote;

use super::evaluator::Evaluator;
use super::module::Module;
use super::resource::Resource;
use super::scope::Scope;
use super::term::{Kind, Term};
use crate::import::model::{Access, Model, Other, Reach, Route};
use crate::import::value::Text;

/// How to read what stands in modules.
const HELP: &str = "import the output of `terraform show -json`, which has the modules' resources";

/// Most values that a module may be given at once.
const MOST_VALUES: usize = 1 << 16;

/// Tells of each module that may have routes.
pub(super) fn add(evaluator: &Evaluator<'_>, resources: &[Resource], model: &mut Model) {
    let apis: Vec<&Resource> =
        resources.iter().filter(|one| one.kind == "aws_apigatewayv2_api").collect();
    for (name, found) in &evaluator.module.modules {
        let scope = Scope::of_file(found.file);
        let place = scope.place(found.block);
        let source = Module::attribute(found.block, "source");
        let source = source.and_then(|source| evaluator.term(source, &scope).known());
        let mut given = Vec::new();
        for attribute in found.block.body.attributes() {
            let term = evaluator.term(&attribute.value, &scope);
            let size = term.size(MOST_VALUES);
            // Without end, it may name anything; the module as a whole is refused then.
            if size < MOST_VALUES && evaluator.spend(size, place) {
                names(&term, &mut given);
            } else {
                evaluator.report(place, Code::FileTooLarge, "the module is given too much");
            }
        }
        let of_api = |api: &&&Resource| {
            let id = format!("{}.id", api.address);
            given.iter().any(|name| *name == id || *name == api.address)
        };
        let owner = apis.iter().find(of_api).map(|api| api.address.as_str());
        let owner = model.apis.iter_mut().find(|api| Some(api.name.as_str()) == owner);
        if let Some(api) = owner {
            let why = format!("may stand in the module {}, which is not read", quote(name));
            api.routes.push(Route {
                reach: Reach::Unclear { method: None, path: Text::default() },
                access: Access::refused_with_help(why, HELP),
                integration: None,
                place,
                source: format!("module.{name}"),
            });
        } else if source.is_none_or(|source| may_have_routes(&source)) {
            let name = quote(name);
            let what = format!("the module {name} is not read, and may have APIs: {HELP}");
            model.others.push(Other { what, place });
        }
    }
}

/// Modules of the project's own, and published ones that say so.
fn may_have_routes(source: &str) -> bool {
    let lower = source.to_ascii_lowercase();
    let says = ["apigateway", "api-gateway", "api_gateway", "http-api", "httpapi"];
    source.starts_with('.') || source.starts_with('/') || says.iter().any(|say| lower.contains(say))
}

/// Collects the names of the holes in a term.
fn names(term: &Term, into: &mut Vec<String>) {
    match &term.kind {
        Kind::List(items) | Kind::Set(items) => items.iter().for_each(|item| names(item, into)),
        Kind::Map(pairs) => pairs.iter().for_each(|pair| names(&pair.value, into)),
        Kind::Encoded(inner) => names(inner, into),
        Kind::Resource(instance) => into.push(instance.address.clone()),
        Kind::Text(text) => into.extend(text.holes().map(|hole| hole.name.clone())),
        Kind::Unknown(symbol) | Kind::Wrong(symbol) => into.push(symbol.name.clone()),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}
