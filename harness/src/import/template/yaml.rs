//! YAML to a tree: events with spans; tags, aliases and merge keys are written out here.

use std::collections::{HashMap, HashSet};

use engine::spell::quote;
use engine::{Code, Diagnostic, Diagnostics, Offsets, Source, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::limits::{
    MAX_DEPTH, MAX_REPEATED_BYTES, MAX_SCALAR_BYTES, MAX_VALUES, too_deep, too_long, too_many,
};
use super::node::{Entry, Kind, Node};
use crate::import::project::{FileId, Place};

mod merge;

/// Reads YAML.
pub(super) fn read(source: &Source, file: FileId) -> Result<Node, Diagnostics> {
    let text = source.text();
    // Inside brackets the parser reads ahead to the last one, past any count of ours.
    let flow_signs = text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    if flow_signs > MAX_VALUES {
        return Err(too_many(source, Span::default()));
    }
    let offsets = Offsets::new(text);
    let mut builder = Builder {
        source,
        file,
        open: Vec::new(),
        root: None,
        anchors: HashMap::new(),
        values: 0,
        repeated: 0,
        documents: 0,
    };
    for next in Parser::new(StrInput::new(text)) {
        let (event, span) = next.map_err(|error| {
            let start = offsets.byte(error.marker().index());
            let message = format!("not YAML: {}", error.info());
            Diagnostic::new(source, Span { start, end: start }, Code::InvalidYaml, message)
        })?;
        builder.take(event, offsets.span(span.start.index()..span.end.index()))?;
    }
    builder.root.filter(|root| !root.is_null()).ok_or_else(|| {
        let message = "the file says nothing";
        Diagnostic::new(source, Span::default(), Code::EmptyDocument, message).into()
    })
}

/// What a tag does to the value behind it.
enum Property {
    /// Nothing.
    None,
    /// `!!str`: the value is a text.
    Text,
    /// `!Ref` and the like: the value is the argument of a function.
    Call(String),
}

/// A list or map whose end has not come yet.
struct Open {
    start: u32,
    anchor: usize,
    property: Property,
    what: Opened,
}

enum Opened {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Place)>, seen: HashSet<String> },
}

struct Builder<'s> {
    source: &'s Source,
    file: FileId,
    open: Vec<Open>,
    root: Option<Node>,
    /// Anchored values, each with its weight.
    anchors: HashMap<usize, (Node, Weight)>,
    values: usize,
    repeated: usize,
    documents: usize,
}

