//! Route keys: `METHOD /path` with variables, or `$default`.
//!
//! The grammar is API Gateway's, a little stricter (see `policies/README.md`); a key's constructor
//! is its only door, so whatever holds a [`RouteKey`] need not check it again.

use std::fmt;
use std::str::FromStr;

use crate::method::{Method, RouteMethod};
use crate::path_pattern::{PathPattern, RouteKeyError, Segment};
use crate::spell::quote;

const MAX_KEY_BYTES: usize = 512;

/// What a route takes: `METHOD /path` or `$default`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteKey {
    /// A method and a path pattern.
    Path(RouteMethod, PathPattern),
    /// `$default`: whatever no other route takes.
    Default,
}

impl RouteKey {
    /// Returns a key that sorts routes in match order: of all that match a request, the first
    /// takes it.
    pub fn precedence(&self) -> impl Ord + use<> {
        let Self::Path(method, pattern) = self else {
            return (2, Vec::new(), false);
        };
        let segments = pattern.segments().iter().map(|segment| match segment {
            Segment::Literal(text) => (0, text.clone()),
            Segment::Variable(_) => (1, String::new()),
            Segment::Greedy(_) => (2, String::new()),
        });
        (u8::from(pattern.is_greedy()), segments.collect::<Vec<_>>(), *method == RouteMethod::Any)
    }
}

impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(method, path) => write!(f, "{method} {path}"),
            Self::Default => f.write_str("$default"),
        }
    }
}

impl FromStr for RouteKey {
    type Err = RouteKeyError;

    fn from_str(text: &str) -> Result<Self, RouteKeyError> {
        const FORM: &str = "write `METHOD /path`, like `GET /orders/{id}`, or `$default`";
        if text == "$default" {
            return Ok(Self::Default);
        }
        if text.len() > MAX_KEY_BYTES {
            let message = format!("the route key has {} bytes", text.len());
            return Err(RouteKeyError::new(message, "a route key has at most 512 bytes"));
        }
        let Some((method, path)) = text.split_once(' ') else {
            return Err(RouteKeyError::new(format!("{} is no route key", quote(text)), FORM));
        };
        if path.contains(' ') {
            let message = format!("{} has more than one space", quote(text));
            return Err(RouteKeyError::new(message, FORM));
        }
        let path: PathPattern = path.parse()?;
        Ok(Self::Path(route_method(method)?, path))
    }
}

/// Reads the method of a route key.
pub(crate) fn route_method(text: &str) -> Result<RouteMethod, RouteKeyError> {
    const KNOWN: &str = "methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS and ANY";
    if text == "ANY" {
        return Ok(RouteMethod::Any);
    }
    if let Some(method) = Method::from_bytes(text.as_bytes()) {
        return Ok(RouteMethod::Only(method));
    }
    let upper = text.to_ascii_uppercase();
    let known = upper == "ANY" || Method::from_bytes(upper.as_bytes()).is_some();
    let help = if known { format!("write {upper}") } else { KNOWN.to_owned() };
    Err(RouteKeyError::new(format!("{} is no method of a route", quote(text)), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_grammar_prints_as_it_was_written() {
        for text in [
            "$default",
            "GET /",
            "ANY /{p+}",
            "POST /api/v1/order",
            "GET /tenants/{tenant}/orders/{id}",
            "PATCH /a.b/c:d/e@f/(g)/~h",
            "HEAD /{a.b:c-d_e}",
            "OPTIONS /x/{rest+}",
        ] {
            assert_eq!(text.parse::<RouteKey>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_route_key_is_refused() {
        for text in [
            "",
            "GET",
            "/x",
            "get /x",
            "Get /x",
            "TRACE /x",
            "GET x",
            "GET  /x",
            "GET /x ",
            "GET /x/",
            "GET //x",
            "GET /a//b",
            "GET /a{id}",
            "GET /{a}{b}",
            "GET /{id}.json",
            "GET /{p+}/x",
            "GET /{}",
            "GET /{+}",
            "GET /{a}/{a}",
            "GET /{a b}",
            "GET /é",
            "GET /a%20b",
            "GET /a;b",
            "GET /*",
            "GET /.",
            "GET /a/..",
            "GET /a?b",
            "GET /a#b",
            "GET /{*rest}",
            "$Default",
            "GET /a\\b",
        ] {
            assert!(text.parse::<RouteKey>().is_err(), "{text:?}");
        }
        assert!(format!("GET /{}", "a".repeat(508)).parse::<RouteKey>().is_err());
        assert!(format!("GET /{}", "a".repeat(507)).parse::<RouteKey>().is_ok());
        assert!(format!("GET {}", "/a".repeat(128)).parse::<RouteKey>().is_ok());
        assert!(format!("GET {}", "/a".repeat(129)).parse::<RouteKey>().is_err());
    }

    #[test]
    fn foreign_notations_are_answered_with_ours() {
        let help = |text: &str| text.parse::<RouteKey>().unwrap_err().help;
        assert!(help("GET /{*rest}").contains("{rest+}"));
        assert!(help("get /x").contains("GET"));
    }

    #[test]
    fn names_do_not_change_a_shape() {
        let shape = |text: &str| text.parse::<PathPattern>().unwrap().shape().to_string();
        assert_eq!(shape("/a/{x}/{y+}"), shape("/a/{z}/{rest+}"));
        assert_ne!(shape("/a/{x}"), shape("/a/{x+}"));
        let pattern = |text: &str| text.parse::<PathPattern>().unwrap();
        assert_eq!(pattern("/a/{x}/{y+}").shape(), pattern("/a/{z}/{rest+}").shape());
        assert_ne!(pattern("/a/{x}").shape(), pattern("/a/{x+}").shape());
        assert_ne!(pattern("/a/{x}").shape(), pattern("/a/x").shape());
        assert_ne!(pattern("/a/{x}").shape(), pattern("/a/{x}/{y}").shape());
    }
}
