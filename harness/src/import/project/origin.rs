//! Where a project's files come from: a folder of this machine, one that git has, or nowhere.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use engine::{Diagnostics, Source};

use crate::input::read_source;
use crate::revision::Folder;

/// The folder of a project.
#[derive(Debug)]
pub(super) enum Origin {
    /// On this machine: as the system knows it, and as the user names it.
    Disk(PathBuf, PathBuf),
    /// At a revision of git.
    Revision(Folder),
    /// A text that is no file has none.
    Nowhere,
}

/// Why a file cannot be had.
pub(super) enum Refused {
    /// It lies outside the folder.
    Outside,
    /// It cannot be read, and why.
    Unreadable(String),
}

impl Origin {
    /// Returns what tells a file from all others; on this machine links are followed.
    pub(super) fn locate(&self, name: &str) -> Result<PathBuf, Refused> {
        if !is_below(name) {
            return Err(Refused::Outside);
        }
        match self {
            Self::Disk(folder, shown) => {
                let real = shown.join(name).canonicalize();
                let real = real.map_err(|error| Refused::Unreadable(error.to_string()))?;
                if real.starts_with(folder) { Ok(real) } else { Err(Refused::Outside) }
            }
            Self::Revision(folder) => Ok(PathBuf::from(folder.shown(name))),
            Self::Nowhere => Err(Refused::Unreadable("it is beside no file".to_owned())),
        }
    }

    /// Reads a file that has been located.
    pub(super) fn read(&self, name: &str) -> Result<Source, Refused> {
        let read = match self {
            Self::Disk(_, shown) => read_source(&shown.join(name)),
            Self::Revision(folder) => folder.read(name),
            Self::Nowhere => return Err(Refused::Outside),
        };
        read.map_err(|found| Refused::Unreadable(first(&found)))
    }

    /// Returns whether a file is not there. What lies outside is never looked for.
    pub(super) fn is_missing(&self, name: &str) -> bool {
        if !is_below(name) {
            return false;
        }
        match self {
            Self::Disk(_, shown) => {
                let missing = |error: std::io::Error| error.kind() == ErrorKind::NotFound;
                shown.join(name).symlink_metadata().is_err_and(missing)
            }
            Self::Revision(folder) => folder.is_missing(name),
            Self::Nowhere => true,
        }
    }
}

fn is_below(name: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    Path::new(name).components().all(plain)
}

fn first(found: &Diagnostics) -> String {
    found.iter().next().map_or_else(String::new, |first| first.message.clone())
}
