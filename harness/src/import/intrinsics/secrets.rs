//! Dynamic references: `{{resolve:ssm:name}}` stands for a value in a store.
//!
//! A tool that puts a template together writes its own unknown variables as one, too.

use crate::import::project::Place;
use crate::import::value::{Piece, Symbol, Text};
use crate::visible::is_hidden;

/// The store of another tool's variables.
const VARIABLE: &str = "variable:";

/// Writes a variable of another tool that has no value yet: whoever reads the text finds a hole
/// of this name.
pub fn variable(name: &str) -> String {
    let inner = name.replace(&format!("{{{{resolve:{VARIABLE}"), "(").replace("}}", ")");
    let plain = |c: char| if is_hidden(c) || matches!(c, '{' | '}') { '_' } else { c };
    let name: String = inner.chars().map(plain).collect();
    format!("{{{{resolve:{VARIABLE}{name}}}}}")
}

/// Reads a text; each dynamic reference in it is a hole.
pub(super) fn with_holes(text: &str, place: Place) -> Text {
    let mut made = Text::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{resolve:") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        made.push_literal(before);
        let (name, why) = if let Some(name) = inside.strip_prefix(VARIABLE) {
            let shown: String = name.chars().take(80).collect();
            (name.to_owned(), format!("`${{{shown}}}` is not told by the service"))
        } else {
            let store: String = inside.chars().take_while(|sign| *sign != ':').take(40).collect();
            let why = format!("`{{{{resolve:{store}:…}}}}` is read when the stack is deployed");
            (format!("resolve:{inside}"), why)
        };
        made.push_piece(&Piece::Hole(Symbol { name, place, why, many: false }));
        rest = behind;
    }
    made.push_literal(rest);
    made
}