/// How much a value holds, when it is copied.
#[derive(Clone, Copy, Default)]
struct Weight {
    values: usize,
    bytes: usize,
    depth: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostics> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here";
                    return Err(self.finding(span, Code::ManyDocuments, message));
                }
                Ok(())
            }
            Event::Alias(anchor) => {
                let Some((node, weight)) = self.anchors.get(&anchor) else {
                    let message = "an alias stands inside the value that it repeats";
                    return Err(self.finding(span, Code::InvalidYaml, message));
                };
                let (node, weight) = (node.clone(), *weight);
                // Aliases of what holds aliases would nest without end; a tag is a level, too.
                if self.open.len() + weight.depth > 2 * MAX_DEPTH {
                    return Err(too_deep(self.source, span));
                }
                self.count(weight, span)?;
                self.put(node, span)
            }
            Event::Scalar(text, style, anchor, tag) => {
                if text.len() > MAX_SCALAR_BYTES {
                    return Err(too_long(self.source, span));
                }
                let property = self.property(tag.as_deref(), span)?;
                let plain = style == ScalarStyle::Plain && !matches!(property, Property::Text);
                let kind = Kind::Scalar { text: text.into_owned(), plain };
                let node = call(Node { place: self.place(span), kind }, property);
                self.anchor(anchor, &node, span)?;
                self.put(node, span)
            }
            Event::SequenceStart(anchor, tag) => {
                let what = Opened::List(Vec::new());
                self.begin(anchor, tag.as_deref(), what, span)
            }
            Event::MappingStart(anchor, tag) => {
                let what = Opened::Map { entries: Vec::new(), key: None, seen: HashSet::new() };
                self.begin(anchor, tag.as_deref(), what, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        what: Opened,
        span: Span,
    ) -> Result<(), Diagnostics> {
        let property = self.property(tag, span)?;
        self.open.push(Open { start: span.start, anchor, property, what });
        if self.open.len() > MAX_DEPTH { Err(too_deep(self.source, span)) } else { Ok(()) }
    }

    fn end(&mut self, span: Span) -> Result<(), Diagnostics> {
        let Some(Open { start, anchor, property, what }) = self.open.pop() else { return Ok(()) };
        let span = Span { start, end: span.end.max(start) };
        let kind = match what {
            Opened::List(items) => Kind::List(items),
            Opened::Map { entries, .. } => {
                let merged = merge::write_out(entries).map_err(|place| {
                    let message = "a merge key takes a map, or a list of maps";
                    self.finding(place.span, Code::WrongType, message)
                })?;
                Kind::Map(merged)
            }
        };
        let node = call(Node { place: self.place(span), kind }, property);
        self.anchor(anchor, &node, span)?;
        self.put(node, span)
    }

    /// Puts a complete value where it belongs: into the open list or map, or as the root.
    fn put(&mut self, node: Node, span: Span) -> Result<(), Diagnostics> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(too_many(self.source, span));
        }
        let (file, source) = (self.file, self.source);
        match self.open.last_mut().map(|open| &mut open.what) {
            None => self.root = Some(node),
            Some(Opened::List(items)) => items.push(node),
            Some(Opened::Map { entries, key, seen }) => {
                if let Some((key, key_place)) = key.take() {
                    entries.push(Entry { key, key_place, value: node });
                    return Ok(());
                }
                let Kind::Scalar { text, .. } = node.kind else {
                    let message = "a list or map stands where a key belongs";
                    return Err(Diagnostic::new(source, span, Code::WrongType, message).into());
                };
                if !seen.insert(text.clone()) {
                    let message = format!("the key {} stands here twice", quote(&text));
                    let found = Diagnostic::new(source, span, Code::DuplicateKey, message);
                    let help = "keep one of them: tools differ in which one they see";
                    return Err(found.with_help(help).into());
                }
                *key = Some((text, Place { file, span }));
            }
        }
        Ok(())
    }

    fn property(&self, tag: Option<&Tag>, span: Span) -> Result<Property, Diagnostics> {
        let Some(tag) = tag else { return Ok(Property::None) };
        let name = format!("{}{}", tag.handle, tag.suffix);
        if let Some(core) = name.strip_prefix("tag:yaml.org,2002:") {
            return match core {
                "str" | "binary" | "timestamp" => Ok(Property::Text),
                "int" | "float" | "bool" | "null" | "map" | "seq" => Ok(Property::None),
                _ => Err(self.finding(
                    span,
                    Code::Tag,
                    format!("the tag {} is not taken", quote(&name)),
                )),
            };
        }
        match name.strip_prefix('!') {
            // A lone `!` says: not plain.
            Some("") => Ok(Property::Text),
            Some(name @ ("Ref" | "Condition")) => Ok(Property::Call(name.to_owned())),
            Some(name) if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Ok(Property::Call(format!("Fn::{name}")))
            }
            _ => {
                Err(self.finding(span, Code::Tag, format!("the tag {} is not taken", quote(&name))))
            }
        }
    }

    fn anchor(&mut self, anchor: usize, node: &Node, span: Span) -> Result<(), Diagnostics> {
        if anchor == 0 {
            return Ok(());
        }
        let weight = weigh(node);
        self.count(weight, span)?;
        self.anchors.insert(anchor, (node.clone(), weight));
        Ok(())
    }

    /// Counts a copy, before it is made.
    fn count(&mut self, weight: Weight, span: Span) -> Result<(), Diagnostics> {
        self.values = self.values.saturating_add(weight.values);
        self.repeated = self.repeated.saturating_add(weight.bytes);
        if self.values > MAX_VALUES || self.repeated > MAX_REPEATED_BYTES {
            return Err(too_many(self.source, span));
        }
        Ok(())
    }

    fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    fn finding(&self, span: Span, code: Code, message: impl Into<String>) -> Diagnostics {
        Diagnostic::new(self.source, span, code, message).into()
    }
}

/// Writes a tagged value out as the call of a function.
fn call(node: Node, property: Property) -> Node {
    let Property::Call(key) = property else { return node };
    let place = node.place;
    let parts = node.text().filter(|_| key == "Fn::GetAtt").and_then(|text| text.split_once('.'));
    // `!GetAtt A.B` is `[A, B]`, and `B` may hold further dots.
    let value = match parts {
        Some((resource, attribute)) => {
            let part = |text: &str| {
                let kind = Kind::Scalar { text: text.to_owned(), plain: false };
                Node { place, kind }
            };
            Node { place, kind: Kind::List(vec![part(resource), part(attribute)]) }
        }
        None => node,
    };
    Node { place, kind: Kind::Map(vec![Entry { key, key_place: place, value }]) }
}

fn weigh(node: &Node) -> Weight {
    let mut weight = Weight { values: 1, bytes: node.text().map_or(0, str::len), depth: 1 };
    let below = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
    for child in below {
        let child = weigh(child);
        weight.values = weight.values.saturating_add(child.values);
        weight.bytes = weight.bytes.saturating_add(child.bytes);
        weight.depth = weight.depth.max(child.depth + 1);
    }
    weight.bytes += node.entries().iter().map(|entry| entry.key.len()).sum::<usize>();
    weight
}
