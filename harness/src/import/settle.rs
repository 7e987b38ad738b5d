//! From what a reader found to what may be written: one API, every route decided or refused.

use std::collections::BTreeMap;

use engine::spell::quote;
use engine::{Code, Diagnostics, Glob, GlobInput, RouteKey, RouteMethod, Segment};

use super::model::{Access, Api, Model, Reach, Refusal, Route};
use super::project::{FileId, Place, Project};
use super::reading::Options;
use super::write::{Denied, Parameters, denied};

/// Chooses the API that the policy is about.
pub fn choose(
    project: &Project,
    model: &Model,
    files: &[FileId],
    options: &Options,
    found: &mut Diagnostics,
) -> Option<usize> {
    let first = files.first()?;
    let start = Place { file: *first, span: engine::Span::default() };
    let names = || {
        let names: Vec<String> = model.apis.iter().take(20).map(|api| quote(&api.name)).collect();
        names.join(", ")
    };
    if let Some(name) = &options.api {
        let chosen = model.apis.iter().position(|api| api.name == *name);
        if chosen.is_none() {
            let message = format!("the template has no HTTP API {}", quote(name));
            let finding = project.finding(start, Code::NoHttpApi, message);
            found.push(match names().as_str() {
                "" => finding,
                names => finding.with_help(format!("it has {names}")),
            });
        }
        return chosen;
    }
    for other in &model.others {
        if model.apis.is_empty() || !options.skip_refused {
            let finding = project.finding(other.place, Code::RefusedRoute, other.what.as_str());
            let help = "import the HTTP API alone with `harness import FILE --api NAME --output \
                        policy.yaml`, or leave this one out there with --skip-refused";
            found.push(if model.apis.is_empty() { finding } else { finding.with_help(help) });
        }
    }
    match model.apis.as_slice() {
        [] if found.has_errors() && model.others.is_empty() => None,
        [] => {
            for absent in &model.absent {
                found.push(project.finding(absent.place, Code::NoHttpApi, absent.what.as_str()));
            }
            if model.absent.is_empty() {
                let message = "the template has no HTTP API";
                let finding = project.finding(start, Code::NoHttpApi, message);
                found.push(finding.with_help("routes are those of an API Gateway HTTP API (v2)"));
            }
            None
        }
        [_] => Some(0),
        [_, second, ..] => {
            let count = model.apis.len();
            let message = format!("the template has {count} HTTP APIs: {}", names());
            let finding = project.finding(second.place, Code::SeveralApis, message);
            let help =
                "import one of them with `harness import FILE --api NAME --output policy.yaml`";
            found.push(finding.with_help(help));
            None
        }
    }
}

/// Tells what of the API is refused, doubled or unknown.
pub fn judge(project: &Project, api: &Api, options: &Options, found: &mut Diagnostics) {
    refuse(project, api, options, found);
    find_doubles(project, api, found);
    tell_cors(project, api, found);
    for (symbol, name) in Parameters::of(api).iter() {
        let message = format!("`{name}` has no value: {}", symbol.why);
        let finding = project.finding(symbol.place, Code::Hole, message);
        found.push(
            finding.with_help(format!("the policy has it as a parameter: --set {name}=VALUE")),
        );
    }
}

fn refuse(project: &Project, api: &Api, options: &Options, found: &mut Diagnostics) {
    for route in &api.routes {
        let Access::Refused(Refusal { why, help, .. }) = &route.access else { continue };
        let name = quote(&route.reach.to_string());
        let code = if options.skip_refused { Code::SkippedRoute } else { Code::RefusedRoute };
        let of = if name == quote(&route.source) {
            String::new()
        } else {
            format!(" of {}", quote(&route.source))
        };
        let message = format!("the route {name}{of} {why}");
        let mut finding = project.finding(route.place, code, message);
        // Every command takes a template; `import` alone takes options about it.
        let way = "leave it out with `harness import FILE --skip-refused --output policy.yaml`";
        finding.help = help.clone().or_else(|| (!options.skip_refused).then(|| way.to_owned()));
        if let Some(others) = others_denied(api, route).filter(|_| options.skip_refused) {
            finding.help = Some(format!("its guardrail also denies {others}"));
        }
        found.push(finding);
    }
}

/// Tells which decided routes the guardrail of a refused one denies, too.
fn others_denied(api: &Api, route: &Route) -> Option<String> {
    let Denied { method, glob } = denied(route)?;
    let glob = Glob::path(&glob).ok()?;
    // A route is met when any of its paths is: variables stand for a text of their own.
    let met = |other: &&Route| {
        let Reach::Key(RouteKey::Path(own, path)) = &other.reach else { return false };
        let shared = method
            .as_ref()
            .is_none_or(|method| *own == RouteMethod::Any || own.to_string() == *method);
        let decided = matches!(other.access, Access::Public { .. } | Access::Protected { .. });
        let sample: String = path
            .segments()
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Variable(_) | Segment::Greedy(_) => "/x".to_owned(),
            })
            .collect();
        shared && decided && glob.matches(&GlobInput::new(&sample))
    };
    let mut names = api.routes.iter().take(MOST_COMPARED).filter(met).map(|one| &one.reach);
    let first = quote(&names.next()?.to_string());
    Some(match names.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    })
}

/// Most routes that a refused one is held against: API Gateway takes 300.
const MOST_COMPARED: usize = 1_000;

/// Tells what the policy does not say of browsers of other origins.
fn tell_cors(project: &Project, api: &Api, found: &mut Diagnostics) {
    let Some(cors) = &api.cors else { return };
    let mut tell = |place, why: &str, help: &str| {
        let finding = project.finding(place, Code::CorsLeftOut, format!("CORS: {why}"));
        found.push(finding.with_help(help));
    };
    for (place, why) in &cors.left_out {
        tell(*place, why, "the policy goes without it: add it to `cors` there");
    }
    if cors.shares_with_all() {
        let why = "credentials are not shared with every origin";
        tell(cors.place, why, "list the origins: API Gateway refuses `*` beside credentials");
    }
    if !cors.is_written() {
        let why = "no origin is known, so the policy says nothing of it";
        tell(cors.place, why, "preflights are requests like any other then: add `cors` there");
    }
}

/// API Gateway takes no second route of one shape.
fn find_doubles(project: &Project, api: &Api, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &Route> = BTreeMap::new();
    for route in &api.routes {
        let Reach::Key(key) = &route.reach else { continue };
        if matches!(route.access, Access::Absent { .. }) {
            continue;
        }
        let shape = match key {
            RouteKey::Default => "$default".to_owned(),
            RouteKey::Path(method, path) => format!("{method} {}", path.shape()),
        };
        let Some(first) = seen.insert(shape, route) else { continue };
        let message =
            format!("{} takes the same requests as an earlier route", quote(&key.to_string()));
        let finding = project.finding(route.place, Code::DuplicateRoute, message);
        found.push(if first.place.file == route.place.file {
            let source = project.source(route.place.file);
            finding.with_related(&source, first.place.span, "the earlier one")
        } else {
            finding
        });
    }
}
