//! Which requests a route takes, from the texts of a template.

use engine::RouteKey;

use super::model::{Access, Reach};
use super::value::{Piece, Text};

/// A route's reach; where it is unclear, also why the route must be refused.
pub type Reached = (Reach, Option<Access>);

/// Reads a whole route key: `GET /orders/{id}` or `$default`. Its method is in upper case.
pub fn of_key(key: &Text) -> Reached {
    if let Some(known) = key.known() {
        return match known.parse::<RouteKey>() {
            Ok(key) => (Reach::Key(key), None),
            Err(error) => {
                let (method, path) = known.split_once(' ').unwrap_or(("", known));
                let method = (!method.is_empty()).then(|| method.to_ascii_uppercase());
                let access = wrong(&error);
                (Reach::Unclear { method, path: Text::literal(path) }, Some(access))
            }
        };
    }
    let mut pieces = key.pieces().iter();
    // The method is known when it stands, with the blank, before the first hole.
    let split = match pieces.next() {
        Some(Piece::Literal(text)) => text.split_once(' '),
        Some(Piece::Hole(_)) | None => None,
    };
    let (method, begun) = split.map_or((None, ""), |(method, path)| (Some(method), path));
    let mut path = Text::literal(begun);
    if method.is_some() {
        pieces.for_each(|piece| path.push_piece(piece));
    }
    let method = method.map(str::to_ascii_uppercase);
    (Reach::Unclear { method, path }, Some(unknown(key)))
}

/// Reads method and path, each a text of its own. The method may be in any case.
pub fn of_parts(method: &Text, path: &Text) -> Reached {
    let upper = method.known().map(str::to_ascii_uppercase);
    let access = match (&upper, path.known()) {
        (Some(method), Some(path)) => match format!("{method} {path}").parse::<RouteKey>() {
            Ok(key) => return (Reach::Key(key), None),
            Err(error) => wrong(&error),
        },
        (None, _) => unknown(method),
        (Some(_), None) => unknown(path),
    };
    (Reach::Unclear { method: upper, path: path.clone() }, Some(access))
}

fn wrong(error: &engine::RouteKeyError) -> Access {
    let why = format!("has a route key that no policy can hold: {}", error.message);
    Access::refused_with_help(why, error.help.as_str())
}

fn unknown(text: &Text) -> Access {
    let why = text.holes().next().map_or("", |hole| hole.why.as_str());
    let why = format!("has a route key that is not known: {why}");
    Access::refused_with_help(
        why,
        "give the value with `harness import FILE --parameter NAME=VALUE`, or write it out",
    )
}

/// Shows a reach as a route key, holes as `${NAME}`.
impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Unclear { method: None, path } if path.is_empty() => f.write_str("(every route)"),
            Self::Unclear { method: Some(method), path } => write!(f, "{method} {path}"),
            Self::Unclear { method: None, path } => write!(f, "(any method) {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::Span;

    use super::*;
    use crate::import::project::{Place, Project};
    use crate::import::value::Value;

    fn text(parts: &[&str]) -> Text {
        let (_, file) = Project::of_text("t.yaml", "");
        let place = Place { file, span: Span::default() };
        let mut text = Text::default();
        for part in parts {
            match part.strip_prefix('$') {
                Some(name) => text.push(Value::hole(place, name, "no value").text().unwrap()),
                None => text.push_literal(part),
            }
        }
        text
    }

    #[test]
    fn a_known_key_is_a_route_key() {
        let (reach, access) = of_key(&Text::literal("GET /a/{b}"));
        assert_eq!((reach.to_string().as_str(), access), ("GET /a/{b}", None));
        let (reach, access) = of_parts(&Text::literal("any"), &Text::literal("/a"));
        assert_eq!((reach.to_string().as_str(), access), ("ANY /a", None));
    }

    #[test]
    fn what_is_known_of_an_unclear_key_is_kept() {
        for (parts, shown) in [
            (&["GET /", "$Stage", "/x"][..], "GET /${Stage}/x"),
            (&["$Method", " /x"][..], "(every route)"),
            (&["GET /a{b}"][..], "GET /a{b}"),
            (&["get /a"][..], "GET /a"),
        ] {
            let (reach, access) = of_key(&text(parts));
            assert_eq!(reach.to_string(), shown);
            assert!(access.is_some(), "{shown}");
        }
    }
}
