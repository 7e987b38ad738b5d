//! The blocks of a module by kind: variables, locals, resources.

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, BlockLabel, Body};

use super::scope::Scope;
use crate::import::project::{FileId, Place};

/// The parsed files of a module.
pub(super) type Files = Vec<(FileId, Body)>;

/// A block and its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'f> {
    pub(super) file: FileId,
    pub(super) block: &'f Block,
}

/// A resource block.
#[derive(Clone, Debug)]
pub(super) struct Declared<'f> {
    pub(super) kind: String,
    /// `TYPE.NAME`.
    pub(super) address: String,
    pub(super) found: Found<'f>,
    pub(super) place: Place,
}

/// The blocks of a module.
#[derive(Debug, Default)]
pub(super) struct Module<'f> {
    pub(super) variables: BTreeMap<String, Found<'f>>,
    pub(super) locals: BTreeMap<String, (FileId, &'f Expression)>,
    /// In the order of the files.
    pub(super) resources: Vec<Declared<'f>>,
    pub(super) by_address: BTreeMap<String, usize>,
    pub(super) modules: Vec<(String, Found<'f>)>,
    pub(super) providers: Vec<Found<'f>>,
}

impl<'f> Module<'f> {
    /// Sorts the blocks of a module's files; what stands twice is told.
    pub(super) fn of(files: &'f Files, tell: &mut dyn FnMut(Place, Code, String)) -> Self {
        let mut module = Self::default();
        for (file, body) in files {
            for block in body.blocks() {
                module.add(Found { file: *file, block }, tell);
            }
        }
        module
    }

    fn add(&mut self, found: Found<'f>, tell: &mut dyn FnMut(Place, Code, String)) {
        let block = found.block;
        let place = Scope::of_file(found.file).place(block);
        let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
        let twice = match (block.ident.as_str(), labels.as_slice()) {
            ("variable", [name]) => self.variables.insert((*name).to_owned(), found).is_some(),
            ("locals", []) => {
                for attribute in block.body.attributes() {
                    let name = attribute.key.as_str().to_owned();
                    let local = (found.file, &attribute.value);
                    if self.locals.insert(name, local).is_some() {
                        let place = Scope::of_file(found.file).place(attribute);
                        let message = "a local of this name stands here twice".to_owned();
                        tell(place, Code::InvalidTemplate, message);
                    }
                }
                false
            }
            ("resource", [kind, name]) => {
                let (kind, address) = ((*kind).to_owned(), format!("{kind}.{name}"));
                let at = self.resources.len();
                self.resources.push(Declared { kind, address: address.clone(), found, place });
                self.by_address.insert(address, at).is_some()
            }
            ("module", [name]) => {
                self.modules.push(((*name).to_owned(), found));
                false
            }
            ("provider", [_]) => {
                self.providers.push(found);
                false
            }
            _ => false,
        };
        if twice {
            let message = format!("{} stands here twice", quote(&labels.join(".")));
            tell(place, Code::InvalidTemplate, message);
        }
    }

    /// Returns the attribute of a block.
    pub(super) fn attribute(block: &'f Block, name: &str) -> Option<&'f Expression> {
        block.body.get_attribute(name).map(|attribute| &attribute.value)
    }
}
