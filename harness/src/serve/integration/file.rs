//! The file of integrations: what stands behind which route, as the developer says it.
//!
//! `policies/INTEGRATIONS.md` is its reference.

mod document;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use engine::spell::quote;
use engine::{Code, Diagnostics, Place, RouteKey, Source, parse};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use self::document::{
    IntegrationDocument, IntegrationsDocument, LambdaDocument, MockDocument, RunDocument,
};
use super::behind::Behind;
use super::folder::below;
use super::headers::is_of_connection;
use super::invoke::Invoke;
use super::mock::Mock;
use super::proxy::Proxy;
use super::runner::{Handler, Language, Runner};
use super::target::Target;
use crate::import::integration::Payload;

/// Longest time that a call may take, in seconds: API Gateway's.
const MOST_SECONDS: u64 = 30;

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) default: Option<Behind>,
    pub(super) routes: BTreeMap<String, Behind>,
}

/// Reads a file of integrations; folders that it names are below `folder`.
///
/// # Errors
/// What is wrong with it, sorted.
pub(super) fn read(
    source: &Source,
    folder: &Path,
    routes: &[engine::Route],
) -> Result<Told, Diagnostics> {
    let parsed = parse::<IntegrationsDocument>(source)?;
    let mut found = parsed.found().clone();
    let (document, place) = (&parsed.document, parsed.place(source));
    if document.version != 1 {
        let message = format!("version {} is not known: this is version 1", document.version);
        found.push(place.key("version").finding(Code::WrongVersion, message));
    }
    let mut told = Told::default();
    if let Some(default) = &document.default {
        told.default =
            Reader { place: place.key("default"), folder, found: &mut found }.read(default);
    }
    for entry in &document.routes {
        let place = place.key("routes").at(entry.index);
        let Ok(key) = entry.name.parse::<RouteKey>() else {
            let message = format!("{} is no route key", quote(&entry.name));
            found.push(place.key_finding(Code::InvalidRouteKey, message));
            continue;
        };
        let name = key.to_string();
        if routes.iter().all(|route| route.key.to_string() != name) {
            let message = format!("the policy has no route {}", quote(&name));
            found.push(place.key_finding(Code::UndefinedRoute, message));
        }
        let behind = Reader { place, folder, found: &mut found }.read(&entry.value);
        if let Some(behind) = behind {
            told.routes.insert(name, behind);
        }
    }
    if found.has_errors() { Err(found.sorted()) } else { Ok(told) }
}

/// Reads one integration, and tells what is wrong with it.
struct Reader<'r> {
    place: Place<'r>,
    folder: &'r Path,
    found: &'r mut Diagnostics,
}

