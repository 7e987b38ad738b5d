//! Documents in texts, such as the `body` of an API.
//!
//! The holes of a text stand in its document, too: each is one mark while the text is read.

use super::evaluator::{Evaluator, Pairs};
use super::term::{Kind, Term};
use crate::import::project::Place;
use crate::import::value::{Piece, Symbol, Text};

/// What begins and ends a mark: characters that mean nothing in any document.
const MARK: (char, char) = ('\u{e000}', '\u{e001}');

impl Evaluator<'_> {
    /// Reads the document that a text is.
    pub(super) fn document(&self, text: &Text, place: Place) -> Term {
        if let Some(known) = text.known() {
            return self.decoded(known, place);
        }
        if let [Piece::Hole(symbol)] = text.pieces() {
            return Term::new(place, Kind::Unknown(symbol.clone()));
        }
        let (mut marked, mut holes) = (String::new(), Vec::new());
        for piece in text.pieces() {
            match piece {
                Piece::Literal(known) if known.contains([MARK.0, MARK.1]) => {
                    return self.fresh(place, "a document with characters of private use");
                }
                Piece::Literal(known) => marked.push_str(known),
                Piece::Hole(symbol) => {
                    marked.push(MARK.0);
                    marked.push_str(&holes.len().to_string());
                    marked.push(MARK.1);
                    holes.push(symbol);
                }
            }
        }
        let document = self.decoded(&marked, place);
        match filled(&document, &holes) {
            Some(document) => document,
            None => self.fresh(place, "a key of the document is not known"),
        }
    }
}

/// Puts the holes back. They cannot stand in keys.
fn filled(term: &Term, holes: &[&Symbol]) -> Option<Term> {
    let place = term.place;
    Some(match &term.kind {
        Kind::Text(text) => Term::new(place, Kind::Text(unmarked(text.known()?, holes))),
        Kind::List(items) => {
            let items: Option<Vec<Term>> = items.iter().map(|one| filled(one, holes)).collect();
            Term::list(place, items?)
        }
        Kind::Map(pairs) => {
            let mut made = Pairs::default();
            for pair in pairs.iter() {
                if pair.key.contains(MARK.0) {
                    return None;
                }
                made.set(pair.key.clone(), pair.place, filled(&pair.value, holes)?);
            }
            made.term(place)
        }
        _ => term.clone(),
    })
}

fn unmarked(text: &str, holes: &[&Symbol]) -> Text {
    let mut made = Text::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK.0) {
        let Some((number, behind)) = after.split_once(MARK.1) else { break };
        made.push_literal(before);
        if let Some(symbol) = number.parse().ok().and_then(|at: usize| holes.get(at)) {
            made.push_piece(&Piece::Hole((*symbol).clone()));
        }
        rest = behind;
    }
    made.push_literal(rest);
    made
}
