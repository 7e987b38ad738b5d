//! The files that variables name, each read once and kept as long as the import lasts.

use std::cell::OnceCell;

use crate::import::project::FileId;
use crate::import::template::Node;

/// More than an import opens.
const SLOTS: usize = 512;

/// The trees of files by their ids.
#[derive(Debug)]
pub(super) struct Files {
    slots: Vec<OnceCell<(FileId, Option<Node>)>>,
}

impl Files {
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| OnceCell::new()).collect() }
    }

    /// Returns the tree of a file, which `read` reads at the first time; nothing when it failed.
    pub(super) fn tree(&self, file: FileId, read: impl FnOnce() -> Option<Node>) -> Option<&Node> {
        for slot in &self.slots {
            match slot.get() {
                Some((known, tree)) if *known == file => return tree.as_ref(),
                Some(_) => {}
                None => return slot.get_or_init(|| (file, read())).1.as_ref(),
            }
        }
        None
    }
}
