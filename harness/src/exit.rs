//! The exit codes, a promise to the scripts that call the command.
//!
//! They keep apart what a gate must tell apart: "no" is an answer, "could not answer" is none,
//! and a run that tested nothing is not a success.

use std::process::ExitCode;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Yes: everything asked for holds.
    Success = 0,
    /// No: a row failed, a request is denied, policies differ, a gate is missed.
    No = 1,
    /// The question could not be answered: usage, input and output, an invalid file.
    CouldNotAnswer = 2,
    /// Not one row ran, so nothing was shown.
    NothingRan = 4,
    /// A fault of the command itself.
    OurFault = 70,
}

impl Exit {
    /// The list of all codes, as `--help` shows it.
    pub const HELP: &'static str = "\
Exit codes:
   0  yes, all good
   1  no: a row failed, denied, differs, not proved, gate missed, findings under `--deny`
   2  could not answer: usage, input or output, invalid file
   4  nothing ran
  70  a fault of harness itself";

    /// Returns the number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_promised() {
        let all = [Exit::Success, Exit::No, Exit::CouldNotAnswer, Exit::NothingRan, Exit::OurFault];
        assert_eq!(all.map(Exit::code), [0, 1, 2, 4, 70]);
        assert_eq!(ExitCode::from(Exit::OurFault), ExitCode::from(70));
    }

    #[test]
    fn the_help_lists_each_code_once_and_in_order() {
        let listed: Vec<u8> = Exit::HELP
            .lines()
            .skip(1)
            .map(|line| line.split_whitespace().next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(listed, [0, 1, 2, 4, 70]);
    }
}
