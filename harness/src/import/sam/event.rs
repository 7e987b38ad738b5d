//! `HttpApi` events of functions: each is an operation of an API.

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;

use super::auth::{Auth, Own};
use super::draft::{Draft, IMPLICIT, Planned};
use crate::import::cloudformation::{Resource, Stack};
use crate::import::integration::{Integration, Payload};
use crate::import::intrinsics::Resolver;
use crate::import::project::Place;
use crate::import::value::{Member, Piece, Symbol, Text, Value};

/// An event, and the function it belongs to.
struct Event<'s> {
    function: &'s Resource,
    name: &'s str,
    place: Place,
    value: &'s Value,
}

fn events<'s>(stack: &'s Stack, kind: &'s str) -> impl Iterator<Item = Event<'s>> {
    let functions = stack.resources.iter().filter(|one| {
        matches!(one.kind.as_str(), "AWS::Serverless::Function" | "AWS::Serverless::StateMachine")
    });
    functions.flat_map(move |function| {
        let events = function.properties.get("Events").map_or(&[][..], Value::members);
        let of_kind =
            move |one: &&Member| one.value.get("Type").and_then(Value::known) == Some(kind);
        events.iter().filter(of_kind).map(move |member| Event {
            function,
            name: &member.key,
            place: member.key_place,
            value: &member.value,
        })
    })
}

/// Returns the events of REST APIs, each with its place.
pub(super) fn rest(stack: &Stack) -> impl Iterator<Item = (&Value, Place)> {
    events(stack, "Api").map(|event| (event.value, event.place))
}

/// Returns where the first event stands that names no API.
pub(super) fn implicit(stack: &Stack) -> Option<Place> {
    let named = |event: &Event<'_>| event.value.path(&["Properties", "ApiId"]).is_some();
    events(stack, "HttpApi").find(|event| !named(event)).map(|event| event.place)
}

/// Adds the events of all functions to their APIs.
pub(super) fn attach(stack: &Stack, drafts: &mut [Draft], resolver: &Resolver<'_>) {
    let auths: Vec<Auth> =
        drafts.iter().map(|draft| Auth::read(&draft.id, &draft.properties, resolver)).collect();
    tell_of_unknown(stack, resolver);
    let by_id: BTreeMap<String, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.id.clone(), at)).collect();
    for event in events(stack, "HttpApi") {
        let wrong = |place, why: &str| {
            let (name, function) = (quote(event.name), quote(&event.function.id));
            let message = format!("the event {name} of the function {function} {why}");
            resolver.report(place, Code::InvalidTemplate, message);
        };
        let all = event.value.members().iter().find(|member| member.key == "Properties");
        if let Some(properties) = all.filter(|member| !member.value.is_map()) {
            wrong(properties.key_place, "has properties that are no map");
            continue;
        }
        let properties = all.map(|member| &member.value);
        let get = |key: &str| properties.and_then(|one| one.get(key));
        for member in properties.map_or(&[][..], Value::members) {
            if member.key == "RouteSettings" && !member.value.is_map() {
                wrong(member.key_place, "has route settings that are no map");
            }
        }
        let (id, place) = match get("ApiId") {
            None => (Some(IMPLICIT), event.place),
            Some(id) => (id.known().or_else(|| Some(id.unknown()?.name.as_str())), id.place),
        };
        let Some(at) = id.and_then(|id| by_id.get(id).copied()) else {
            // An API that is not deployed takes its events with it.
            let api = id.and_then(|id| stack.by_id(id));
            let other = ["AWS::Serverless::HttpApi", "AWS::Serverless::Api"];
            if api.is_none_or(|api| !other.contains(&api.kind.as_str())) {
                wrong(place, "belongs to no HTTP API of this template");
            }
            continue;
        };
        let Some((method, path)) = method_and_path(get("Method"), get("Path"), &event, resolver)
        else {
            continue;
        };
        let own = auths.get(at).and_then(|auth| {
            get("Auth").and_then(|value| own(value, auth, place_of(&event), &wrong))
        });
        let Some(draft) = drafts.get_mut(at) else { continue };
        // A document of its own is deployed as it is: SAM adds nothing to it.
        if draft.properties.get("DefinitionUri").is_some() {
            continue;
        }
        let source = format!("{} ({})", event.function.id, event.name);
        let access = event.function.present.access();
        let integration = Some(behind(&event, get("PayloadFormatVersion"), get("TimeoutInMillis")));
        if let Some(at) = draft.position(&method, &path) {
            let managed = draft.document.is_none();
            let Some(planned) = draft.operations.get_mut(at) else { continue };
            if managed {
                let key = format!("{method} {path}");
                wrong(event.place, &format!("takes {}, which another event takes", quote(&key)));
                continue;
            }
            planned.own.extend(own);
            planned.source = source;
            if planned.integration.is_none() {
                planned.integration = integration;
                planned.access = planned.access.take().or(access);
            }
        } else {
            let (said, place) = (None, event.place);
            let own = Vec::from_iter(own);
            draft.add(Planned { path, method, said, own, integration, access, place, source });
        }
    }
}

