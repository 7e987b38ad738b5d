//! First reading pass: YAML text to a tree of spans, within limits.
//!
//! The event parser expands nothing, so there is no alias bomb; whatever could make two readers
//! see two things (duplicate and merge keys, tags, anchors, a second document) is refused here,
//! and the typed pass ([`crate::parse()`]) only ever sees texts that this pass took.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use self::findings::{
    ALIAS_HELP, complex_key, duplicate, forbidden, merge_key, syntax, too_many_values,
};
use self::text::{flow_signs, forbidden_character};
use crate::{Code, Diagnostic, Diagnostics, Offsets, Source, Span};

/// Longest file read, in bytes.
pub(crate) const MAX_FILE_BYTES: usize = 64 << 20;
const MAX_SCALAR_BYTES: usize = 64 << 10;
const MAX_DEPTH: usize = 32;
/// Most keys and values. A value of two bytes takes some hundred here and in the parser.
const MAX_VALUES: usize = 2 << 20;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// `plain` tells `true` from `"true"`.
    Scalar { text: String, plain: bool },
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; its keys are distinct.
    Map(Vec<Entry>),
}

/// A key, its place, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    /// Returns the entries of a map; of anything else, none.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            Kind::List(_) | Kind::Scalar { .. } => &[],
        }
    }

    /// Returns the entry of a key, looking at one after the other.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Returns the items of a list; of anything else, none.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Map(_) | Kind::Scalar { .. } => &[],
        }
    }
}

/// Reads a source into its tree.
pub(crate) fn read(source: &Source) -> Result<Node, Diagnostics> {
    let text = source.text();
    if text.len() > MAX_FILE_BYTES {
        let size = text.len() >> 20;
        let message = format!("the file has {size} MiB; at most 64 are read");
        return Err(Diagnostic::about_file(source.name(), Code::FileTooLarge, message).into());
    }
    if let Some(found) = forbidden_character(text) {
        return Err(forbidden(source, found.0, found.1).into());
    }
    // Inside brackets the parser reads ahead to the last one, past any count of ours.
    if text.len() > MAX_VALUES && flow_signs(text) > MAX_VALUES {
        return Err(too_many_values(source, Span::default(), MAX_VALUES).into());
    }
    let mut builder = Builder {
        source,
        offsets: Offsets::new(text),
        open: Vec::new(),
        root: None,
        documents: 0,
        values: 0,
        found: Diagnostics::new(),
    };
    builder.run().map_err(Diagnostics::sorted)?;
    let Builder { root, mut found, .. } = builder;
    let root = root.filter(|root| !is_null(root));
    if root.is_none() && !found.has_errors() {
        found.push(
            Diagnostic::new(source, Span::default(), Code::EmptyDocument, "the file says nothing")
                .with_help("a policy begins with `version: 1` and `routes:`"),
        );
    }
    match root {
        Some(root) if !found.has_errors() => Ok(root),
        _ => Err(found.sorted()),
    }
}

/// Returns whether a node is a plain `null`, in one of its spellings or none.
pub(crate) fn is_null(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
}

/// A list or map whose end has not come yet.
enum Open {
    List {
        start: u32,
        items: Vec<Node>,
    },
    Map {
        start: u32,
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
        seen: HashMap<String, Span>,
    },
}

struct Builder<'s> {
    source: &'s Source,
    offsets: Offsets<'s>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    values: usize,
    found: Diagnostics,
}

