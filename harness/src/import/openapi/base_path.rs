//! What paths of a document stand below: the path of its servers.
//!
//! API Gateway ignores it by default, and prepends it when the import is told to (`basepath`).
//! OpenAPI itself always puts it before the path. `--parameter basepath=…` decides for both.

use std::collections::BTreeSet;

use engine::spell::quote;

use super::scheme::Dialect;
use crate::import::model::Access;
use crate::import::project::Place;
use crate::import::value::{Text, Value};

/// The name of the parameter.
pub(super) const PARAMETER: &str = "basepath";

/// How the paths of a document begin.
#[derive(Clone, Debug, Default)]
pub(crate) enum Base {
    /// As they are written.
    #[default]
    Ignored,
    /// With the path of their servers: those of the document, unless they have their own.
    Servers(Option<Value>),
    /// With a path that the caller chose.
    Chosen(String),
}

impl Base {
    /// Decides what paths begin with.
    ///
    /// # Errors
    /// The caller's choice is none.
    pub(super) fn of(
        document: &Value,
        dialect: Dialect,
        choice: Option<&str>,
    ) -> Result<Self, String> {
        let servers = || Self::Servers(document.get("servers").cloned());
        match choice {
            None if dialect == Dialect::Plain => Ok(servers()),
            None | Some("ignore") => Ok(Self::Ignored),
            Some("prepend") => Ok(servers()),
            Some(path) if path.starts_with('/') => {
                Ok(Self::Chosen(path.trim_end_matches('/').to_owned()))
            }
            Some(other) => {
                let other = quote(other);
                Err(format!("`{PARAMETER}` is `ignore`, `prepend` or a path, not {other}"))
            }
        }
    }

    /// Puts the base before a path.
    ///
    /// # Errors
    /// The path as far as it is known, and why it is refused.
    pub(super) fn below(&self, own: Option<&Value>, path: &str) -> Result<String, (Text, Access)> {
        let servers = match self {
            Self::Ignored => return Ok(path.to_owned()),
            Self::Chosen(base) => return Ok(format!("{base}{path}")),
            Self::Servers(servers) => own.or(servers.as_ref()),
        };
        let Some(servers) = servers else { return Ok(path.to_owned()) };
        let urls = servers.list().unwrap_or(std::slice::from_ref(servers));
        let mut bases = BTreeSet::new();
        for server in urls {
            let Some(base) = server.get("url").and_then(Value::known).and_then(path_of) else {
                let why = "stands below a server whose path is not known";
                return Err(unknown(servers.place, path, why));
            };
            bases.insert(base);
        }
        match bases.len() {
            0 => Ok(path.to_owned()),
            1 => Ok(format!("{}{path}", bases.first().copied().unwrap_or(""))),
            _ => Err(unknown(servers.place, path, "stands below servers of different paths")),
        }
    }
}

fn unknown(place: Place, path: &str, why: &str) -> (Text, Access) {
    let mut text = Text::default();
    if let Some(hole) = Value::hole(place, "servers", why).text() {
        text.push(hole);
    }
    text.push_literal(path);
    let help = format!(
        "choose one with `harness import FILE --parameter {PARAMETER}=/PATH`, or {PARAMETER}=ignore"
    );
    (text, Access::refused_with_help(why, help))
}

/// Returns the path of a server's address, unless a variable or the document's own address is
/// part of it.
fn path_of(url: &str) -> Option<&str> {
    let path = if let Some((scheme, rest)) = url.split_once("//") {
        if !(scheme.is_empty() || scheme.ends_with(':')) || scheme.contains('/') {
            return None;
        }
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("")
    } else if url.starts_with('/') {
        url
    } else {
        return None;
    };
    let path = path.trim_end_matches('/');
    (!path.contains(['{', '?', '#'])).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_server_is_what_follows_its_host() {
        for (url, path) in [
            ("https://api.example", Some("")),
            ("https://api.example/", Some("")),
            ("https://api.example:8443/v1/", Some("/v1")),
            ("{scheme}://{host}.example/v1", Some("/v1")),
            ("//api.example/v1", Some("/v1")),
            ("/v1", Some("/v1")),
            ("/", Some("")),
            ("https://api.example/{version}", None),
            ("https://api.example/v1?x=1", None),
            ("{server}/v1", None),
            ("v1", None),
            ("a/b//c", None),
            ("", None),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }
}
