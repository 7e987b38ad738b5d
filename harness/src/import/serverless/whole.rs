//! Values written out, so that no variable is left in them.

use engine::Code;

use super::found::Found;
use super::variables::Variables;
use crate::import::intrinsics::variable;
use crate::import::project::Place;
use crate::import::template::{Entry, Kind, Node};

/// Deepest nesting of values, those of variables included.
const MAX_DEPTH: usize = 128;

impl<'t> Variables<'t, '_> {
    /// Writes a value out, without variables in it.
    pub(super) fn whole(&self, node: &'t Node) -> Node {
        let place = node.place;
        let is_deep = {
            let mut state = self.state.borrow_mut();
            state.depth += 1;
            state.depth > MAX_DEPTH
        };
        if is_deep {
            self.report(place, Code::TooDeep, "values are nested too deep");
        }
        let enough = self.spend(1, place);
        let whole = if is_deep || !enough { nothing(place) } else { self.written(node) };
        self.state.borrow_mut().depth -= 1;
        whole
    }

    fn written(&self, node: &'t Node) -> Node {
        let place = node.place;
        let text = match &node.kind {
            Kind::Scalar { text, .. } => text,
            Kind::List(items) => {
                let kind = Kind::List(items.iter().map(|item| self.whole(item)).collect());
                return Node { place, kind };
            }
            Kind::Map(entries) => {
                let entry = |entry: &'t Entry| {
                    let (key, key_place) = (entry.key.clone(), entry.key_place);
                    Entry { key, key_place, value: self.whole(&entry.value) }
                };
                return Node { place, kind: Kind::Map(entries.iter().map(entry).collect()) };
            }
        };
        self.spend(text.len() / 16, place);
        if !text.contains("${") {
            return node.clone();
        }
        let way = (place, text.clone());
        if self.state.borrow().writing.contains(&way) {
            self.circle(place);
            return nothing(place);
        }
        match self.look(node) {
            Found::Node(found) => {
                self.state.borrow_mut().writing.push(way);
                let whole = self.whole(found);
                self.state.borrow_mut().writing.pop();
                whole
            }
            Found::Text(text, place) => scalar(place, text),
            Found::Hole(name, place) => scalar(place, variable(&name)),
            Found::Nothing => nothing(place),
            Found::Wrong(place) => scalar(place, variable("…")),
        }
    }
}

fn scalar(place: Place, text: String) -> Node {
    Node { place, kind: Kind::Scalar { text, plain: false } }
}

fn nothing(place: Place) -> Node {
    Node { place, kind: Kind::Scalar { text: String::new(), plain: true } }
}
