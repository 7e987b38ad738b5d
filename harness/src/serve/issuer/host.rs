//! The name under which a request came, which addresses in answers begin with.

use std::net::IpAddr;

use axum::{extract::Request, http::header};

/// Name and port, as a browser would write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host(String);

impl Host {
    /// Returns the host of a request: of its one `Host` header, or of its target.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let mut values = request.headers().get_all(header::HOST).iter();
        let text = match (values.next(), values.next(), request.uri().authority()) {
            (Some(value), None, _) => value.to_str().ok()?.to_owned(),
            (None, _, Some(authority)) => authority.as_str().to_owned(),
            (_, _, _) => return None,
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        (!text.is_empty() && text.bytes().all(plain)).then_some(Self(text))
    }

    /// Returns whether it is this machine's own name, a plain address, or one of `names`. Any other
    /// name may be somebody's who lets it lead here (DNS rebinding).
    pub(super) fn is_ours(&self, names: &[String]) -> bool {
        let name = self.name().to_ascii_lowercase();
        let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&name);
        name == "localhost"
            || name.ends_with(".localhost")
            || bare.parse::<IpAddr>().is_ok()
            || names.iter().any(|own| own.eq_ignore_ascii_case(&name))
    }

    /// Returns what addresses on this machine begin with.
    pub(super) fn base(&self) -> String {
        format!("http://{}", self.0)
    }

    fn name(&self) -> &str {
        match self.0.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &self.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn host(hosts: &[&str]) -> Option<Host> {
        let mut request = Request::builder().uri("/");
        for host in hosts {
            request = request.header("host", *host);
        }
        Host::of(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn this_machine_plain_addresses_and_given_names_are_ours() {
        let names = ["issuer".to_owned()];
        for name in [
            "localhost",
            "LOCALHOST:80",
            "a.localhost:1",
            "127.0.0.1:8000",
            "127.1.2.3",
            "[::1]:8000",
            "[::1]",
            "192.168.1.2",
            "issuer:8000",
            "Issuer",
        ] {
            assert!(host(&[name]).unwrap().is_ours(&names), "{name}");
        }
        for name in [
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.nip.example",
            "issuer.evil",
            "1.2.3",
            "[::1",
            "localhost:8x",
        ] {
            assert!(!host(&[name]).is_some_and(|host| host.is_ours(&names)), "{name}");
        }
        assert_eq!(host(&["127.0.0.1:8000"]).unwrap().base(), "http://127.0.0.1:8000");
    }

    #[test]
    fn a_host_that_is_missing_doubled_or_odd_is_none() {
        for hosts in [
            &[][..],
            &["localhost", "localhost"],
            &[""],
            &["localhost/x"],
            &["a@localhost"],
            &["local\"host"],
        ] {
            assert_eq!(host(hosts), None, "{hosts:?}");
        }
    }
}
