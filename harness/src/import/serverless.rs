//! The Serverless Framework: `httpApi` events of functions, `provider.httpApi`, raw resources.
//!
//! What the framework makes of a service is a `CloudFormation` template. It is put together here
//! as far as it tells about routes, and read as any other; so references, extensions and
//! overrides mean what they mean when the service is deployed.

mod authorizers;
mod cors;
mod event;
mod files;
mod found;
mod functions;
mod hole;
mod lambda;
mod logical_id;
mod made;
mod merge;
mod resources;
mod sources;
mod syntax;
mod variables;
mod whole;

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;

use self::authorizers::Authorizers;
use self::event::{Owner, Routes};
use self::files::Files;
use self::found::Found;
use self::functions::Function;
use self::variables::Variables;
use super::cloudformation::{Stack, add_apis, fill, issuing};
use super::intrinsics::Resolver;
use super::model::{Model, Other};
use super::project::Place;
use super::reading::Reading;
use super::template::Node;

/// Reads a service.
pub(super) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let files = Files::new();
    let variables = Variables::new(tree, &files, reading.project, reading.options);
    let mut model = Model { format: "Serverless Framework", ..Model::default() };
    let service = Service::read(&variables, &mut model);
    reading.found.extend(variables.into_found());
    let Some(service) = service else { return model };
    let mut given = reading.options.parameters.clone();
    if let Some(region) = service.region {
        given.entry("AWS::Region".to_owned()).or_insert(region);
    }
    let resolver = Resolver::new(reading.project, &service.template, &given);
    let stack = Stack::read(&resolver, &service.template);
    add_apis(&stack, &resolver, &mut model);
    model.issuing = issuing(&stack);
    fill(&mut model, &stack, None);
    for transformed in
        stack.resources.iter().filter(|one| one.kind.starts_with("AWS::Serverless::"))
    {
        let what =
            format!("the resource {} is SAM's, which is not read here", quote(&transformed.id));
        model.others.push(Other { what, place: transformed.place });
    }
    for route in model.apis.iter_mut().flat_map(|api| &mut api.routes) {
        if let Some(source) = service.sources.get(&route.source) {
            route.source.clone_from(source);
        }
    }
    reading.strangers.extend(resolver.strangers(&reading.options.parameters));
    reading.found.extend(resolver.take_found());
    model
}

/// What the framework makes of a service.
struct Service {
    template: Node,
    /// The function of each route that it makes.
    sources: BTreeMap<String, String>,
    region: Option<String>,
}

impl Service {
    fn read(variables: &Variables<'_, '_>, model: &mut Model) -> Option<Self> {
        let place = variables.root.place;
        let provider = variables.walk(variables.root, &["provider", "name"]);
        if let Found::Node(name) = provider
            && let Some(name) = name.text().filter(|name| *name != "aws")
        {
            let message = format!("the service is for {}: HTTP APIs are those of aws", quote(name));
            variables.report(place, Code::NoHttpApi, message);
            return None;
        }
        warn_of_plugins(variables);
        let mut sections = Vec::new();
        let functions = functions::functions(variables);
        let (mut made, sources) = made(variables, &functions, model);
        lambda::add(&mut made, &functions, variables);
        sections.push(made::entry("Resources", place, made));
        let mut template = made::of_entries(place, sections);
        resources::lay_over(&mut template, variables);
        let region = variables.region(place).known().map(str::to_owned);
        Some(Self { template, sources, region })
    }
}

/// Plugins are programs, and none is run here.
fn warn_of_plugins(variables: &Variables<'_, '_>) {
    let Found::Node(plugins) = variables.at(&["plugins"]) else { return };
    let listed = plugins.get("modules").unwrap_or(plugins);
    for plugin in listed.items() {
        let name = plugin.text().map_or_else(|| "of a computed name".to_owned(), quote);
        let message = format!("the plugin {name} is not run: routes that it makes are missing");
        variables.report(plugin.place, Code::PluginNotRun, message);
    }
}

