//! The names that an expression may use, and where it stands.

use engine::Span;

use super::term::Term;
use crate::import::project::{FileId, Place};

/// Names of loops and instances, inner ones first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'s> {
    origin: Origin,
    names: &'s [(String, Term)],
    parent: Option<&'s Self>,
    /// Whether variables, locals and resources are within reach.
    pub(super) open: bool,
}

#[derive(Clone, Copy, Debug)]
enum Origin {
    /// Spans are those of a file.
    File(FileId),
    /// The text stands nowhere: one place stands for all of it.
    At(Place),
}

impl<'s> Scope<'s> {
    /// The scope of a file of the module.
    pub(super) fn of_file(file: FileId) -> Self {
        Self { origin: Origin::File(file), names: &[], parent: None, open: true }
    }

    /// The scope of a text that sees no module.
    pub(super) fn closed(place: Place) -> Self {
        Self { origin: Origin::At(place), names: &[], parent: None, open: false }
    }

    /// The scope of a file that sees no module.
    pub(super) fn closed_file(file: FileId) -> Self {
        Self { origin: Origin::File(file), names: &[], parent: None, open: false }
    }

    /// Adds names.
    pub(super) fn with(&'s self, names: &'s [(String, Term)]) -> Self {
        Self { origin: self.origin, names, parent: Some(self), open: self.open }
    }

    /// Returns what a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&'s Term> {
        let found = self.names.iter().find(|(own, _)| own == name).map(|(_, term)| term);
        found.or_else(|| self.parent.and_then(|parent| parent.get(name)))
    }

    /// Returns where something stands.
    pub(super) fn place(&self, of: &impl hcl_edit::Span) -> Place {
        match self.origin {
            Origin::At(place) => place,
            Origin::File(file) => {
                let range = of.span().unwrap_or_default();
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                Place { file, span: Span { start: offset(range.start), end: offset(range.end) } }
            }
        }
    }
}
