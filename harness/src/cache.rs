//! Bytes kept between runs in a private folder of the user, such as the keys that sign test tokens.
//!
//! A cache is a convenience: whatever is missing, damaged, shared with others or not writable is a
//! miss, never an error. This is the only file that asks the environment where the folder is.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use etcetera::BaseStrategy as _;

/// The longest entry that is read or written.
const LONGEST_ENTRY: u64 = 1 << 20;

/// A folder of small private files.
#[derive(Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
    opened: OnceLock<Option<private::Folder>>,
}

impl Cache {
    /// Returns the cache of the user who runs the program; without a home folder it holds nothing.
    pub fn of_user() -> Self {
        let folder = etcetera::choose_base_strategy().ok().map(|base| base.cache_dir());
        Self { folder: folder.map(|folder| folder.join("harness")), opened: OnceLock::new() }
    }

    /// Returns a cache in `folder`, which is made when first needed.
    pub fn at(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), opened: OnceLock::new() }
    }

    /// Returns a cache that holds nothing and takes nothing.
    pub fn disabled() -> Self {
        Self { folder: None, opened: OnceLock::new() }
    }

    /// Returns the bytes stored as `name`, unless they are missing or could be the work of others.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        if !is_plain(name) {
            return None;
        }
        self.folder()?.load(name)
    }

    /// Stores `bytes` as `name` in one step, and tells whether that went well.
    pub fn store(&self, name: &str, bytes: &[u8]) -> bool {
        self.folder_for(name, bytes).is_some_and(|folder| folder.store(name, bytes).is_ok())
    }

    /// Stores `bytes` as `name` where there is no such entry: of several processes the first wins.
    /// Tells whether this one did.
    pub fn add(&self, name: &str, bytes: &[u8]) -> bool {
        self.folder_for(name, bytes).is_some_and(|folder| folder.add(name, bytes).is_ok())
    }

    fn folder_for(&self, name: &str, bytes: &[u8]) -> Option<&private::Folder> {
        let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= LONGEST_ENTRY);
        if fits && is_plain(name) { self.folder() } else { None }
    }

    fn folder(&self) -> Option<&private::Folder> {
        let open = || private::Folder::open(self.folder.as_deref()?);
        self.opened.get_or_init(open).as_ref()
    }
}

/// Tells whether a name stays within the folder and is none of the hidden names used while writing.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=128).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(plain)
}

#[cfg(unix)]
mod private {
    use std::{
        fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions},
        io::{self, Read as _, Write as _},
        os::unix::fs::{
            DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
        },
        path::{Path, PathBuf},
        process,
        sync::atomic::{AtomicU64, Ordering},
    };

    use super::LONGEST_ENTRY;

    /// Bits of a mode that let anybody but the owner in.
    const OTHERS: u32 = 0o077;

    static FILES_MADE: AtomicU64 = AtomicU64::new(0);

    /// A folder that only its owner, who is the user of this process, can enter.
    #[derive(Debug)]
    pub(super) struct Folder {
        path: PathBuf,
        owner: u32,
    }

    impl Folder {
        pub(super) fn open(path: &Path) -> Option<Self> {
            if fs::symlink_metadata(path).is_err() {
                DirBuilder::new().recursive(true).mode(0o700).create(path).ok()?;
            }
            // A link is no folder here: somebody else may have laid it.
            let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_dir)?;
            let owner = user_of_this_process(path)?;
            if metadata.uid() != owner {
                return None;
            }
            if metadata.mode() & OTHERS != 0 {
                fs::set_permissions(path, Permissions::from_mode(0o700)).ok()?;
            }
            Some(Self { path: path.to_owned(), owner })
        }

        pub(super) fn load(&self, name: &str) -> Option<Vec<u8>> {
            let path = self.path.join(name);
            let seen = fs::symlink_metadata(&path).ok().filter(|seen| self.trusts(seen))?;
            let file = OpenOptions::new().read(true).open(&path).ok()?;
            let opened = file.metadata().ok()?;
            // The same file as looked at, so no link was laid in between.
            if (seen.dev(), seen.ino()) != (opened.dev(), opened.ino()) {
                return None;
            }
            let mut bytes = Vec::new();
            file.take(LONGEST_ENTRY).read_to_end(&mut bytes).ok()?;
            Some(bytes)
        }

        pub(super) fn store(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
            let (path, mut file) = new_file(&self.path)?;
            let written = file.write_all(bytes).and_then(|()| {
                // A rename replaces a link instead of following it.
                fs::rename(&path, self.path.join(name))
            });
            if written.is_err() {
                fs::remove_file(&path)?;
            }
            written
        }

        pub(super) fn add(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
            let (path, mut file) = new_file(&self.path)?;
            // A second name for the file is refused where something has that name.
            let written = file.write_all(bytes);
            let written = written.and_then(|()| fs::hard_link(&path, self.path.join(name)));
            fs::remove_file(&path)?;
            written
        }

        fn trusts(&self, metadata: &Metadata) -> bool {
            metadata.is_file()
                && metadata.uid() == self.owner
                && metadata.mode() & OTHERS == 0
                && metadata.len() <= LONGEST_ENTRY
        }
    }

    /// Asks the file system who we are, by a file made for the purpose: the standard library has no
    /// safe call that tells.
    fn user_of_this_process(folder: &Path) -> Option<u32> {
        let (path, file) = new_file(folder).ok()?;
        let owner = file.metadata().map(|metadata| metadata.uid());
        fs::remove_file(path).ok()?;
        owner.ok()
    }

    fn new_file(folder: &Path) -> io::Result<(PathBuf, File)> {
        let number = FILES_MADE.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".new-{}-{number}", process::id()));
        // What a process of the same number left behind when it was killed.
        if fs::symlink_metadata(&path).is_ok() {
            fs::remove_file(&path)?;
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok((path, file))
    }
}

#[cfg(not(unix))]
mod private {
    use std::{io, path::Path};

    /// No folder: where privacy cannot be checked nothing is kept.
    #[derive(Debug)]
    pub(super) enum Folder {}

    impl Folder {
        pub(super) fn open(_: &Path) -> Option<Self> {
            None
        }

        pub(super) fn load(&self, _: &str) -> Option<Vec<u8>> {
            match *self {}
        }

        pub(super) fn store(&self, _: &str, _: &[u8]) -> io::Result<()> {
            match *self {}
        }

        pub(super) fn add(&self, _: &str, _: &[u8]) -> io::Result<()> {
            match *self {}
        }
    }
}

#[cfg(test)]
pub(crate) mod scratch {
    //! A folder of its own for a test.

    use std::{
        env, fs,
        path::{Path, PathBuf},
        process,
        sync::atomic::{AtomicU64, Ordering},
    };

    static FOLDERS_MADE: AtomicU64 = AtomicU64::new(0);

    /// A new empty folder that goes when it is dropped.
    #[derive(Debug)]
    pub(crate) struct Scratch(PathBuf);

    impl Scratch {
        pub(crate) fn new() -> Self {
            let number = FOLDERS_MADE.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("harness-cache-{}-{number}", process::id()));
            drop(fs::remove_dir_all(&path));
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
