//! Variables worked out: nodes to nodes without `${self:…}` and its like.
//!
//! Only what tells about routes is asked for, so a service whose other parts cannot be read is
//! imported all the same. A variable that has no value here becomes a hole of its name. Work and
//! depth are bounded; a variable that asks for itself is refused.

use std::cell::RefCell;

use engine::{Code, Diagnostics};

use super::files::Files;
use super::found::Found;
use super::syntax::{Piece, Source, parse};
use crate::import::intrinsics::variable;
use crate::import::project::{Place, Project};
use crate::import::reading::Options;
use crate::import::template::Node;

/// Most work: values made, and text in units of 16 bytes.
const MOST_WORK: usize = 4 << 20;
/// What following a variable counts.
const FOLLOW: usize = 16;
/// Most variables on the way to one value.
const MOST_ON_THE_WAY: usize = 40;
/// Most mistakes told of one service.
const MOST_FINDINGS: usize = 1_000;
/// Longest name of a variable, in bytes.
const LONGEST_NAME: usize = 1_024;

/// The variables of one service.
#[derive(Debug)]
pub(super) struct Variables<'t, 'p> {
    pub(super) root: &'t Node,
    pub(super) files: &'t Files,
    pub(super) project: RefCell<&'p mut Project>,
    pub(super) options: &'p Options,
    pub(super) state: RefCell<State>,
}

/// A text with variables, and where it stands: aliases share a place.
pub(super) type Way = (Place, String);

#[derive(Debug, Default)]
pub(super) struct State {
    work: usize,
    /// How deep the value is that is being written out.
    pub(super) depth: usize,
    /// Texts whose variables are being followed.
    following: Vec<Way>,
    /// Texts whose values are being written out.
    pub(super) writing: Vec<Way>,
    found: Diagnostics,
    told: usize,
}

impl<'t, 'p> Variables<'t, 'p> {
    pub(super) fn new(
        root: &'t Node,
        files: &'t Files,
        project: &'p mut Project,
        options: &'p Options,
    ) -> Self {
        let project = RefCell::new(project);
        Self { root, files, project, options, state: RefCell::default() }
    }

    /// Returns what was found wrong.
    pub(super) fn into_found(self) -> Diagnostics {
        self.state.into_inner().found
    }

    /// Tells of a mistake.
    pub(super) fn report(&self, place: Place, code: Code, message: impl Into<String>) {
        let finding = self.project.borrow().finding(place, code, message);
        let mut state = self.state.borrow_mut();
        state.told += 1;
        if state.told <= MOST_FINDINGS {
            state.found.push(finding);
        }
    }

    /// Tells of mistakes.
    pub(super) fn report_all(&self, found: Diagnostics) {
        self.state.borrow_mut().found.extend(found);
    }

