//! Files as they are at a revision of git, read by the user's own `git`.
//!
//! No shell runs, nothing is fetched, and what git complains of is told as a finding about the
//! file. What is read is the content that git keeps: no filter and no text conversion touches it.

use engine::{Diagnostics, Source};

use self::object::source;
pub(crate) use self::object::unreadable;

pub use self::folder::Folder;
pub(crate) use self::folder::parted;

mod folder;
mod object;

/// What an argument begins with that names a file at a revision.
pub const PREFIX: &str = "git:";

/// Reads `REV:path` (from the root of the repository), `REV:./path` (from the current folder), or
/// `:path` (what is staged).
///
/// # Errors
/// One finding: git cannot be run or does not have the file, it is too large, or is not UTF-8.
pub fn read(object: &str) -> Result<Source, Diagnostics> {
    let name = format!("{PREFIX}{object}");
    if !object.contains(':') || object.contains('\0') {
        let help = "write git:REV:path, like git:main:policies/orders.yaml";
        return Err(unreadable(&name, "no path is named").with_help(help).into());
    }
    source(name, object)
}

/// The finding about a template that is more than one file.
pub(crate) fn refuse_folder(name: &str) -> Diagnostics {
    unreadable(name, "a template of this kind is read with the folder it stands in")
        .with_help("check the revision out (`git worktree add FOLDER REV`) and name the file there")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(object: &str) -> String {
        let found = read(object).unwrap_err();
        found.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn an_object_without_a_path_is_refused_before_git_runs() {
        assert_eq!(complaint("main"), "no path is named");
        assert_eq!(complaint("a\0:b"), "no path is named");
    }

    #[test]
    fn an_option_is_no_revision() {
        let said = complaint("--batch-all-objects:x");
        assert!(said.starts_with("git: "), "{said}");
    }
}