/// Makes the resources of the functions' events, and tells of events of other kinds.
fn made(
    variables: &Variables<'_, '_>,
    functions: &[Function],
    model: &mut Model,
) -> (Node, BTreeMap<String, String>) {
    let place = variables.root.place;
    let section = section(variables);
    let part = |key: &str| section.as_ref()?.get(key).filter(|part| !part.is_null());
    let id = part("id");
    let api = id.cloned().unwrap_or_else(|| made::reference(place, logical_id::API));
    let authorizers = Authorizers::read(part("authorizers"), &api, variables);
    let owner = Owner { api: &api, is_external: id.is_some(), authorizers: &authorizers };
    let mut routes = Routes::default();
    let mut first = None;
    for function in functions {
        for event in &function.events {
            let kind = match event.key.as_str() {
                "http" => "REST",
                "websocket" => "WebSocket",
                _ if event.value.is_null() => continue,
                _ => {
                    first = first.or(Some(event.key_place));
                    routes.add(&function.name, event, &owner, variables);
                    continue;
                }
            };
            let name = quote(&function.name);
            let what = format!(
                "the `{}` event of the function {name} is one of a {kind} API, which cannot be \
                 decided here",
                event.key
            );
            model.others.push(Other { what, place: event.key_place });
        }
    }
    // Without an event there is no API, whatever the provider says of it.
    let Some(first) = first else {
        return (made::of_entries(place, Vec::new()), BTreeMap::new());
    };
    let place = section.as_ref().map_or(first, |section| section.place);
    let mut resources = Vec::new();
    if id.is_some() {
        for key in ["authorizers", "cors"] {
            if let Some(part) = part(key) {
                let message = format!("`{key}` is for the service's own API, not for one by `id`");
                variables.report(part.place, Code::InvalidTemplate, message);
            }
        }
    } else {
        let api = api_of(&part, place, &routes, variables);
        resources.push(made::entry(logical_id::API, place, api));
    }
    resources.extend(authorizers.resources());
    let payload = part("payload").and_then(Node::text);
    resources.extend(lambda::integrations(functions, &api, payload));
    resources.extend(routes.entries);
    (made::of_entries(place, resources), routes.sources)
}

/// Reads `provider.httpApi`.
fn section(variables: &Variables<'_, '_>) -> Option<Node> {
    match variables.at(&["provider", "httpApi"]) {
        Found::Node(node) if node.text().is_none() => Some(variables.whole(node)),
        Found::Nothing | Found::Wrong(_) => None,
        Found::Node(_) | Found::Text(..) | Found::Hole(..) => {
            let message = "`provider.httpApi` is not known";
            variables.report(variables.root.place, Code::UnresolvedValue, message);
            None
        }
    }
}

/// Makes the API itself, with the name that the framework gives it.
fn api_of<'n>(
    part: &dyn Fn(&str) -> Option<&'n Node>,
    place: Place,
    routes: &Routes,
    variables: &Variables<'_, '_>,
) -> Node {
    let mut properties = vec![("ProtocolType", made::text(place, "HTTP"))];
    let (service, old) = (variables.at(&["service"]), variables.at(&["service", "name"]));
    let stage = variables.stage(place);
    let name = part("name").and_then(Node::text).map(str::to_owned);
    let is_true = |node: &Node| node.text() == Some("true");
    let name = name.or_else(|| match (service.known().or(old.known()), stage.known()) {
        (Some(service), Some(stage)) if part("shouldStartNameWithService").is_some_and(is_true) => {
            Some(format!("{service}-{stage}"))
        }
        (Some(service), Some(stage)) => Some(format!("{stage}-{service}")),
        _ => None,
    });
    properties.extend(name.map(|name| ("Name", made::text(place, name))));
    let cors = part("cors").and_then(|cors| cors::configuration(cors, routes.keys()));
    properties.extend(cors.map(|cors| ("CorsConfiguration", cors)));
    let kind = made::text(place, "AWS::ApiGatewayV2::Api");
    made::map(place, vec![("Type", kind), ("Properties", made::map(place, properties))])
}
