//! Templates as a revision of git has them, with the files that they name there.

use engine::{Diagnostics, Source};

use super::project::Project;
use super::reading::Options;
use super::{Imported, import_project, terraform};
use crate::revision::{self, Folder};

/// Imports a template of a revision: the object, as `git cat-file` takes it, and its text.
///
/// What is staged has no folder: it can be imported as long as it needs none.
///
/// # Errors
/// A file cannot be read, or the template needs its folder and has none.
pub fn import_at_revision(
    object: &str,
    source: &Source,
    options: &Options,
) -> Result<Imported, Diagnostics> {
    let name = source.name();
    let Some((folder, file)) = revision::parted(object) else {
        if terraform::is_terraform(name) {
            return Err(revision::refuse_folder(name));
        }
        let (project, file) = Project::of_text(name, source.text());
        let imported = import_project(project, &[file], options);
        // Such a service may look whether files beside it exist.
        let is_whole = !imported.model.format.starts_with("Serverless");
        return if is_whole { Ok(imported) } else { Err(revision::refuse_folder(name)) };
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
    Ok(import_project(project, &files?, options))
}
