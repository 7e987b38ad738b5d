//! A folder as a revision of git has it, with all below: one tree, whatever moves meanwhile.
//!
//! Only plain files are read. What a link would lead to is no part of the tree, and what a
//! submodule holds is another repository's: both are refused.

use std::path::{Component, Path};
use std::sync::atomic::{AtomicUsize, Ordering};

use engine::{Diagnostics, Source};

use super::object::{git, source, unreadable};

/// A tree of git.
#[derive(Debug)]
pub struct Folder {
    /// The name of the tree: its hash.
    tree: String,
    /// How the user names it, up to the names of its files.
    shown: String,
    /// How often git has been asked what stands at a path.
    asked: AtomicUsize,
}

/// What stands at a path.
struct Entry<'l> {
    mode: &'l str,
    object: &'l str,
    path: &'l str,
}

/// The modes of plain files.
const PLAIN: [&str; 2] = ["100644", "100755"];
/// The mode of a folder.
const TREE: &str = "040000";

/// Most questions to git: each is a process, and a template may name files without end.
const MOST_ASKED: usize = 4_096;

/// Most bytes of a listing.
const LONGEST_LISTING: usize = 16 << 20;

/// Parts `REV:path/name` before the name. What is staged (`:path`) has no tree yet.
pub(crate) fn parted(object: &str) -> Option<(&str, &str)> {
    let at = object.rfind(['/', ':'])?.checked_add(1)?;
    let (folder, name) = object.split_at_checked(at)?;
    let is_name = plain(name).is_some_and(|parts| parts.len() == 1);
    (is_name && !folder.starts_with(':')).then_some((folder, name))
}

/// Returns the names on the way to a file; nothing when it leads out of the folder.
fn plain(name: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    (!parts.is_empty() && !name.contains('\0')).then_some(parts)
}

impl Folder {
    /// Opens the folder of `REV:path/` or `REV:`.
    ///
    /// # Errors
    /// What git says, one line.
    pub fn open(folder: &str) -> Result<Self, String> {
        let tree = git(&["rev-parse", "--verify", "--end-of-options", folder])?;
        let tree = String::from_utf8_lossy(&tree).trim().to_owned();
        if tree.is_empty() || !tree.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("git: the folder has no name".to_owned());
        }
        Ok(Self { tree, shown: format!("git:{folder}"), asked: AtomicUsize::new(0) })
    }

    /// Returns how the user names a file.
    pub fn shown(&self, name: &str) -> String {
        let parts = plain(name).map(|parts| parts.join("/"));
        format!("{}{}", self.shown, parts.as_deref().unwrap_or(name))
    }

    /// Returns the names in the folder itself.
    ///
    /// # Errors
    /// What git says, one line.
    pub fn names(&self) -> Result<Vec<String>, String> {
        let listing = self.listing(None)?;
        Ok(entries(&listing).map(|entry| entry.path.to_owned()).collect())
    }

    /// Returns whether a file is not there; of what cannot be looked at, nobody says so.
    pub fn is_missing(&self, name: &str) -> bool {
        matches!(self.object(name), Ok(None))
    }

    /// Reads a file below the folder.
    ///
    /// # Errors
    /// One finding about the file: it is not there, no plain file, too large, or not UTF-8.
    pub fn read(&self, name: &str) -> Result<Source, Diagnostics> {
        let shown = self.shown(name);
        let object = self.object(name).and_then(|object| object.ok_or("it is not there".into()));
        match object {
            Ok(object) => source(shown, &object),
            Err(why) => Err(unreadable(&shown, &why).into()),
        }
    }

    /// Finds the content of a plain file; nothing when there is nothing at its path.
    fn object(&self, name: &str) -> Result<Option<String>, String> {
        let parts = plain(name).ok_or("it is outside the folder")?;
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                path.push('/');
            }
            path.push_str(part);
            let listing = self.listing(Some(&path))?;
            let Some(entry) = entries(&listing).find(|entry| entry.path == path) else {
                return Ok(None);
            };
            let is_last = at + 1 == parts.len();
            match entry.mode {
                TREE if !is_last => {}
                mode if is_last && PLAIN.contains(&mode) => {
                    return Ok(Some(entry.object.to_owned()));
                }
                "120000" => return Err(format!("`{path}` is a link, which is not followed")),
                "160000" => return Err(format!("`{path}` is a submodule, which is not read")),
                _ => return Err(format!("`{path}` is no file")),
            }
        }
        Ok(None)
    }

    fn listing(&self, path: Option<&str>) -> Result<String, String> {
        if self.asked.fetch_add(1, Ordering::Relaxed) >= MOST_ASKED {
            return Err("too many files are named".to_owned());
        }
        let mut arguments = vec!["ls-tree", "-z", "--full-tree", "--end-of-options", &self.tree];
        arguments.extend(path);
        let listing = git(&arguments)?;
        if listing.len() > LONGEST_LISTING {
            return Err("the folder has too many files".to_owned());
        }
        // A name that is no UTF-8 is one that no template can say.
        Ok(String::from_utf8_lossy(&listing).into_owned())
    }
}

/// Reads `MODE TYPE OBJECT\tPATH`, each ended by a zero byte.
fn entries(listing: &str) -> impl Iterator<Item = Entry<'_>> {
    listing.split('\0').filter_map(|line| {
        let (told, path) = line.split_once('\t')?;
        let mut words = told.split(' ');
        let (mode, object) = (words.next()?, words.nth(1)?);
        Some(Entry { mode, object, path })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_parted_before_the_name() {
        assert_eq!(parted("main:a/b.yml"), Some(("main:a/", "b.yml")));
        assert_eq!(parted("a/b:c.yml"), Some(("a/b:", "c.yml")));
        assert_eq!(parted("HEAD:./c.yml"), Some(("HEAD:./", "c.yml")));
        for object in [":c.yml", ":0:c.yml", "HEAD:", "HEAD:a/", "HEAD:..", "HEAD:."] {
            assert_eq!(parted(object), None, "{object}");
        }
    }

    #[test]
    fn no_path_leads_out() {
        for name in ["../a", "/a", "a/../../b", "", ".", "a\0b"] {
            assert_eq!(plain(name), None, "{name}");
        }
        assert_eq!(plain("./a/./b"), Some(vec!["a", "b"]));
    }

    #[test]
    fn entries_have_modes_objects_and_paths() {
        let listing = "120000 blob ab\ta b\x00160000 commit cd\tx/y\0";
        let read: Vec<_> = entries(listing).map(|one| (one.mode, one.object, one.path)).collect();
        assert_eq!(read, [("120000", "ab", "a b"), ("160000", "cd", "x/y")]);
    }

    #[test]
    fn git_is_not_asked_without_end() {
        let asked = AtomicUsize::new(MOST_ASKED);
        let folder = Folder { tree: String::new(), shown: String::new(), asked };
        assert!(!folder.is_missing("a"), "what is not looked for may be there");
        assert_eq!(folder.names().unwrap_err(), "too many files are named");
    }

    #[test]
    fn an_option_is_no_folder() {
        assert!(Folder::open("--all:").is_err());
    }
}
