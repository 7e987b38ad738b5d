//! Functions that read files and documents, or write them.

use engine::Code;

use crate::import::project::{FileId, Place, Project};
use crate::import::template::{self, Kind as NodeKind, Node};
use crate::import::terraform::evaluator::{Evaluator, Pairs};
use crate::import::terraform::files::template as template_text;
use crate::import::terraform::scope::Scope;
use crate::import::terraform::term::{Kind, Made, Term, shown};
use crate::import::value::Text;

impl Evaluator<'_> {
    pub(super) fn encoding(&self, name: &str, one: &Term, place: Place) -> Made {
        match (name, &one.kind) {
            ("jsonencode" | "yamlencode", _) => {
                let inner = one.clone();
                Some(Term::new(place, Kind::Encoded(inner.into())))
            }
            ("jsondecode" | "yamldecode", Kind::Encoded(inner)) => Some(inner.as_ref().clone()),
            ("jsondecode" | "yamldecode", Kind::Text(_)) => {
                Some(self.decoded(&one.known()?, place))
            }
            ("file", _) => self.file(one, place).map(|(_, text)| Term::text(place, text)),
            _ => None,
        }
    }

    /// Reads a file that the module names. What is outside its folder is refused.
    fn file(&self, name: &Term, place: Place) -> Option<(FileId, String)> {
        let name = name.known()?;
        let found = self.project.borrow_mut().beside(&name, place);
        match found {
            Ok(file) => {
                let source = self.project.borrow().source(file);
                self.spend(source.text().len() / 16, place).then(|| {
                    let text: &str = source.text();
                    (file, text.to_owned())
                })
            }
            Err(found) => {
                for finding in &found {
                    let (code, message) = (finding.code, finding.message.clone());
                    self.report(place, code, message);
                }
                None
            }
        }
    }

    /// `templatefile`: the file sees the names it is given, and nothing of the module.
    pub(super) fn template_file(&self, file: &Term, names: &Term, place: Place) -> Made {
        let (file, text) = self.file(file, place)?;
        let names: Vec<(String, Term)> =
            names.pairs()?.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect();
        let parsed = template_text(&text).map_err(|(span, message)| {
            self.report(Place { file, span }, Code::InvalidTemplate, message);
        });
        let closed = Scope::closed_file(file);
        let made = self.template(&parsed.ok()?, &closed.with(&names), place);
        Some(made.at(place))
    }

    /// Reads a document in a text. All of it has the place of the expression.
    pub(in crate::import::terraform) fn decoded(&self, text: &str, place: Place) -> Term {
        if !self.spend(text.len(), place) {
            return self.fresh(place, "the module asks for too much work");
        }
        let (project, file) = Project::of_text("document", text);
        match template::read(&project, file) {
            Ok(node) => node_term(&node, place),
            Err(found) => {
                let why = found.iter().next().map_or_else(String::new, |one| one.message.clone());
                self.wrong(place, format!("the document in this text cannot be read: {why}"))
            }
        }
    }

    /// Writes a term as JSON: a text when all of it is known.
    pub(in crate::import::terraform) fn written(&self, term: &Term, place: Place) -> Term {
        let mut text = String::new();
        match self.write(term, &mut text) {
            Some(()) => Term::text(place, text),
            None => self.fresh(place, "a document that is not all known"),
        }
    }

    fn write(&self, term: &Term, text: &mut String) -> Option<()> {
        if !self.spend(text.len() / 64, term.place) {
            return None;
        }
        let quoted = |text: &str| serde_json::to_string(text).ok();
        match &term.kind {
            Kind::Null => text.push_str("null"),
            Kind::Bool(known) => text.push_str(if *known { "true" } else { "false" }),
            Kind::Number(number) => text.push_str(&shown(*number)),
            Kind::Text(known) => text.push_str(&quoted(known.known()?)?),
            Kind::Encoded(inner) => {
                let mut own = String::new();
                self.write(inner, &mut own)?;
                text.push_str(&quoted(&own)?);
            }
            Kind::List(items) | Kind::Set(items) => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    self.write(item, text)?;
                }
                text.push(']');
            }
            Kind::Map(_) => {
                text.push('{');
                for (at, (key, value)) in self.entries(term).ok()?.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    text.push_str(&quoted(&key.known()?)?);
                    text.push(':');
                    self.write(value, text)?;
                }
                text.push('}');
            }
            Kind::Resource(_) | Kind::Unknown(_) | Kind::Wrong(_) => return None,
        }
        Some(())
    }
}

fn node_term(node: &Node, place: Place) -> Term {
    match &node.kind {
        NodeKind::Scalar { .. } if node.is_null() => Term::new(place, Kind::Null),
        NodeKind::Scalar { text, plain } => {
            let scalar = match text.as_str() {
                "true" if *plain => Kind::Bool(true),
                "false" if *plain => Kind::Bool(false),
                other => match other.parse::<f64>() {
                    Ok(number) if *plain && shown(number) == *other => Kind::Number(number),
                    _ => Kind::Text(Text::literal(text.as_str())),
                },
            };
            Term::new(place, scalar)
        }
        NodeKind::List(items) => {
            Term::list(place, items.iter().map(|item| node_term(item, place)).collect())
        }
        NodeKind::Map(entries) => {
            let mut pairs = Pairs::default();
            for entry in entries {
                pairs.set(entry.key.clone(), place, node_term(&entry.value, place));
            }
            pairs.term(place)
        }
    }
}
