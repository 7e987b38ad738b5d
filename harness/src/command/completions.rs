//! `harness completions`: a completion script for a shell.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::terminal::{Answer, Terminal};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  harness completions bash > ~/.local/share/bash-completion/completions/harness
  harness completions fish > ~/.config/fish/completions/harness.fish")]
pub(super) struct CompletionsArgs {
    /// Which shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArgs {
    pub(super) fn execute(&self, mut line: Command, terminal: &mut Terminal<'_>) -> Answer {
        // The generator panics where a stream fails, so the script is made first.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut line, "harness", &mut script);
        terminal.out.write_all(&script)?;
        Ok(Exit::Success)
    }
}
