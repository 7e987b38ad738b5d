//! Where a gateway is: its address, and the stage before every path.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use hyper::Uri;
use hyper::http::uri::Scheme;

/// The address of a gateway, such as `http://127.0.0.1:8080` or `https://api.example/dev`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Scheme and authority, for connecting.
    origin: Uri,
    /// The path before every path of a row: empty, or `/` and text without a final `/`.
    prefix: String,
    is_private: bool,
}

/// Why a text is no address of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseError {
    /// No absolute address.
    Malformed,
    /// Neither https nor http.
    Scheme,
    /// A name or password before the host; it would be shown in messages.
    UserInfo,
    /// A query, which is the rows' own.
    Query,
}

impl Base {
    /// Returns scheme and authority.
    pub(super) fn origin(&self) -> &Uri {
        &self.origin
    }

    /// Returns host and port as the `Host` field has them.
    pub(super) fn authority(&self) -> &str {
        self.origin.authority().map_or("", |authority| authority.as_str())
    }

    /// Returns what stands before every path.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns whether nobody on the way reads what is sent: it is encrypted, or stays here.
    pub fn is_private(&self) -> bool {
        self.is_private
    }
}

impl FromStr for Base {
    type Err = BaseError;

    fn from_str(text: &str) -> Result<Self, BaseError> {
        let uri: Uri = text.parse().map_err(|_unread| BaseError::Malformed)?;
        let (Some(scheme), Some(authority), Some(host)) =
            (uri.scheme(), uri.authority(), uri.host())
        else {
            return Err(BaseError::Malformed);
        };
        if authority.as_str().contains('@') {
            return Err(BaseError::UserInfo);
        }
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(BaseError::Scheme);
        }
        // A port that is no number would be read as none: another server would be asked.
        let says_port = authority.as_str().len() > host.len();
        if host.is_empty() || (says_port && authority.port_u16().is_none()) {
            return Err(BaseError::Malformed);
        }
        if text.contains(['?', '#']) {
            return Err(BaseError::Query);
        }
        let number = host.trim_start_matches('[').trim_end_matches(']').parse();
        let is_here = host == "localhost" || number.is_ok_and(|one: IpAddr| one.is_loopback());
        let is_private = *scheme == Scheme::HTTPS || is_here;
        let prefix = uri.path().trim_end_matches('/').to_owned();
        let origin = Uri::builder().scheme(scheme.clone()).authority(authority.clone());
        let origin = origin.path_and_query("/").build().map_err(|_unread| BaseError::Malformed)?;
        Ok(Self { origin, prefix, is_private })
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.origin.scheme_str().unwrap_or("http");
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

impl fmt::Display for BaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is no absolute address, such as http://127.0.0.1:8080",
            Self::Scheme => "it is neither https nor http",
            Self::UserInfo => "it holds a name or password before the host",
            Self::Query => "it holds a query or a fragment",
        })
    }
}

impl std::error::Error for BaseError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_an_origin_and_a_stage() {
        for (text, authority, prefix, shown) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080", "", "http://127.0.0.1:8080"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080", "", "http://127.0.0.1:8080"),
            ("https://api.example/dev/", "api.example", "/dev", "https://api.example/dev"),
            ("http://[::1]:80/a/b", "[::1]:80", "/a/b", "http://[::1]:80/a/b"),
        ] {
            let base: Base = text.parse().unwrap();
            assert_eq!((base.authority(), base.prefix()), (authority, prefix), "{text}");
            assert_eq!(base.to_string(), shown);
            assert_eq!(base.origin().path(), "/");
        }
    }

    #[test]
    fn other_texts_are_no_address() {
        for (text, error) in [
            ("127.0.0.1:8080", BaseError::Malformed),
            ("/dev", BaseError::Malformed),
            ("", BaseError::Malformed),
            ("http://127.0.0.1:99999", BaseError::Malformed),
            ("ftp://127.0.0.1", BaseError::Malformed),
            ("http://user:word@api.example", BaseError::UserInfo),
            ("http://api.example/?x", BaseError::Query),
            ("http://api.example/#x", BaseError::Query),
        ] {
            assert!(text.parse::<Base>().is_err(), "{text}");
            if error != BaseError::Malformed {
                assert_eq!(text.parse::<Base>(), Err(error), "{text}");
            }
        }
    }

    #[test]
    fn only_https_and_this_machine_are_private() {
        let private = |text: &str| text.parse::<Base>().unwrap().is_private();
        assert!(private("https://api.example") && private("http://127.0.0.1:1"));
        assert!(private("http://[::1]") && private("http://localhost"));
        assert!(!private("http://api.example") && !private("http://localhost.example"));
    }
}
