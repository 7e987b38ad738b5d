//! The glob language: reads a text, expands its braces, and checks each alternative.

use std::fmt;

const MAX_BYTES: usize = 512;
const MAX_WILDCARDS: usize = 16;
const MAX_BRACES: usize = 8;
/// Alternatives after expansion: more would make a compiled guardrail as large as its author likes.
const MAX_ALTERNATIVES: usize = 1024;

/// Why a text is no glob, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    /// One line: lower case, no full stop.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
}

impl GlobError {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help }
    }
}

impl fmt::Display for GlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for GlobError {}

/// One sign of a glob without braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Exactly this character, `/` too.
    Literal(char),
    /// `?`: one byte other than `/`.
    One,
    /// `*`: any bytes other than `/`, also none.
    Many,
    /// `**` as a whole segment: any segments, also none.
    Segments,
}

impl Sign {
    /// Returns the character that the sign stands for alone.
    pub fn literal(self) -> Option<char> {
        match self {
            Self::Literal(character) => Some(character),
            Self::One | Self::Many | Self::Segments => None,
        }
    }
}

/// A glob without braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flat(Vec<Sign>);

impl Flat {
    /// Returns the signs in order.
    pub fn signs(&self) -> &[Sign] {
        &self.0
    }

    /// Returns whether the glob ends in `/**` and so also covers what stands before that.
    pub fn covers_prefix(&self) -> bool {
        self.0.ends_with(&[Sign::Literal('/'), Sign::Segments])
    }

    /// Returns the texts that globset is given: the glob, and for a final `/**` its prefix, which
    /// may end in another.
    pub(super) fn spellings(&self) -> Vec<String> {
        // Alone, `**/` is the same as `**` to globset; here it ends in a slash, or takes no text.
        if self.0.chunks(2).all(|pair| *pair == [Sign::Segments, Sign::Literal('/')]) {
            return vec!["**/*/".to_owned(), String::new()];
        }
        let mut spellings = vec![spell(&self.0)];
        let mut rest = self.0.as_slice();
        while let Some(prefix) = rest.strip_suffix(&[Sign::Literal('/'), Sign::Segments])
            && !prefix.is_empty()
        {
            spellings.push(spell(prefix));
            rest = prefix;
        }
        spellings
    }

    fn check(self) -> Result<Self, GlobError> {
        let mut before = None;
        for (at, sign) in self.0.iter().enumerate() {
            let after = self.0.get(at + 1);
            let stars = |other: Option<&Sign>| matches!(other, Some(Sign::Many | Sign::Segments));
            match sign {
                Sign::Many | Sign::Segments if stars(after) => {
                    return Err(GlobError::new("three or more `*` stand together", STARS));
                }
                Sign::Segments if !is_edge(before) || !is_edge(after) => {
                    return Err(GlobError::new("`**` is glued to other text", STARS));
                }
                Sign::Literal(_) | Sign::One | Sign::Many | Sign::Segments => {}
            }
            before = Some(sign);
        }
        Ok(self)
    }
}

const STARS: &str =
    "`*` stands for text within a segment, `**` for whole segments: `/a/**/b`, `/a/*b`";

fn is_edge(sign: Option<&Sign>) -> bool {
    matches!(sign, None | Some(Sign::Literal('/')))
}

fn spell(signs: &[Sign]) -> String {
    let mut text = String::new();
    for sign in signs {
        match sign {
            Sign::Literal(character) => {
                if "*?[]{}!,\\-".contains(*character) {
                    text.push('\\');
                }
                text.push(*character);
            }
            Sign::One => text.push('?'),
            Sign::Many => text.push('*'),
            Sign::Segments => text.push_str("**"),
        }
    }
    text
}

