//! The command `harness`: hands arguments and streams to the library.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use clap::Parser as _;
use harness::command::CommandLine;
use harness::exit::Exit;
use harness::terminal::{Failure, Terminal};

fn main() -> ExitCode {
    let line = CommandLine::parse();
    // A panic is our own fault, whatever the input: say so, and by the exit code.
    match std::panic::catch_unwind(|| execute(line)) {
        Ok(exit) => exit.into(),
        Err(_) => Exit::OurFault.into(),
    }
}

fn execute(line: CommandLine) -> Exit {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let colour_out = line.color.for_stream(&stdout);
    let colour_err = line.color.for_stream(&stderr);
    // Not held on to: an access log may be written there, too.
    let mut out = BufWriter::new(stdout);
    let mut err = stderr;
    let mut terminal =
        Terminal { out: &mut out, err: &mut err, colour_out, colour_err, progress: true };
    let answer = line.execute(&mut terminal).and_then(|exit| {
        terminal.out.flush()?;
        Ok(exit)
    });
    let told = match answer {
        Ok(exit) => return exit,
        Err(Failure::Told) => Ok(()),
        // Whoever reads has seen enough.
        Err(Failure::Stream(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Failure::Stream(error)) => writeln!(terminal.err, "error: {error}"),
        Err(Failure::Refused { code, message, places }) => {
            let places = places.iter().flat_map(|place| ["\n --> ", place.as_str()]);
            writeln!(terminal.err, "error[{code}]: {message}{}", places.collect::<String>())
        }
        Err(Failure::Message(message, help)) => {
            let help = help.map_or_else(String::new, |help| format!("\n  help: {help}"));
            writeln!(terminal.err, "error: {message}{help}")
        }
    };
    // The stream for complaints may be closed, too; the exit code is still told.
    drop(told);
    Exit::CouldNotAnswer
}
