//! Functions and their events: those that requests reach.

use engine::Code;
use engine::spell::quote;

use super::found::Found;
use super::made;
use super::merge::merge;
use super::variables::Variables;
use crate::import::project::Place;
use crate::import::template::{Entry, Node};

/// Keys that tell which code a function is.
const TOLD: &[&str] = &["handler", "image", "name", "runtime", "timeout"];

/// A function with the events that requests reach.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) events: Vec<Entry>,
    /// Where it stands.
    pub(super) place: Place,
    /// Which code it is, by keys of its own.
    pub(super) told: Vec<Entry>,
}

/// Reads all functions. They may stand in a list of maps, which are merged.
pub(super) fn functions(variables: &Variables<'_, '_>) -> Vec<Function> {
    let node = match variables.at(&["functions"]) {
        Found::Node(node) => node,
        Found::Nothing | Found::Wrong(_) => return Vec::new(),
        Found::Text(_, place) | Found::Hole(_, place) => {
            unknown(variables, place, "the functions");
            return Vec::new();
        }
    };
    let mut merged = made::of_entries(node.place, Vec::new());
    let parts = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
    for part in parts {
        match variables.look(part) {
            Found::Node(map) if map.text().is_none() => {
                merge(&mut merged, events_of(map, variables));
            }
            Found::Node(_) | Found::Text(..) | Found::Hole(..) => {
                unknown(variables, part.place, "the functions");
            }
            Found::Nothing | Found::Wrong(_) => {}
        }
    }
    let function = |entry: &Entry| {
        let events = entry.value.get("events").map_or(&[][..], Node::items);
        let events = events.iter().flat_map(|event| event.entries().iter().cloned());
        let told = entry.value.entries().iter().filter(|one| one.key != "events");
        Function {
            name: entry.key.clone(),
            events: events.collect(),
            place: entry.key_place,
            told: told.cloned().collect(),
        }
    };
    merged.entries().iter().map(function).collect()
}

/// Keeps of functions the events that requests reach: all else may hold what nobody can read.
fn events_of<'t>(map: &'t Node, variables: &Variables<'t, '_>) -> Node {
    let function = |entry: &'t Entry| {
        let what = format!("the events of the function {}", quote(&entry.key));
        let events = match variables.walk(&entry.value, &["events"]) {
            Found::Node(events) => {
                if events.text().is_some() || !events.entries().is_empty() {
                    unknown(variables, events.place, &what);
                }
                events.items().iter().map(|event| event_of(event, variables, &what)).collect()
            }
            Found::Text(_, place) | Found::Hole(_, place) => {
                unknown(variables, place, &what);
                Vec::new()
            }
            Found::Nothing | Found::Wrong(_) => Vec::new(),
        };
        let events = made::entry("events", entry.key_place, made::list(entry.key_place, events));
        let mut kept = vec![events];
        for key in TOLD {
            if let Some(text) = variables.walk(&entry.value, &[key]).known() {
                kept.push(made::entry(key, entry.key_place, made::text(entry.key_place, text)));
            }
        }
        made::entry(&entry.key, entry.key_place, made::of_entries(entry.key_place, kept))
    };
    made::of_entries(map.place, map.entries().iter().map(function).collect())
}

fn event_of<'t>(event: &'t Node, variables: &Variables<'t, '_>, what: &str) -> Node {
    let mut kept = Vec::new();
    match variables.look(event) {
        Found::Node(map) if map.text().is_none() && map.items().is_empty() => {
            for entry in map.entries() {
                let value = match entry.key.as_str() {
                    "httpApi" => variables.whole(&entry.value),
                    // That there is one is all there is to tell.
                    "http" | "websocket" => made::list(entry.key_place, Vec::new()),
                    _ => continue,
                };
                kept.push(made::entry(&entry.key, entry.key_place, value));
            }
        }
        Found::Node(_) | Found::Text(..) | Found::Hole(..) => unknown(variables, event.place, what),
        Found::Nothing | Found::Wrong(_) => {}
    }
    made::of_entries(event.place, kept)
}

fn unknown(variables: &Variables<'_, '_>, place: Place, what: &str) {
    variables.report(place, Code::UnresolvedValue, format!("{what} are not known"));
}
