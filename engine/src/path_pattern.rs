//! The path of a route key: literals, variables, and a greedy variable at the end.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::spell::quote;

/// Most segments of a path, so that whoever goes along it may do so by recursion.
const MAX_SEGMENTS: usize = 128;

/// One segment of a [`PathPattern`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Exactly this text.
    Literal(String),
    /// `{name}`: one segment that is not empty.
    Variable(String),
    /// `{name+}`: the rest of the path, at least one segment; only last.
    Greedy(String),
}

/// The path of a route key, such as `/orders/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathPattern {
    /// The root `/` is one empty literal, as the root of a request is one empty segment.
    segments: Vec<Segment>,
}

/// Why a text is no route key, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteKeyError {
    /// One line: lower case, no full stop.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl RouteKeyError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for RouteKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RouteKeyError {}

impl PathPattern {
    /// Returns the segments in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns whether the last segment takes the rest of the path.
    pub fn is_greedy(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Greedy(_)))
    }

    /// Returns the variables' names in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Variable(name) | Segment::Greedy(name) => Some(name.as_str()),
        })
    }

    /// Returns the pattern with its variables' names left out: two patterns of one shape take the
    /// same paths.
    pub fn shape(&self) -> Shape<'_> {
        Shape(&self.segments)
    }
}

/// What a [`PathPattern`] takes: its segments without the names of variables.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'p>(&'p [Segment]);

impl<'p> Shape<'p> {
    /// Goes through what there is to compare: the texts of literals, and the kinds of the others.
    fn parts(self) -> impl Iterator<Item = Result<&'p str, bool>> {
        self.0.iter().map(|segment| match segment {
            Segment::Literal(text) => Ok(text.as_str()),
            Segment::Variable(_) => Err(false),
            Segment::Greedy(_) => Err(true),
        })
    }
}

/// Writes what takes any text as `{}` and `{+}`.
impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().try_for_each(|part| match part {
            Ok(text) => write!(f, "/{text}"),
            Err(greedy) => f.write_str(if greedy { "/{+}" } else { "/{}" }),
        })
    }
}

impl PartialEq for Shape<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts().eq(other.parts())
    }
}

impl Eq for Shape<'_> {}

impl Hash for Shape<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().for_each(|part| part.hash(state));
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Variable(name) => write!(f, "/{{{name}}}")?,
                Segment::Greedy(name) => write!(f, "/{{{name}+}}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for PathPattern {
    type Err = RouteKeyError;

    fn from_str(text: &str) -> Result<Self, RouteKeyError> {
        let Some(rest) = text.strip_prefix('/') else {
            let help = "write the path from the root, like `GET /orders`";
            return Err(RouteKeyError::new("the path does not begin with `/`", help));
        };
        if rest.is_empty() {
            return Ok(Self { segments: vec![Segment::Literal(String::new())] });
        }
        if rest.ends_with('/') {
            let help =
                "leave the last `/` out; a request with it is another path and needs `{name+}`";
            return Err(RouteKeyError::new("the path ends with `/`", help));
        }
        let count = rest.split('/').count();
        if count > MAX_SEGMENTS {
            let message = format!("the path has {count} segments");
            return Err(RouteKeyError::new(message, "a path has at most 128 segments"));
        }
        let segments = rest.split('/').map(segment).collect::<Result<Vec<_>, _>>()?;
        let pattern = Self { segments };
        let inner = pattern.segments.len() - 1;
        for greedy in pattern.segments.iter().take(inner) {
            if let Segment::Greedy(name) = greedy {
                let message =
                    format!("{} takes the rest but is not last", quote(&format!("{{{name}+}}")));
                return Err(RouteKeyError::new(message, "end the path with it, or drop the `+`"));
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for name in pattern.variables() {
            if seen.contains(&name) {
                let message = format!("the variable {} stands twice", quote(name));
                return Err(RouteKeyError::new(message, "give each variable its own name"));
            }
            seen.push(name);
        }
        Ok(pattern)
    }
}

fn segment(text: &str) -> Result<Segment, RouteKeyError> {
    if text.is_empty() {
        let help = "leave one `/` out; requests with `//` are refused";
        return Err(RouteKeyError::new("the path holds an empty segment", help));
    }
    if matches!(text, "." | "..") {
        let help = "write the path that is meant; requests with dot segments are refused";
        return Err(RouteKeyError::new(format!("{} is no segment", quote(text)), help));
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return variable(text, inner);
    }
    if text.contains(['{', '}']) {
        let message = format!("a variable is a whole segment, {} is not", quote(text));
        return Err(RouteKeyError::new(
            message,
            "write `/{name}/`, and check the rest of the segment with a claim or guardrail",
        ));
    }
    if let Some(bad) = text.chars().find(|character| !is_literal(*character)) {
        let message = format!("{} cannot stand in a literal segment", quote(&bad.to_string()));
        return Err(RouteKeyError::new(message, literal_help(bad)));
    }
    Ok(Segment::Literal(text.to_owned()))
}

fn variable(text: &str, inner: &str) -> Result<Segment, RouteKeyError> {
    let (name, greedy) = match inner.strip_suffix('+') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    if name.is_empty() || !name.chars().all(known) {
        let foreign = name.trim_start_matches('*');
        let help = if !foreign.is_empty() && foreign != name && foreign.chars().all(known) {
            format!("the rest of a path is written `{{{foreign}+}}`")
        } else {
            "a name has letters, digits, `_`, `.`, `:` and `-`".to_owned()
        };
        return Err(RouteKeyError::new(format!("{} is no variable", quote(text)), help));
    }
    let name = name.to_owned();
    Ok(if greedy { Segment::Greedy(name) } else { Segment::Variable(name) })
}

/// RFC 3986 `pchar` without what is read differently by different servers: `%`, `;` and `*`.
fn is_literal(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()+,=:@".contains(character)
}

fn literal_help(bad: char) -> String {
    match bad {
        '*' => "the rest of a path is written `{name+}`, one segment `{name}`".to_owned(),
        '%' => "a route key is decoded text; what needs `%` in a request is matched by a variable"
            .to_owned(),
        ';' => "requests with `;` in the path are refused, so no route can ask for it".to_owned(),
        '?' | '#' => "a route key has no query and no fragment".to_owned(),
        _ => "literals are visible ASCII as in RFC 3986; match anything else by a variable"
            .to_owned(),
    }
}