/// Reads a glob and expands its braces.
pub(super) fn expand(text: &str) -> Result<Vec<Flat>, GlobError> {
    if text.is_empty() {
        return Err(GlobError::new("the glob is empty", "write `/**` for every path"));
    }
    if text.len() > MAX_BYTES {
        let message = format!("the glob has {} bytes", text.len());
        return Err(GlobError::new(message, "a glob has at most 512 bytes"));
    }
    if text.chars().filter(|sign| matches!(sign, '*' | '?')).count() > MAX_WILDCARDS * 2 {
        return Err(too_many_wildcards());
    }
    let mut reader = Reader { rest: text.chars().peekable(), depth: 0, wildcards: 0 };
    let alternatives = reader.sequence()?;
    if reader.rest.peek().is_some() {
        return Err(GlobError::new("`}` or `,` stands without `{`", ESCAPE));
    }
    if reader.wildcards > MAX_WILDCARDS {
        return Err(too_many_wildcards());
    }
    alternatives.into_iter().map(|signs| Flat(signs).check()).collect()
}

const ESCAPE: &str = "write `\\` before a sign that is meant literally";

fn too_many_wildcards() -> GlobError {
    GlobError::new("the glob has more than 16 wildcards", "split it into several")
}

struct Reader<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    depth: usize,
    wildcards: usize,
}

impl Reader<'_> {
    /// Reads up to the end, or to the `,` or `}` of the brace it stands in.
    fn sequence(&mut self) -> Result<Vec<Vec<Sign>>, GlobError> {
        let mut all = vec![Vec::new()];
        while let Some(&character) = self.rest.peek() {
            if character == '}' || (character == ',' && self.depth > 0) {
                break;
            }
            self.rest.next();
            let sign = match character {
                '{' => {
                    all = product(&all, &self.braces()?)?;
                    continue;
                }
                '[' | ']' => {
                    let help =
                        "list what is meant: `{a,b}`; character classes match `/` in some readers";
                    return Err(GlobError::new("`[` and `]` are not taken", help));
                }
                '\\' => match self.rest.next() {
                    Some(escaped) => Sign::Literal(escaped),
                    None => return Err(GlobError::new("`\\` ends the glob", ESCAPE)),
                },
                '?' => self.wildcard(Sign::One),
                '*' if self.rest.next_if_eq(&'*').is_some() => self.wildcard(Sign::Segments),
                '*' => self.wildcard(Sign::Many),
                other => Sign::Literal(other),
            };
            for signs in &mut all {
                signs.push(sign);
            }
        }
        Ok(all)
    }

    fn wildcard(&mut self, sign: Sign) -> Sign {
        self.wildcards += 1;
        sign
    }

    /// Reads the alternatives of a brace that was just opened.
    fn braces(&mut self) -> Result<Vec<Vec<Sign>>, GlobError> {
        self.depth += 1;
        if self.depth > MAX_BRACES {
            return Err(GlobError::new("braces are nested deeper than 8", "split the glob"));
        }
        if self.rest.peek() == Some(&'}') {
            let help = "list alternatives, like `{a,b}`; a path variable `{}` belongs in a route";
            return Err(GlobError::new("`{}` holds nothing", help));
        }
        let mut all = Vec::new();
        loop {
            all.extend(self.sequence()?);
            if all.len() > MAX_ALTERNATIVES {
                return Err(too_many_alternatives());
            }
            match self.rest.next() {
                Some(',') => {}
                Some('}') => break,
                _ => return Err(GlobError::new("`{` is never closed", "add `}`")),
            }
        }
        self.depth -= 1;
        Ok(all)
    }
}

fn too_many_alternatives() -> GlobError {
    GlobError::new("the braces stand for more than 1024 globs", "split it into several")
}

fn product(left: &[Vec<Sign>], right: &[Vec<Sign>]) -> Result<Vec<Vec<Sign>>, GlobError> {
    if left.len().saturating_mul(right.len()) > MAX_ALTERNATIVES {
        return Err(too_many_alternatives());
    }
    let join = |a: &Vec<Sign>, b: &Vec<Sign>| a.iter().chain(b).copied().collect();
    Ok(left.iter().flat_map(|a| right.iter().map(move |b| join(a, b))).collect())
}
