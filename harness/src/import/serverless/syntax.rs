//! The syntax of variables: `${self:custom.pool, env:POOL, 'none'}` in a text.
//!
//! As the framework reads it: a variable begins with a lower-case word and `:` or `(`, so what is
//! `CloudFormation`'s (`${AWS::Region}`, `${UserPool}`) is left alone; `\${` is no variable.

/// Deepest nesting of variables in each other; the framework's own is 10.
const MAX_DEPTH: usize = 16;

/// A text with variables in it.
pub(super) type Template = Vec<Piece>;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    /// A variable: the first source that has a value gives it.
    Variable(Vec<Source>),
}

/// Where a variable's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A value as written; nothing for `null`.
    Literal(Option<Template>),
    /// `kind(arguments):address`.
    Call { kind: String, arguments: Vec<Template>, address: Option<Template> },
}

/// Reads a text.
///
/// # Errors
/// What is wrong with a variable in it.
pub(super) fn parse(text: &str) -> Result<Template, &'static str> {
    Cursor { rest: text }.template(&[], 0)
}

struct Cursor<'s> {
    rest: &'s str,
}

impl<'s> Cursor<'s> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'s str {
        let behind = self.rest.trim_start_matches(is_part);
        let taken = self.rest.strip_suffix(behind).unwrap_or(self.rest);
        self.rest = behind;
        taken
    }

    fn skip_blanks(&mut self) {
        self.take_while(|c| c == ' ');
    }

    /// Reads up to one of the ends; without ends, everything.
    fn template(&mut self, ends: &[char], depth: usize) -> Result<Template, &'static str> {
        if depth > MAX_DEPTH {
            return Err("variables are nested too deep");
        }
        let is_whole = ends.is_empty();
        let mut template = Template::new();
        while let Some(next) = self.peek().filter(|next| !ends.contains(next)) {
            if next == '\\' && is_whole {
                let slashes = self.take_while(|c| c == '\\').len();
                if !self.rest.starts_with("${") {
                    push(&mut template, &"\\".repeat(slashes));
                    continue;
                }
                push(&mut template, &"\\".repeat(slashes / 2));
                if slashes % 2 == 1 && self.eat('$') {
                    push(&mut template, "$");
                }
            } else if next == '$' {
                match self.variable(is_whole, depth)? {
                    Some(sources) => template.push(Piece::Variable(sources)),
                    None => push(&mut template, self.take_while(|c| c == '$')),
                }
            } else {
                let part = |c| c != '$' && !ends.contains(&c) && (c != '\\' || !is_whole);
                let literal = self.take_while(part);
                push(&mut template, literal);
            }
        }
        Ok(template)
    }

    /// Reads a variable; what is none is left where it is. Inside a variable nothing else may be.
    fn variable(
        &mut self,
        is_whole: bool,
        depth: usize,
    ) -> Result<Option<Vec<Source>>, &'static str> {
        let begun = self.rest;
        // The framework takes all `$` before the bracket as part of the variable.
        self.take_while(|c| c == '$');
        if !self.eat('{') {
            self.rest = begun;
            return Ok(None);
        }
        let kind = if self.peek().is_some_and(|c| c.is_ascii_lowercase()) {
            self.take_while(is_word)
        } else {
            ""
        };
        let is_foreign = match self.peek() {
            _ if kind.is_empty() => true,
            Some(':') => {
                self.rest.get(1..).is_some_and(|r| r.trim_start_matches(' ').starts_with(':'))
            }
            Some('(') => false,
            _ => true,
        };
        if is_foreign {
            self.rest = begun;
            return if is_whole { Ok(None) } else { Err("no variable begins with this") };
        }
        let mut sources = vec![self.call(kind, depth)?];
        loop {
            self.skip_blanks();
            if self.eat('}') {
                return Ok(Some(sources));
            }
            if !self.eat(',') {
                return Err(NOT_CLOSED);
            }
            self.skip_blanks();
            sources.push(self.source(depth)?);
        }
    }

    /// Reads a further source: another call, or a value.
    fn source(&mut self, depth: usize) -> Result<Source, &'static str> {
        if let Some(text) = self.quoted()? {
            let value = Cursor { rest: &text }.template(&[], depth + 1)?;
            return Ok(Source::Literal(Some(value)));
        }
        if self.peek() == Some('$') {
            return Err("a further source stands without `${`");
        }
        let word = self.take_while(|c| is_word(c) || c == ' ').trim();
        match self.peek() {
            Some(':' | '(') if is_kind(word) => self.call(word, depth),
            _ => match word {
                "null" => Ok(Source::Literal(None)),
                word if matches!(word, "true" | "false") || word.parse::<f64>().is_ok() => {
                    Ok(Source::Literal(Some(vec![Piece::Literal(word.to_owned())])))
                }
                _ => Err("a value that is a text stands in quotes"),
            },
        }
    }

    fn call(&mut self, kind: &str, depth: usize) -> Result<Source, &'static str> {
        let mut arguments = Vec::new();
        if self.eat('(') {
            loop {
                self.skip_blanks();
                if self.eat(')') {
                    break;
                }
                arguments.push(match self.quoted()? {
                    Some(text) => vec![Piece::Literal(text)],
                    None => trimmed(self.template(&[',', ')', '}'], depth + 1)?),
                });
                self.skip_blanks();
                if !self.eat(',') && self.peek() != Some(')') {
                    return Err("the brackets of a variable's arguments are not closed");
                }
            }
            self.skip_blanks();
        }
        let mut address = None;
        if self.eat(':') {
            self.skip_blanks();
            if !matches!(self.peek(), None | Some('}' | ',')) {
                address = Some(match self.quoted()? {
                    Some(text) => vec![Piece::Literal(text)],
                    None => trimmed(self.template(&[',', '}'], depth + 1)?),
                });
            }
        }
        Ok(Source::Call { kind: kind.to_owned(), arguments, address })
    }

    fn quoted(&mut self) -> Result<Option<String>, &'static str> {
        let begun = self.rest;
        if self.eat('\'') {
            let text = self.take_while(|c| c != '\'');
            return if self.eat('\'') { Ok(Some(text.to_owned())) } else { Err(NOT_CLOSED) };
        }
        if !self.eat('"') {
            return Ok(None);
        }
        loop {
            self.take_while(|c| c != '"' && c != '\\');
            if self.eat('\\') {
                let escaped = self.peek().ok_or(NOT_CLOSED)?;
                self.eat(escaped);
            } else if self.eat('"') {
                let json = begun.strip_suffix(self.rest).unwrap_or(begun);
                let wrong = |_error| "a text in double quotes is written as in JSON";
                return serde_json::from_str(json).map(Some).map_err(wrong);
            } else {
                return Err(NOT_CLOSED);
            }
        }
    }
}

const NOT_CLOSED: &str = "a variable is not closed";

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-'
}

fn is_kind(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

fn push(template: &mut Template, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Piece::Literal(last)) = template.last_mut() {
        last.push_str(text);
    } else {
        template.push(Piece::Literal(text.to_owned()));
    }
}

fn trimmed(mut template: Template) -> Template {
    if let Some(Piece::Literal(first)) = template.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Piece::Literal(last)) = template.last_mut() {
        *last = last.trim_end().to_owned();
    }
    template
}

#[cfg(test)]
mod tests;
