//! Dynamic references: `{{resolve:ssm:name}}` stands for a value in a store.

use crate::import::project::Place;
use crate::import::value::{Piece, Symbol, Text};

/// Reads a text; each dynamic reference in it is a hole.
pub(super) fn with_holes(text: &str, place: Place) -> Text {
    let mut made = Text::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{resolve:") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        made.push_literal(before);
        let store: String = inside.chars().take_while(|sign| *sign != ':').take(40).collect();
        let why = format!("`{{{{resolve:{store}:…}}}}` is read when the stack is deployed");
        let name = format!("resolve:{inside}");
        made.push_piece(&Piece::Hole(Symbol { name, place, why, many: false }));
        rest = behind;
    }
    made.push_literal(rest);
    made
}
