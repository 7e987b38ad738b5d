//! The head of a request, before anything is decided: where it is for, and whether servers would
//! agree on that.

use hyper::http::request::Parts;
use hyper::{Version, header};

/// What a line of a head has beside its name and value: `: ` and an end of line.
const OF_A_LINE: usize = 4;
/// What the request line has beside method and target: two blanks, the version, an end of line.
const OF_THE_FIRST_LINE: usize = 12;

/// Returns the target as sent: path and query, or what stands there instead of a path, which the
/// engine refuses. A fragment is not part of it: hyper has cut it off, and no one further behind
/// sees it either.
///
/// None where the request names no host, several, or two that differ (RFC 9112 3.2, 3.2.2).
pub(super) fn of(parts: &Parts) -> Option<&str> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (host, another) = (hosts.next(), hosts.next());
    if another.is_some() || (host.is_none() && parts.version >= Version::HTTP_11) {
        return None;
    }
    // A host has neither a path nor a name before it, nor is it a list.
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"/\\?#@,".contains(byte);
    if host.is_some_and(|host| !host.as_bytes().iter().all(plain)) {
        return None;
    }
    let authority = parts.uri.authority().map(hyper::http::uri::Authority::as_str);
    match (parts.uri.path_and_query(), authority) {
        (Some(target), None) => Some(target.as_str()),
        (Some(target), Some(authority)) => {
            let same = |host: &header::HeaderValue| {
                host.as_bytes().eq_ignore_ascii_case(authority.as_bytes())
            };
            host.is_none_or(same).then_some(target.as_str())
        }
        // CONNECT: no path at all.
        (None, authority) => authority,
    }
}

/// Returns how many bytes the head has, as API Gateway counts its quota.
pub(super) fn head_bytes(parts: &Parts) -> usize {
    let uri = &parts.uri;
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len());
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
    let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
    let first = parts.method.as_str().len() + scheme + authority + target + OF_THE_FIRST_LINE;
    let lines = parts.headers.iter();
    first + lines.map(|(name, value)| name.as_str().len() + value.len() + OF_A_LINE).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn parts(method: &str, uri: &str, hosts: &[&str]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_request_is_for_one_host() {
        assert_eq!(of(&parts("GET", "/a?b", &["h"])), Some("/a?b"));
        assert_eq!(of(&parts("GET", "http://h:80/a?b", &["H:80"])), Some("/a?b"));
        assert_eq!(of(&parts("GET", "http://h", &["h"])), Some("/"));
        for (uri, hosts) in [
            ("/a", &[][..]),
            ("/a", &["h", "h"]),
            ("/a", &["h, i"]),
            ("/a", &["u@h"]),
            ("/a", &["h/b"]),
            ("http://h/a", &["i"]),
            ("http://h/a", &["h:80"]),
            ("http://u@h/a", &["h"]),
        ] {
            assert_eq!(of(&parts("GET", uri, hosts)), None, "{uri} {hosts:?}");
        }
    }

    #[test]
    fn what_is_no_path_is_left_for_the_engine_to_refuse() {
        assert_eq!(of(&parts("OPTIONS", "*", &["h"])), Some("*"));
        assert_eq!(of(&parts("CONNECT", "h:443", &["h:443"])), Some("h:443"));
    }

    #[test]
    fn a_head_is_as_long_as_it_was_sent() {
        let parts = parts("GET", "/a?b", &["example"]);
        assert_eq!(head_bytes(&parts), "GET /a?b HTTP/1.1\r\nhost: example\r\n".len());
    }
}