    /// Returns what stands behind keys of the service.
    pub(super) fn at(&self, path: &[&str]) -> Found<'t> {
        self.walk(self.root, path)
    }

    /// Follows keys and indices.
    pub(super) fn walk(&self, from: &'t Node, path: &[&str]) -> Found<'t> {
        let mut at = self.look(from);
        for (done, key) in path.iter().enumerate() {
            let node = match at {
                Found::Node(node) => node,
                Found::Hole(name, place) => {
                    let rest = path.get(done..).unwrap_or_default().join(".");
                    return Found::Hole(format!("{name}.{rest}"), place);
                }
                Found::Text(..) | Found::Nothing => return Found::Nothing,
                Found::Wrong(place) => return Found::Wrong(place),
            };
            if !self.spend(node.entries().len() / 16, node.place) {
                return Found::Wrong(node.place);
            }
            let index = || key.parse::<usize>().ok().and_then(|at| node.items().get(at));
            let Some(next) = node.get(key).or_else(index) else { return Found::Nothing };
            at = self.look(next);
        }
        at
    }

    /// Returns what a node is.
    pub(super) fn look(&self, node: &'t Node) -> Found<'t> {
        let place = node.place;
        let Some(text) = node.text().filter(|text| text.contains("${")) else {
            return if node.is_null() { Found::Nothing } else { Found::Node(node) };
        };
        if !self.spend(FOLLOW + text.len() / 16, place) {
            return Found::Wrong(place);
        }
        let way = (place, text.to_owned());
        let (circle, deep) = {
            let following = &self.state.borrow().following;
            (following.contains(&way), following.len() >= MOST_ON_THE_WAY)
        };
        if circle {
            return self.circle(place);
        }
        if deep {
            self.report(place, Code::TooDeep, "variables lead to each other without end");
            return Found::Wrong(place);
        }
        self.state.borrow_mut().following.push(way);
        let found = self.follow(text, place);
        self.state.borrow_mut().following.pop();
        found
    }

    pub(super) fn circle(&self, place: Place) -> Found<'t> {
        self.report(place, Code::InvalidTemplate, "the variable asks for itself");
        Found::Wrong(place)
    }

    fn follow(&self, text: &str, place: Place) -> Found<'t> {
        match parse(text) {
            Ok(template) => match template.as_slice() {
                [Piece::Variable(sources)] => self.variable(sources, place),
                pieces => self.text(pieces, place),
            },
            Err(why) => {
                self.report(place, Code::InvalidTemplate, why);
                Found::Wrong(place)
            }
        }
    }

    /// The first source that has a value gives it; without one, the name of the first is a hole.
    fn variable(&self, sources: &[Source], place: Place) -> Found<'t> {
        let mut wanted = None;
        for (at, source) in sources.iter().enumerate() {
            let (kind, arguments, address) = match source {
                Source::Literal(None) => return Found::Nothing,
                Source::Literal(Some(text)) => return self.text(text, place),
                Source::Call { kind, arguments, address } => (kind, arguments, address),
            };
            let arguments: Option<Vec<String>> =
                arguments.iter().map(|one| self.plain_text(one, place)).collect();
            let address = match address.as_ref().map(|one| self.plain_text(one, place)) {
                Some(None) => return Found::Wrong(place),
                Some(Some(address)) => address,
                None => String::new(),
            };
            let Some(arguments) = arguments else { return Found::Wrong(place) };
            let name = match arguments.as_slice() {
                [] => format!("{kind}:{address}"),
                some if address.is_empty() => format!("{kind}({})", some.join(", ")),
                some => format!("{kind}({}):{address}", some.join(", ")),
            };
            if name.len() > LONGEST_NAME {
                self.report(place, Code::InvalidTemplate, "the name of a variable is too long");
                return Found::Wrong(place);
            }
            let has_other = at + 1 < sources.len();
            match self.source(kind, &arguments, &address, place, has_other) {
                Some(Found::Nothing) => wanted = wanted.or(Some(name)),
                Some(found) => return found,
                None => return Found::Hole(name, place),
            }
        }
        wanted.map_or(Found::Nothing, |name| Found::Hole(name, place))
    }

    /// Puts a text together; holes are marked in it.
    pub(super) fn text(&self, pieces: &[Piece], place: Place) -> Found<'t> {
        self.plain_text(pieces, place).map_or(Found::Wrong(place), |text| Found::Text(text, place))
    }

    fn plain_text(&self, pieces: &[Piece], place: Place) -> Option<String> {
        let mut text = String::new();
        for piece in pieces {
            let found = match piece {
                Piece::Literal(literal) => {
                    text.push_str(literal);
                    continue;
                }
                Piece::Variable(sources) => self.variable(sources, place),
            };
            let part = match &found {
                Found::Node(node) => node.text().map(str::to_owned),
                Found::Text(part, _) => Some(part.clone()),
                Found::Hole(name, _) => Some(variable(name)),
                Found::Wrong(_) => return None,
                Found::Nothing => None,
            };
            let Some(part) = part else {
                let message = "a variable in a text has a value that is no text";
                self.report(place, Code::InvalidTemplate, message);
                return None;
            };
            if !self.spend(part.len() / 16, place) {
                return None;
            }
            text.push_str(&part);
        }
        Some(text)
    }

    /// Counts work; `false` when there was too much.
    pub(super) fn spend(&self, work: usize, place: Place) -> bool {
        let (before, after) = {
            let mut state = self.state.borrow_mut();
            let before = state.work;
            state.work = state.work.saturating_add(work);
            (before, state.work)
        };
        if before <= MOST_WORK && after > MOST_WORK {
            let message = "the variables stand for too many values";
            self.report(place, Code::FileTooLarge, message);
        }
        after <= MOST_WORK
    }
}

#[cfg(test)]
mod tests;