impl Reader<'_> {
    fn wrong<T>(&mut self, place: Place<'_>, message: impl Into<String>) -> Option<T> {
        self.found.push(place.finding(Code::InvalidIntegration, message));
        None
    }

    fn read(&mut self, document: &IntegrationDocument) -> Option<Behind> {
        let limit = self.limit(document.timeout_seconds)?;
        match document {
            IntegrationDocument {
                mock: Some(mock), http: None, lambda: None, run: None, ..
            } => {
                if document.timeout_seconds.is_some() {
                    let place = self.place.key("timeout_seconds");
                    return self.wrong(place, "a fixed answer takes no time");
                }
                self.mock(mock)
            }
            IntegrationDocument {
                mock: None, http: Some(url), lambda: None, run: None, ..
            } => match Target::parse(&url.0) {
                Ok(target) => Some(Behind::Http(Proxy { target, method: None, limit })),
                Err(why) => self.wrong(self.place.key("http"), format!("the URL {why}")),
            },
            IntegrationDocument {
                mock: None, http: None, lambda: Some(lambda), run: None, ..
            } => self.lambda(lambda, limit),
            IntegrationDocument {
                mock: None, http: None, lambda: None, run: Some(run), ..
            } => self.run(run, limit),
            _ => {
                let message = "an integration is one of `mock`, `http`, `lambda` and `run`";
                self.found.push(self.place.key_finding(Code::InvalidIntegration, message));
                None
            }
        }
    }

    fn limit(&mut self, seconds: Option<u64>) -> Option<Duration> {
        let seconds = seconds.unwrap_or(MOST_SECONDS);
        if (1..=MOST_SECONDS).contains(&seconds) {
            return Some(Duration::from_secs(seconds));
        }
        let message = format!("a timeout is from 1 to {MOST_SECONDS} seconds");
        self.wrong(self.place.key("timeout_seconds"), message)
    }

    fn mock(&mut self, document: &MockDocument) -> Option<Behind> {
        let place = self.place.key("mock");
        let status = document.status.unwrap_or(200);
        let status = u16::try_from(status).ok().filter(|status| (200..600).contains(status));
        let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else {
            return self.wrong(place.key("status"), "a status is from 200 to 599");
        };
        let mut headers = HeaderMap::new();
        for entry in &document.headers {
            let place = place.key("headers").at(entry.index);
            let name = entry.name.parse::<HeaderName>().ok();
            let value = HeaderValue::from_str(&entry.value.0).ok();
            match (name, value) {
                (Some(name), _) if is_of_connection(name.as_str()) => {
                    return self.wrong(place, "this header is the gateway's own");
                }
                (Some(name), Some(value)) => drop(headers.append(name, value)),
                _ => return self.wrong(place, "this is no header"),
            }
        }
        let (body, kind) = match document.body.as_ref().map(|body| &body.0) {
            None => (String::new(), None),
            Some(serde_json::Value::String(text)) => {
                (text.clone(), Some("text/plain; charset=utf-8"))
            }
            Some(value) => (value.to_string(), Some("application/json")),
        };
        if let Some(kind) = kind
            && !headers.contains_key(CONTENT_TYPE)
        {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        Some(Behind::Mock(Mock { status, headers, body: body.into() }))
    }

    fn lambda(&mut self, document: &LambdaDocument, limit: Duration) -> Option<Behind> {
        let place = self.place.key("lambda");
        let payload = self.payload(document.payload.as_ref().map(|text| text.0.as_str()), place)?;
        match Invoke::new(&document.function.0, &document.endpoint.0, payload, limit) {
            Ok(invoke) => Some(Behind::Lambda(invoke)),
            Err(why) => self.wrong(place.key("endpoint"), format!("the endpoint {why}")),
        }
    }

    fn run(&mut self, document: &RunDocument, limit: Duration) -> Option<Behind> {
        let place = self.place.key("run");
        let payload = self.payload(document.payload.as_ref().map(|text| text.0.as_str()), place)?;
        let Some(language) = Language::of(&document.runtime.0) else {
            let message = format!("the runtime {} cannot be run here", quote(&document.runtime.0));
            self.found.push(
                place
                    .key("runtime")
                    .finding(Code::InvalidIntegration, message)
                    .with_help("`python` and `node` can; call others by `lambda`"),
            );
            return None;
        };
        let named = document.folder.as_ref().map_or(".", |folder| folder.0.as_str());
        let Some(folder) = below(self.folder, named) else {
            return self.wrong(place.key("folder"), "the folder is outside that of this file");
        };
        match Handler::parse(&document.handler.0, language, &folder) {
            Ok(handler) => {
                let name = document.handler.0.replace(['/', '.'], "-");
                Some(Behind::Run(Runner::new(&name, handler, payload, limit)))
            }
            Err(why) => self.wrong(place.key("handler"), format!("the handler {why}")),
        }
    }

    fn payload(&mut self, told: Option<&str>, place: Place<'_>) -> Option<Payload> {
        match told {
            None | Some("2.0") => Some(Payload::Version2),
            Some("1.0") => Some(Payload::Version1),
            Some(_) => self.wrong(place.key("payload"), "a payload is \"2.0\" or \"1.0\""),
        }
    }
}

#[cfg(test)]
mod tests;
