//! Waits until a spec or policy changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, EventHandler, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Editors save in several steps; a run begins when this long nothing more has happened.
pub const QUIET: Duration = Duration::from_millis(80);

/// Watches the folders of files: editors replace files, so a file itself cannot be held on to.
#[derive(Debug)]
pub struct Folders {
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
}

impl Folders {
    /// Tells of everything that happens in the folders of files, and of files beside them.
    ///
    /// # Errors
    /// A folder cannot be watched.
    pub fn new(files: Vec<PathBuf>, told: impl EventHandler) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(told).map_err(|error| error.to_string())?;
        let mut folders = Self { watcher, folders: BTreeSet::new() };
        folders.follow(files)?;
        Ok(folders)
    }

    /// Watches the folders of more files.
    ///
    /// # Errors
    /// A folder cannot be watched.
    pub fn follow(&mut self, files: Vec<PathBuf>) -> Result<(), String> {
        for file in files {
            let folder = file.parent().filter(|folder| *folder != Path::new(""));
            self.add(folder.unwrap_or(Path::new(".")), RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), String> {
        if self.folders.insert(folder.to_owned()) {
            let watched = self.watcher.watch(folder, mode);
            watched.map_err(|error| format!("{} cannot be watched: {error}", folder.display()))?;
        }
        Ok(())
    }
}

/// Waits for changes of specs and policies.
#[derive(Debug)]
pub struct Watch {
    folders: Folders,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Begins to watch what the arguments name, and files read beside them.
    ///
    /// # Errors
    /// A folder cannot be watched.
    pub fn new(arguments: &[PathBuf], files: Vec<PathBuf>) -> Result<Self, String> {
        let (sender, events) = channel();
        let mut folders = Folders::new(Vec::new(), sender)?;
        for argument in arguments.iter().filter(|argument| argument.is_dir()) {
            folders.add(argument, RecursiveMode::Recursive)?;
        }
        folders.follow(files)?;
        Ok(Self { folders, events })
    }

    /// Watches the folders of more files.
    ///
    /// # Errors
    /// A folder cannot be watched.
    pub fn follow(&mut self, files: Vec<PathBuf>) -> Result<(), String> {
        self.folders.follow(files)
    }

    /// Waits for a change of a YAML file, and until no more follow.
    ///
    /// # Errors
    /// Watching has ended.
    pub fn wait(&mut self) -> Result<(), String> {
        loop {
            let event = self.events.recv().map_err(|error| error.to_string())?;
            if event.is_ok_and(|event| is_change(&event)) {
                break;
            }
        }
        while self.events.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }
}

fn is_change(event: &Event) -> bool {
    !event.kind.is_access()
        && event.paths.iter().any(|path| {
            path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json")
        })
}

/// Returns whether an event is a change of one of the files, by their names: whoever writes a log
/// beside them is not meant.
pub fn is_change_of(event: &Event, files: &BTreeSet<PathBuf>) -> bool {
    let own = |path: &Path| {
        let name = path.file_name();
        let swapped = name.is_some_and(|name| name == "..data");
        let of_terraform = path.extension().is_some_and(|end| end == "tf" || end == "tfvars");
        // Mounted configurations are exchanged by this link.
        swapped || of_terraform || files.iter().any(|file| file.file_name() == name)
    };
    !event.kind.is_access() && event.paths.iter().any(|path| own(path))
}
