//! JSON (RFC 8259) to a tree. The event parser would read most of it, but not tabs, and escapes
//! differ.

use std::collections::HashSet;

use engine::spell::quote;
use engine::{Code, Diagnostic, Diagnostics, Source, Span};

use super::limits::{MAX_DEPTH, MAX_SCALAR_BYTES, MAX_VALUES, too_deep, too_long, too_many};
use super::node::{Entry, Kind, Node};
use crate::import::project::{FileId, Place};

/// Reads JSON.
pub(super) fn read(source: &Source, file: FileId) -> Result<Node, Diagnostics> {
    let mut reader = Reader { source, file, text: source.text(), at: 0, depth: 0, values: 0 };
    let node = reader.value()?;
    reader.blanks();
    if reader.peek().is_some() {
        return Err(reader.wrong("something stands behind its end"));
    }
    Ok(node)
}

struct Reader<'s> {
    source: &'s Source,
    file: FileId,
    text: &'s str,
    at: usize,
    depth: usize,
    values: usize,
}

impl<'s> Reader<'s> {
    fn value(&mut self) -> Result<Node, Diagnostics> {
        self.blanks();
        let start = self.at;
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(too_many(self.source, self.span(start)));
        }
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Kind::Scalar { text: self.string()?, plain: false },
            _ => Kind::Scalar { text: self.word()?.to_owned(), plain: true },
        };
        Ok(Node { place: self.place(start), kind })
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Kind, Diagnostics>,
    ) -> Result<Kind, Diagnostics> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(self.source, self.span(self.at)));
        }
        self.depth += 1;
        self.at += 1;
        let kind = read(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn map(&mut self) -> Result<Kind, Diagnostics> {
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        self.blanks();
        if self.take(b'}') {
            return Ok(Kind::Map(entries));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.wrong("a key in double quotes belongs here"));
            }
            let key = self.string()?;
            let key_place = self.place(start);
            if !seen.insert(key.clone()) {
                let message = format!("the key {} stands here twice", quote(&key));
                let span = key_place.span;
                return Err(Diagnostic::new(self.source, span, Code::DuplicateKey, message)
                    .with_help("keep one of them: tools differ in which one they see")
                    .into());
            }
            self.blanks();
            if !self.take(b':') {
                return Err(self.wrong("a `:` belongs here"));
            }
            entries.push(Entry { key, key_place, value: self.value()? });
            if self.ends(b'}')? {
                return Ok(Kind::Map(entries));
            }
        }
    }

    fn list(&mut self) -> Result<Kind, Diagnostics> {
        let mut items = Vec::new();
        self.blanks();
        if self.take(b']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.ends(b']')? {
                return Ok(Kind::List(items));
            }
        }
    }

    fn ends(&mut self, close: u8) -> Result<bool, Diagnostics> {
        self.blanks();
        if self.take(b',') {
            Ok(false)
        } else if self.take(close) {
            Ok(true)
        } else {
            Err(self.wrong(&format!("a `,` or `{}` belongs here", char::from(close))))
        }
    }

    fn string(&mut self) -> Result<String, Diagnostics> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or(""));
            self.at += plain;
            if text.len() > MAX_SCALAR_BYTES {
                return Err(too_long(self.source, self.span(start)));
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.wrong("a text in quotes does not end in its line")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Diagnostics> {
        self.at += 1;
        let sign = self.peek();
        self.at += 1;
        match sign {
            Some(sign @ (b'"' | b'\\' | b'/')) => Ok(char::from(sign)),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode(),
            _ => Err(self.wrong("an unknown escape")),
        }
    }

    fn unicode(&mut self) -> Result<char, Diagnostics> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.wrong("half of a surrogate pair"));
        }
        let pair = self.text.get(self.at..).unwrap_or("").starts_with("\\u");
        self.at += 2;
        let second = if pair { self.hex()? } else { 0 };
        let joined = 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
        let whole = (0xdc00..0xe000).contains(&second).then(|| char::from_u32(joined)).flatten();
        whole.ok_or_else(|| self.wrong("half of a surrogate pair"))
    }

    fn hex(&mut self) -> Result<u32, Diagnostics> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        let valid = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| valid);
        self.at += 4;
        value.ok_or_else(|| self.wrong("an escape without its four digits"))
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Result<&'s str, Diagnostics> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let word = rest.split(|c| !sign(c)).next().unwrap_or("");
        let number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let known = matches!(word, "true" | "false" | "null");
        if !(known || number && word.parse::<f64>().is_ok()) {
            return Err(self.wrong("a value belongs here"));
        }
        self.at += word.len();
        Ok(word)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn span(&self, start: usize) -> Span {
        let offset = |at: usize| u32::try_from(at.min(self.text.len())).unwrap_or(u32::MAX);
        Span { start: offset(start), end: offset(self.at) }
    }

    fn place(&self, start: usize) -> Place {
        Place { file: self.file, span: self.span(start) }
    }

    fn wrong(&self, why: &str) -> Diagnostics {
        let span = self.span(self.at);
        Diagnostic::new(self.source, span, Code::InvalidJson, format!("not JSON: {why}")).into()
    }
}
