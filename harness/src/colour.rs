//! Whether to colour what is printed.
//!
//! The flag wins; without it the terminal and the environment decide (`NO_COLOR`,
//! `CLICOLOR_FORCE`, `CLICOLOR`, `TERM=dumb`), by the rules of the crate that clap uses too.

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use clap::ValueEnum;

/// The value of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum ColourChoice {
    /// Colour on a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always colour.
    Always,
    /// Never colour.
    Never,
}

impl ColourChoice {
    /// Returns whether to colour what goes to a stream.
    pub fn for_stream<S: RawStream>(self, stream: &S) -> bool {
        match self {
            Self::Auto => AutoStream::choice(stream) != ColorChoice::Never,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_flag_wins_over_stream_and_environment() {
        assert!(ColourChoice::Always.for_stream(&io::stdout()));
        assert!(!ColourChoice::Never.for_stream(&io::stdout()));
    }

    #[test]
    fn the_flag_takes_the_usual_three_words() {
        let words: Vec<String> = ColourChoice::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        assert_eq!(words, ["auto", "always", "never"]);
    }
}
