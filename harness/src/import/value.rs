//! Values as far as a template tells them.
//!
//! What it does not tell is a hole with a name. Holes of one symbol have one value, so two texts
//! with the same holes are equal although nobody knows what they say.

use engine::Code;

use super::project::{Place, Project};

/// A value whose functions have been worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub shape: Shape,
}

/// What a [`Value`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing: `null`, or `AWS::NoValue`.
    Null,
    /// A text, number or boolean. A single hole may also stand for a list or map.
    Text(Text),
    /// A list.
    List(Vec<Value>),
    /// A map in the template's order.
    Map(Vec<Member>),
}

/// A key of a map, its place, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub value: Value,
}

/// A text with holes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pieces: Vec<Piece>,
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Known text.
    Literal(String),
    /// Unknown text.
    Hole(Symbol),
}

/// What a hole stands for; equal symbols have equal values.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// Its name, as the template has it: `UserPool`, `AWS::Region`, `Table.Arn`.
    pub name: String,
    /// Where the hole stands.
    pub place: Place,
    /// Why it is one, in words: "the parameter `Env` has no value".
    pub why: String,
    /// Whether it is known to stand for a list, which no parameter of a policy can be.
    pub many: bool,
}

/// Of the same name: wherever it stands, it has the same value.
impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Symbol {}

impl Value {
    /// Makes a text without holes.
    pub fn literal(place: Place, text: impl Into<String>) -> Self {
        Self { place, shape: Shape::Text(Text::literal(text)) }
    }

    /// Makes a value of which nothing is known but its name.
    pub fn hole(place: Place, name: impl Into<String>, why: impl Into<String>) -> Self {
        let symbol = Symbol { name: name.into(), place, why: why.into(), many: false };
        Self::symbol(symbol)
    }

    /// Makes a value of which nothing is known but its symbol.
    pub fn symbol(symbol: Symbol) -> Self {
        Self { place: symbol.place, shape: Shape::Text(Text { pieces: vec![Piece::Hole(symbol)] }) }
    }

    /// Returns the value of a key of a map; a null is no value.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let found = self.members().iter().find(|member| member.key == key);
        found.map(|member| &member.value).filter(|value| value.shape != Shape::Null)
    }

    /// Follows several keys.
    pub fn path(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Returns the members of a map; of anything else, none.
    pub fn members(&self) -> &[Member] {
        match &self.shape {
            Shape::Map(members) => members,
            Shape::Null | Shape::Text(_) | Shape::List(_) => &[],
        }
    }

    /// Returns the items of a list.
    pub fn list(&self) -> Option<&[Self]> {
        match &self.shape {
            Shape::List(items) => Some(items),
            Shape::Null | Shape::Text(_) | Shape::Map(_) => None,
        }
    }

    /// Returns whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.shape, Shape::Map(_))
    }

    /// Returns the text, with its holes.
    pub fn text(&self) -> Option<&Text> {
        match &self.shape {
            Shape::Text(text) => Some(text),
            Shape::Null | Shape::List(_) | Shape::Map(_) => None,
        }
    }

    /// Returns the text, when all of it is known.
    pub fn known(&self) -> Option<&str> {
        self.text().and_then(Text::known)
    }

    /// Returns the symbol of a value of which nothing is known.
    pub fn unknown(&self) -> Option<&Symbol> {
        match self.text()?.pieces.as_slice() {
            [Piece::Hole(symbol)] => Some(symbol),
            _ => None,
        }
    }

    /// Returns whether it says `true`, in a spelling of YAML 1.1.
    pub fn is_true(&self) -> bool {
        self.known()
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on"))
    }

    /// Makes a finding about the value.
    pub fn finding(
        &self,
        project: &Project,
        code: Code,
        message: impl Into<String>,
    ) -> engine::Diagnostic {
        project.finding(self.place, code, message)
    }
}

impl Text {
    /// Makes a text without holes.
    pub fn literal(text: impl Into<String>) -> Self {
        let mut made = Self::default();
        made.push_literal(&text.into());
        made
    }

    /// Returns its parts: no two literals stand side by side, none is empty.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Adds known text.
    pub fn push_literal(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Literal(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.pieces.push(Piece::Literal(text.to_owned()));
        }
    }

    /// Adds another text behind this one.
    pub fn push(&mut self, other: &Self) {
        for piece in &other.pieces {
            self.push_piece(piece);
        }
    }

    /// Adds a part of another text behind this one.
    pub fn push_piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Literal(text) => self.push_literal(text),
            Piece::Hole(symbol) => self.pieces.push(Piece::Hole(symbol.clone())),
        }
    }

    /// Returns the text, when all of it is known.
    pub fn known(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the symbols of its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Symbol> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(symbol) => Some(symbol),
            Piece::Literal(_) => None,
        })
    }

    /// Returns how long the known parts are.
    pub fn len(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Literal(text) => text.len(),
            Piece::Hole(symbol) => symbol.name.len(),
        };
        self.pieces.iter().map(length).sum()
    }

    /// Returns whether it is known to be empty.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Shows holes as `${NAME}`.
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => f.write_str(text)?,
                Piece::Hole(symbol) => write!(f, "${{{}}}", symbol.name)?,
            }
        }
        Ok(())
    }
}
