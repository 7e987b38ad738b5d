//! Where a command writes: answers to one stream, talk to the other.

use std::fmt;
use std::io::{self, Write};

use engine::Diagnostics;

use crate::exit::Exit;
use crate::render::{self, Sources};

/// The streams of a command.
pub struct Terminal<'a> {
    /// Answers.
    pub out: &'a mut dyn Write,
    /// Talk: findings, progress, notes.
    pub err: &'a mut dyn Write,
    /// Whether answers are coloured.
    pub colour_out: bool,
    /// Whether talk is coloured.
    pub colour_err: bool,
    /// Whether progress may be shown on the standard error stream.
    pub progress: bool,
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").field("colour_out", &self.colour_out).finish_non_exhaustive()
    }
}

/// Why a command could not answer.
#[derive(Debug)]
pub enum Failure {
    /// Nothing more to say: findings have been written.
    Told,
    /// One line, and how to mend it.
    Message(String, Option<String>),
    /// A question that is refused by name, and the places that are to blame.
    Refused {
        /// The name.
        code: &'static str,
        /// One line.
        message: String,
        /// `FILE:LINE:COLUMN`, each on a line of its own.
        places: Vec<String>,
    },
    /// A stream failed.
    Stream(io::Error),
}

impl Failure {
    /// A failure told in one line.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into(), None)
    }

    /// A failure with how to mend it.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Message(message.into(), Some(help.into()))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// What a command answers with.
pub type Answer = Result<Exit, Failure>;

impl Terminal<'_> {
    /// Writes findings as talk.
    ///
    /// # Errors
    /// The stream fails.
    pub fn tell(&mut self, found: &Diagnostics, sources: &Sources) -> io::Result<()> {
        render::write_pretty(found.iter(), sources, self.colour_err, &mut self.err)?;
        if let Some(line) = render::dropped_line(found) {
            writeln!(self.err, "{line}")?;
        }
        Ok(())
    }

    /// Writes findings that end the command.
    pub fn refuse(&mut self, found: &Diagnostics, sources: &Sources) -> Failure {
        match self.tell(found, sources) {
            Ok(()) => Failure::Told,
            Err(error) => Failure::Stream(error),
        }
    }
}
