//! The files of one import, and the folder that none of them may leave.
//!
//! A template names files (`DefinitionUri`, `${file(…)}`). Whoever wrote it is not trusted to
//! read this machine: only what lies in the template's folder is opened, links followed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::spell::quote;
use engine::{Code, Diagnostic, Diagnostics, Location, Source, Span};

use self::origin::{Origin, Refused};
use crate::input::read_source;
use crate::render::Sources;
use crate::revision::Folder;

mod origin;

/// Most files that one import opens.
const MOST_FILES: usize = 256;

/// Which of a project's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place in one of a project's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// Everything read for one import.
#[derive(Debug)]
pub struct Project {
    origin: Origin,
    files: Vec<(PathBuf, Arc<Source>)>,
}

impl Project {
    /// Opens a project by its first file; its folder is the project's.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(path: &Path) -> Result<(Self, FileId), Diagnostics> {
        let shown = path.parent().unwrap_or(Path::new("")).to_owned();
        let named = if shown == Path::new("") { Path::new(".") } else { &shown };
        let source = read_source(path)?;
        let folder = named.canonicalize().map_err(|error| {
            let name = path.display().to_string();
            let message = format!("its folder cannot be read: {error}");
            Diagnostics::from(Diagnostic::about_file(&name, Code::Unreadable, message))
        })?;
        let mut project = Self { origin: Origin::Disk(folder, shown), files: Vec::new() };
        let file = project.keep(path.to_owned(), source);
        Ok((project, file))
    }

    /// Returns where the files are.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Makes a project of one text that is no file; it can name no other.
    pub fn of_text(name: &str, text: &str) -> (Self, FileId) {
        let mut project = Self { origin: Origin::Nowhere, files: Vec::new() };
        let file = project.keep(PathBuf::from(name), Source::new(name, text));
        (project, file)
    }

    /// Begins a project of a folder that a revision has; all its files are there.
    pub fn at_revision(folder: Folder) -> Self {
        Self { origin: Origin::Revision(folder), files: Vec::new() }
    }

    /// Reads a file of the project's folder that the caller names.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn named(&mut self, name: &str) -> Result<FileId, Diagnostics> {
        let shown = |path: PathBuf| path.to_string_lossy().into_owned();
        let located = self.origin.locate(name);
        let read = located.and_then(|path| Ok((self.origin.read(name)?, path)));
        match read {
            Ok((source, path)) => Ok(self.keep(path, source)),
            Err(refused) => {
                let named = self.origin.locate(name).map_or_else(|_| name.to_owned(), shown);
                let why = match refused {
                    Refused::Outside => "it is outside the folder".to_owned(),
                    Refused::Unreadable(why) => why,
                };
                Err(Diagnostic::about_file(&named, Code::Unreadable, why).into())
            }
        }
    }

    /// Reads a further file that the caller names.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn add(&mut self, path: &Path) -> Result<FileId, Diagnostics> {
        let source = read_source(path)?;
        Ok(self.keep(path.to_owned(), source))
    }

    /// Reads a file that a template names, relative to the project's folder.
    ///
    /// # Errors
    /// One finding at the place that names it: it lies outside the folder, or cannot be read.
    pub fn beside(&mut self, name: &str, named_at: Place) -> Result<FileId, Diagnostics> {
        let refuse = |refused| match refused {
            Refused::Outside => self.outside(name, named_at),
            Refused::Unreadable(why) => {
                let message = format!("the file {} cannot be read: {why}", quote(name));
                self.finding(named_at, Code::Unreadable, message).into()
            }
        };
        let real = self.origin.locate(name).map_err(refuse)?;
        if let Some(known) = self.files.iter().position(|(path, _)| *path == real) {
            return Ok(id(known));
        }
        if self.files.len() >= MOST_FILES {
            let why = format!("more than {MOST_FILES} files are named");
            return Err(refuse(Refused::Unreadable(why)));
        }
        let source = self.origin.read(name).map_err(refuse)?;
        Ok(self.keep(real, source))
    }

    /// Returns whether a file that a template names is not there. What lies outside is never
    /// looked for.
    pub fn is_missing(&self, name: &str) -> bool {
        self.origin.is_missing(name)
    }

    fn outside(&self, name: &str, named_at: Place) -> Diagnostics {
        let message = format!("the file {} is outside the template's folder", quote(name));
        self.finding(named_at, Code::OutsideFolder, message)
            .with_help("move it beside the template, or import it as a file of its own")
            .into()
    }

    fn keep(&mut self, path: PathBuf, source: Source) -> FileId {
        self.files.push((path, Arc::new(source)));
        id(self.files.len() - 1)
    }

    /// Returns the text of a file.
    pub fn source(&self, file: FileId) -> Arc<Source> {
        let at = usize::try_from(file.0).unwrap_or(usize::MAX);
        let known = self.files.get(at).map(|(_, source)| Arc::clone(source));
        known.unwrap_or_else(|| Arc::new(Source::new("", "")))
    }

    /// Returns all texts, for showing findings.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::new();
        for (_, source) in &self.files {
            sources.insert(Arc::clone(source));
        }
        sources
    }

    /// Makes a finding about a place.
    pub fn finding(&self, place: Place, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.source(place.file), place.span, code, message)
    }

    /// Returns the name of a place's file, and its line and column.
    pub fn location(&self, place: Place) -> (String, Location) {
        let source = self.source(place.file);
        (source.name().to_owned(), source.start(place.span))
    }
}

fn id(index: usize) -> FileId {
    FileId(u32::try_from(index).unwrap_or(u32::MAX))
}
