//! `AWS::Include`: a part of a template that stands in a file of its own.
//!
//! `CloudFormation` puts the file's content in the place of the transform before it looks at any
//! function. Only files beside the template are read; what stands in a bucket stays a hole.

use engine::{Code, Diagnostics};

use super::project::Place;
use super::reading::Reading;
use super::template::{Entry, Kind, Node, read};

/// Most transforms that one template may have.
const MOST_INCLUDES: usize = 64;

/// Returns the template with its local includes put in; nothing when it has none.
pub(super) fn put_in(reading: &mut Reading<'_>, tree: &Node) -> Option<Node> {
    if !has_include(tree) {
        return None;
    }
    let mut including = Including { reading, count: 0, nodes: 0 };
    Some(including.node(tree))
}

/// Most values that all included files hold together.
const MOST_NODES: usize = 1 << 20;

struct Including<'i, 'r> {
    reading: &'i mut Reading<'r>,
    count: usize,
    nodes: usize,
}

impl Including<'_, '_> {
    fn node(&mut self, node: &Node) -> Node {
        if let Some((name, named_at)) = location(node) {
            if let Some(included) = self.file(name, named_at) {
                return included;
            }
            return node.clone();
        }
        let kind = match &node.kind {
            Kind::Scalar { .. } => node.kind.clone(),
            Kind::List(items) => Kind::List(items.iter().map(|item| self.node(item)).collect()),
            Kind::Map(entries) => {
                let put_in = |entry: &Entry| Entry {
                    key: entry.key.clone(),
                    key_place: entry.key_place,
                    value: self.node(&entry.value),
                };
                Kind::Map(entries.iter().map(put_in).collect())
            }
        };
        Node { place: node.place, kind }
    }

    fn file(&mut self, name: &str, named_at: Place) -> Option<Node> {
        self.count += 1;
        let read = if self.count > MOST_INCLUDES {
            let message = format!("the template includes more than {MOST_INCLUDES} files");
            Err(Diagnostics::from(self.reading.project.finding(
                named_at,
                Code::FileTooLarge,
                message,
            )))
        } else {
            let file = self.reading.project.beside(name, named_at);
            file.and_then(|file| read(self.reading.project, file)).and_then(|node| {
                self.nodes += size(&node);
                if self.nodes <= MOST_NODES {
                    return Ok(node);
                }
                let message = "the files that the template includes hold too many values";
                let finding = self.reading.project.finding(named_at, Code::FileTooLarge, message);
                Err(finding.into())
            })
        };
        read.map_err(|found| self.reading.found.extend(found)).ok()
    }
}

fn size(node: &Node) -> usize {
    let below = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
    1 + below.map(size).sum::<usize>()
}

fn has_include(node: &Node) -> bool {
    location(node).is_some()
        || node.items().iter().any(has_include)
        || node.entries().iter().any(|entry| has_include(&entry.value))
}

/// Returns the local file that a node includes, if it does.
fn location(node: &Node) -> Option<(&str, Place)> {
    let entry = node.single().filter(|entry| entry.key == "Fn::Transform")?;
    entry.value.get("Name").and_then(Node::text).filter(|name| *name == "AWS::Include")?;
    let location = entry.value.get("Parameters")?.get("Location")?;
    let name = location.text().filter(|name| !name.contains("://"))?;
    Some((name, location.place))
}
