//! Where keys may be fetched from: https, or http on this very machine.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ureq::http::Uri;
use ureq::http::uri::Scheme;

/// An address that may be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    uri: Uri,
    is_encrypted: bool,
    is_here: bool,
}

/// Why an address is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// No absolute address.
    Malformed,
    /// Neither https nor http.
    Scheme,
    /// http to another machine: anybody on the way could give us keys.
    Unencrypted,
    /// A name or password before the host; it would be shown in messages.
    UserInfo,
}

impl Address {
    /// Returns whether the way there is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Returns whether the host is this machine, as far as its name tells.
    pub(super) fn is_here(&self) -> bool {
        self.is_here
    }

    /// Returns the address as requests want it.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.parse().map_err(|_unread| AddressError::Malformed)?;
        let (Some(scheme), Some(authority), Some(host)) =
            (uri.scheme(), uri.authority(), uri.host())
        else {
            return Err(AddressError::Malformed);
        };
        if authority.as_str().contains('@') {
            return Err(AddressError::UserInfo);
        }
        let is_encrypted = *scheme == Scheme::HTTPS;
        if !is_encrypted && *scheme != Scheme::HTTP {
            return Err(AddressError::Scheme);
        }
        // A port that is no number would be read as none: another server would be asked.
        let says_port = authority.as_str().len() > host.len();
        if host.is_empty() || (says_port && authority.port_u16().is_none()) {
            return Err(AddressError::Malformed);
        }
        if !is_encrypted && !is_loopback(host) {
            return Err(AddressError::Unencrypted);
        }
        let is_here = may_be_here(host);
        Ok(Self { uri, is_encrypted, is_here })
    }
}

/// Only what surely is. Names that end in these may lead anywhere.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || number(host).is_some_and(|address| address.is_loopback())
}

/// All that may be: other spellings of the name (RFC 6761 section 6.3), the address of nobody, which
/// systems take for their own, and IPv4 within IPv6.
fn may_be_here(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let here = |address: IpAddr| address.is_loopback() || address.is_unspecified();
    name == "localhost"
        || name.ends_with(".localhost")
        || number(host).is_some_and(|address| here(address) || here(address.to_canonical()))
}

fn number(host: &str) -> Option<IpAddr> {
    let number = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    number.parse().ok()
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri.fmt(f)
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is no absolute address",
            Self::Scheme => "it is neither https nor http",
            Self::Unencrypted => "http is taken on this machine only, elsewhere https",
            Self::UserInfo => "it holds a name or password before the host",
        })
    }
}

impl std::error::Error for AddressError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_taken_and_http_on_this_machine() {
        for (text, expected) in [
            ("https://issuer.example/keys?a=b", Ok(true)),
            ("HTTPS://issuer.example:8443/", Ok(true)),
            ("http://127.0.0.1:8080/keys", Ok(false)),
            ("http://127.9.9.9/keys", Ok(false)),
            ("http://[::1]:80/keys", Ok(false)),
            ("http://localhost:80/keys", Ok(false)),
            ("http://issuer.example/keys", Err(AddressError::Unencrypted)),
            ("http://169.254.169.254/latest", Err(AddressError::Unencrypted)),
            ("http://0.0.0.0/keys", Err(AddressError::Unencrypted)),
            ("http://localhost.example/keys", Err(AddressError::Unencrypted)),
            ("http://127.0.0.1.example/keys", Err(AddressError::Unencrypted)),
            ("http://127.0.0.1@issuer.example/keys", Err(AddressError::UserInfo)),
            ("https://user:word@issuer.example/keys", Err(AddressError::UserInfo)),
            ("file:///etc/passwd", Err(AddressError::Malformed)),
            ("ftp://127.0.0.1/keys", Err(AddressError::Scheme)),
            ("/keys", Err(AddressError::Malformed)),
            ("issuer.example", Err(AddressError::Malformed)),
            ("", Err(AddressError::Malformed)),
            ("https://", Err(AddressError::Malformed)),
            ("https://issuer.example:443/keys", Ok(true)),
            ("https://issuer.example:65536/keys", Err(AddressError::Malformed)),
            ("https://issuer.example:99999/keys", Err(AddressError::Malformed)),
            ("https://issuer.example:/keys", Err(AddressError::Malformed)),
            ("http://[::1]:99999/keys", Err(AddressError::Malformed)),
            ("http://127.1/keys", Err(AddressError::Unencrypted)),
            ("http://[::ffff:127.0.0.1]/keys", Err(AddressError::Unencrypted)),
        ] {
            let read = text.parse::<Address>().map(|address| address.is_encrypted());
            assert_eq!(read, expected, "{text}");
        }
    }
}
