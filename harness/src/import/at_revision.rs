//! Templates as a revision of git has them, with the files that they name there.

use engine::{Diagnostics, Source};

use super::project::{FileId, Project};
use super::terraform;
use crate::revision::{self, Folder};

/// Opens the files of a template of a revision: the object, as `git cat-file` takes it, and its
/// text. What is staged has no folder, and is a project of one text.
///
/// # Errors
/// A file cannot be read, or the template is a folder's and has none.
pub(super) fn open(object: &str, source: &Source) -> Result<(Project, Vec<FileId>), Diagnostics> {
    let name = source.name();
    let Some((folder, file)) = revision::parted(object) else {
        if terraform::is_terraform(name) {
            return Err(revision::refuse_folder(name));
        }
        let (project, file) = Project::of_text(name, source.text());
        return Ok((project, vec![file]));
    };
    let unreadable = |why: &str| Diagnostics::from(revision::unreadable(name, why));
    let folder = Folder::open(folder).map_err(|why| unreadable(&why))?;
    let names = if terraform::is_module(file) {
        let all = folder.names().map_err(|why| unreadable(&why))?;
        terraform::of_names(all, name)?
    } else {
        vec![file.to_owned()]
    };
    let mut project = Project::at_revision(folder);
    let files: Result<Vec<_>, _> = names.iter().map(|name| project.named(name)).collect();
    Ok((project, files?))
}
