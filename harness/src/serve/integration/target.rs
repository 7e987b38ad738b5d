//! The URL of another server, with variables of the path: `https://orders.example/{proxy}`.

use hyper::Uri;
use hyper::http::uri::Authority;

use super::call::Call;
use super::fault::Fault;
use super::percent;

/// A URL whose variables are put in for each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Scheme and authority.
    origin: String,
    path: Vec<Piece>,
    query: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Variable(String),
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    /// Why it is none that can be called, one line that follows "the URL".
    pub(super) fn parse(url: &str) -> Result<Self, &'static str> {
        let (scheme, rest) =
            url.split_once("://").ok_or("does not begin with http:// or https://")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return Err("does not begin with http:// or https://");
        }
        if rest.contains('#') {
            return Err("has a fragment, which no server is sent");
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        if authority.contains('@') {
            return Err("has a user, which does not belong there");
        }
        if authority.contains('{') {
            return Err("has a variable in its host");
        }
        let known: Authority = authority.parse().map_err(|_error| "has no host")?;
        if known.host().is_empty() {
            return Err("has no host");
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Ok(Self {
            origin: format!("{scheme}://{known}"),
            path: pieces(path)?,
            query: pieces(query)?,
        })
    }

    /// Returns where a request goes.
    pub(super) fn uri(&self, call: &Call) -> Result<Uri, Fault> {
        let mut url = self.origin.clone();
        for piece in &self.path {
            match piece {
                Piece::Literal(text) => url.push_str(text),
                Piece::Variable(name) => url.push_str(&path_of(name, call)?),
            }
        }
        // The default route has no variable that could tell the path.
        if call.route == "$default" {
            if url.ends_with('/') {
                url.pop();
            }
            url.push_str(&call.raw_path);
        } else if self.path.is_empty() {
            url.push('/');
        }
        let mut sign = '?';
        for piece in &self.query {
            if sign == '?' {
                url.push(sign);
                sign = '&';
            }
            match piece {
                Piece::Literal(text) => url.push_str(text),
                Piece::Variable(name) => url.push_str(&percent::strict(variable(name, call)?)),
            }
        }
        if !call.raw_query.is_empty() {
            url.push(sign);
            url.push_str(&call.raw_query);
        }
        url.parse().map_err(|error| Fault::failed(format!("the URL cannot be called: {error}")))
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or("has a `{` without its `}`")?;
        let name = name.strip_suffix('+').unwrap_or(name);
        if name.is_empty() || name.contains('{') {
            return Err("has a variable without a name");
        }
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(Piece::Variable(name.to_owned()));
        rest = behind;
    }
    if rest.contains('}') {
        return Err("has a `}` without its `{`");
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    let literal = |piece: &Piece| match piece {
        Piece::Literal(text) => text.bytes().all(|byte| byte.is_ascii_graphic()),
        Piece::Variable(_) => true,
    };
    if pieces.iter().all(literal) { Ok(pieces) } else { Err("holds what must be encoded") }
}

fn variable<'c>(name: &str, call: &'c Call) -> Result<&'c str, Fault> {
    let missing =
        || Fault::failed(format!("the URL names the variable `{name}`, which the route has not"));
    call.variables.get(name).map(String::as_str).ok_or_else(missing)
}

/// Encodes a variable of the path; the segments of a greedy one stay apart.
fn path_of(name: &str, call: &Call) -> Result<String, Fault> {
    let value = variable(name, call)?;
    let is_greedy = call.route.ends_with(&format!("{{{name}+}}"));
    let segments: Vec<&str> = if is_greedy { value.split('/').collect() } else { vec![value] };
    // Whoever reads such a path leaves the folder that the URL names.
    if segments.iter().any(|segment| matches!(*segment, "." | "..")) {
        return Err(Fault::refused("a path with the segment `.` or `..` is not handed on"));
    }
    let encoded: Vec<String> = segments.into_iter().map(percent::segment).collect();
    Ok(encoded.join("/"))
}

#[cfg(test)]
pub(super) mod tests {
    use bytes::Bytes;
    use hyper::{HeaderMap, Method};

    use super::*;

    /// A request for a route.
    pub(in crate::serve::integration) fn call(
        route: &str,
        raw_path: &str,
        variables: &[(&str, &str)],
    ) -> Call {
        let variables = variables.iter();
        Call {
            method: Method::GET,
            raw_path: raw_path.to_owned(),
            raw_query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            route: route.to_owned(),
            variables: variables
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            claims: None,
            is_scoped: false,
            stage: "$default".to_owned(),
            request_id: "id".to_owned(),
            source_ip: "127.0.0.1".to_owned(),
            now_milliseconds: 0,
        }
    }

    fn uri(url: &str, call: &Call) -> String {
        Target::parse(url)
            .unwrap()
            .uri(call)
            .map_or_else(|fault| fault.to_string(), |uri| uri.to_string())
    }

    #[test]
    fn variables_are_encoded_into_the_path() {
        let one = call("GET /x/{id}", "/x/a", &[("id", "a b/c?%")]);
        assert_eq!(uri("http://h:8080/y/{id}", &one), "http://h:8080/y/a%20b%2Fc%3F%25");
        let greedy = call("ANY /x/{proxy+}", "/x/a/b", &[("proxy", "a/b c/")]);
        assert_eq!(uri("https://h/{proxy}", &greedy), "https://h/a/b%20c/");
        assert_eq!(
            uri("https://h/z/{proxy+}?k={proxy}", &greedy),
            "https://h/z/a/b%20c/?k=a%2Fb%20c%2F"
        );
    }

    #[test]
    fn the_query_of_the_request_follows_that_of_the_url() {
        let asked = Call { raw_query: "a=1&b".to_owned(), ..call("GET /x", "/x", &[]) };
        assert_eq!(uri("http://h", &asked), "http://h/?a=1&b");
        assert_eq!(uri("http://h/y?k=v", &asked), "http://h/y?k=v&a=1&b");
    }

    #[test]
    fn the_default_route_hands_the_whole_path_on() {
        let default = call("$default", "/a%20b/c", &[]);
        assert_eq!(uri("http://h", &default), "http://h/a%20b/c");
        assert_eq!(uri("http://h/base/", &default), "http://h/base/a%20b/c");
    }

    #[test]
    fn no_path_leaves_the_urls_folder() {
        let message = "a path with the segment `.` or `..` is not handed on";
        let up = call("ANY /{proxy+}", "/", &[("proxy", "a/../../b")]);
        assert_eq!(uri("http://h/in/{proxy}", &up), message);
        let up = call("GET /{id}", "/", &[("id", "..")]);
        assert_eq!(uri("http://h/in/{id}/x", &up), message);
        let missing = uri("http://h/{other}", &up);
        assert_eq!(missing, "the URL names the variable `other`, which the route has not");
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for (url, why) in [
            ("ftp://h/", "does not begin with http:// or https://"),
            ("h/x", "does not begin with http:// or https://"),
            ("http:///x", "has no host"),
            ("http://a b/", "has no host"),
            ("http://user:pass@h/", "has a user, which does not belong there"),
            ("http://{h}/", "has a variable in its host"),
            ("http://h/#x", "has a fragment, which no server is sent"),
            ("http://h/{x", "has a `{` without its `}`"),
            ("http://h/x}", "has a `}` without its `{`"),
            ("http://h/{}", "has a variable without a name"),
            ("http://h/ü", "holds what must be encoded"),
        ] {
            assert_eq!(Target::parse(url), Err(why), "{url}");
        }
    }
}