impl<'s> Builder<'s> {
    fn run(&mut self) -> Result<(), Diagnostics> {
        let source = self.source;
        for next in Parser::new(StrInput::new(source.text())) {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    let start = self.offsets.byte(error.marker().index());
                    self.found.push(syntax(source, start, error.info()));
                    return Err(std::mem::take(&mut self.found));
                }
            };
            let span = self.offsets.span(span.start.index()..span.end.index());
            if self.values > MAX_VALUES {
                self.found.push(too_many_values(source, span, MAX_VALUES));
                return Err(std::mem::take(&mut self.found));
            }
            if !self.take(event, span) {
                return Err(std::mem::take(&mut self.found));
            }
        }
        Ok(())
    }

    /// Takes one event; `false` ends the reading at once.
    fn take(&mut self, event: Event<'s>, span: Span) -> bool {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here";
                    self.error(span, Code::ManyDocuments, message, "one file is one document");
                    return false;
                }
            }
            Event::Alias(_) => {
                let message = "an alias stands here";
                self.error(span, Code::AnchorOrAlias, message, ALIAS_HELP);
                self.put(Node { span, kind: Kind::Scalar { text: String::new(), plain: true } });
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                return self.scalar(&text, style, span);
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                self.open.push(Open::List { start: span.start, items: Vec::new() });
                return self.check_depth(span);
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_properties(span, anchor, tag.is_some());
                let (entries, key, seen) = (Vec::new(), None, HashMap::new());
                self.open.push(Open::Map { start: span.start, entries, key, seen });
                return self.check_depth(span);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(node) = self.open.pop().map(|open| close(open, span.end)) {
                    self.put(node);
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        true
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> bool {
        if text.len() > MAX_SCALAR_BYTES {
            let message = format!("a value of {} KiB stands here", text.len() >> 10);
            self.error(span, Code::ScalarTooLong, &message, "a value has at most 64 KiB");
            return false;
        }
        // An escape in double quotes can write what the text itself must not hold.
        if style == ScalarStyle::DoubleQuoted
            && let Some((_, character)) = forbidden_character(text)
        {
            let at = usize::try_from(span.start).unwrap_or(0);
            self.found.push(forbidden(self.source, at, character));
        }
        let plain = style == ScalarStyle::Plain;
        self.put(Node { span, kind: Kind::Scalar { text: text.to_owned(), plain } });
        true
    }

    fn check_depth(&mut self, span: Span) -> bool {
        let deep = self.open.len() > MAX_DEPTH;
        if deep {
            let help = "no policy or spec needs more than a few levels";
            self.error(span, Code::TooDeep, "values are nested deeper than 32 levels", help);
        }
        !deep
    }

    fn refuse_properties(&mut self, span: Span, anchor: usize, tagged: bool) {
        if anchor != 0 {
            let message = "an anchor stands here";
            self.error(span, Code::AnchorOrAlias, message, ALIAS_HELP);
        }
        if tagged {
            let help = "delete the tag, or quote a text that begins with `!`";
            self.error(span, Code::Tag, "a tag stands here", help);
        }
    }

    fn error(&mut self, span: Span, code: Code, message: &str, help: &str) {
        self.found.push(Diagnostic::new(self.source, span, code, message).with_help(help));
    }

    /// Puts a complete value where it belongs: into the open list or map, or as the root.
    fn put(&mut self, node: Node) {
        self.values += 1;
        let mut problem = None;
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, seen, .. }) => {
                if let Some((name, key_span)) = key.take() {
                    entries.push(Entry { key: name, key_span, value: node });
                } else {
                    let span = node.span;
                    let name = match node.kind {
                        Kind::Scalar { text, .. } => text,
                        Kind::List(_) | Kind::Map(_) => {
                            problem = Some(complex_key(self.source, span));
                            String::new()
                        }
                    };
                    if name == "<<" {
                        problem = Some(merge_key(self.source, span));
                    } else if let Some(first) = seen.get(&name)
                        && problem.is_none()
                    {
                        problem = Some(duplicate(self.source, span, *first, &name));
                    } else {
                        seen.insert(name.clone(), span);
                    }
                    *key = Some((name, span));
                }
            }
        }
        if let Some(problem) = problem {
            self.found.push(problem);
        }
    }
}

fn close(open: Open, end: u32) -> Node {
    match open {
        Open::List { start, items } => {
            Node { span: Span { start, end: end.max(start) }, kind: Kind::List(items) }
        }
        Open::Map { start, entries, .. } => {
            Node { span: Span { start, end: end.max(start) }, kind: Kind::Map(entries) }
        }
    }
}

mod findings;
#[cfg(test)]
mod tests;
mod text;