/// What stands behind an event: its function.
fn behind(event: &Event<'_>, payload: Option<&Value>, timeout: Option<&Value>) -> Integration {
    if event.function.kind == "AWS::Serverless::StateMachine" {
        return Integration::other("starts a state machine");
    }
    let mut uri = Text::default();
    let (name, place, why) = (event.function.id.clone(), event.place, String::new());
    uri.push_piece(&Piece::Hole(Symbol { name, place, why, many: false }));
    let payload = match payload.and_then(Value::known) {
        Some("1.0" | "1") => Payload::Version1,
        _ => Payload::Version2,
    };
    let timeout_milliseconds = timeout.and_then(Value::known).and_then(|text| text.parse().ok());
    Integration { timeout_milliseconds, ..Integration::lambda(uri, payload) }
}

/// What may be an event and may not be one must not be lost.
fn tell_of_unknown(stack: &Stack, resolver: &Resolver<'_>) {
    for function in stack.of_type("AWS::Serverless::Function") {
        let Some(events) = function.properties.get("Events") else { continue };
        let all = std::iter::once(events);
        let all = all.chain(events.members().iter().map(|member| &member.value));
        let types = events.members().iter().filter_map(|member| member.value.get("Type"));
        for value in all.chain(types) {
            if let Some(symbol) = value.unknown() {
                let function = quote(&function.id);
                let message =
                    format!("an event of the function {function} is not known: {}", symbol.why);
                resolver.report(value.place, Code::UnresolvedValue, message);
            }
        }
    }
}

fn place_of(event: &Event<'_>) -> Place {
    event.place
}

/// Neither method nor path: the default route. One of them alone is a mistake.
fn method_and_path(
    method: Option<&Value>,
    path: Option<&Value>,
    event: &Event<'_>,
    resolver: &Resolver<'_>,
) -> Option<(Text, Text)> {
    let wrong = |place, why: &str| {
        let (name, function) = (quote(event.name), quote(&event.function.id));
        let message = format!("the event {name} of the function {function} {why}");
        resolver.report(place, Code::InvalidTemplate, message);
    };
    let (method, path) = match (method, path) {
        (None, None) => return Some((Text::literal("ANY"), Text::literal("$default"))),
        (Some(method), Some(path)) => (method, path),
        (None, Some(path)) => {
            wrong(path.place, "has a path and no method");
            return None;
        }
        (Some(method), None) => {
            wrong(method.place, "has a method and no path");
            return None;
        }
    };
    for value in [method, path] {
        if value.text().is_none() || resolver.is_number(value) {
            wrong(value.place, "has a method or path that is no text");
            return None;
        }
    }
    let method = method.text()?;
    let upper = method.known().map(|known| match known.to_ascii_uppercase().as_str() {
        "X-AMAZON-APIGATEWAY-ANY-METHOD" => Text::literal("ANY"),
        upper => Text::literal(upper),
    });
    Some((upper.unwrap_or_else(|| method.clone()), path.text()?.clone()))
}

/// Reads an event's `Auth`; one that says nothing of an authorizer means the default one.
fn own(value: &Value, auth: &Auth, place: Place, wrong: &dyn Fn(Place, &str)) -> Option<Own> {
    if !value.is_map() {
        wrong(value.place, "has an `Auth` that is no map");
        return None;
    }
    if value.members().is_empty() {
        return None;
    }
    let scopes = value.get("AuthorizationScopes").cloned();
    if let Some(scopes) =
        scopes.as_ref().filter(|one| one.list().is_none() && one.unknown().is_none())
    {
        wrong(scopes.place, "has scopes that are no list");
    }
    let named = value.get("Authorizer");
    let Some(name) = named.map_or(auth.default_name(), Value::known) else {
        match named {
            Some(named) => wrong(named.place, "names an authorizer by no text"),
            None => wrong(place, "has an `Auth` without an authorizer, and there is no default"),
        }
        return None;
    };
    if name == "NONE" && auth.default_name().is_none() {
        wrong(named.map_or(place, |named| named.place), "says `NONE` where there is no default");
        return None;
    }
    if name != "NONE" && !auth.has(name) {
        let place = named.map_or(place, |named| named.place);
        wrong(
            place,
            &format!("names the authorizer {}, which its API does not define", quote(name)),
        );
        return None;
    }
    Some(Own { authorizer: name.to_owned(), scopes })
}
