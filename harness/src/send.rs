//! Puts a token where an authorizer looks for it.

use engine::{IdentitySource, Request};

/// Builds a request with a value at an identity source, exactly as given: a query value is escaped
/// so that decoding it once gives the value back.
pub fn at_source(method: &str, target: &[u8], source: &IdentitySource, value: &[u8]) -> Request {
    match source {
        IdentitySource::Header(name) => {
            Request::new(method, target).with_header(name.as_str(), value)
        }
        IdentitySource::Query(name) => {
            let mut target = target.to_vec();
            target.push(if target.contains(&b'?') { b'&' } else { b'?' });
            target.extend_from_slice(name.as_bytes());
            target.push(b'=');
            escape(value, &mut target);
            Request::new(method, target)
        }
    }
}

/// Escapes what would end or change a query value (RFC 3986 section 3.4).
pub fn escape(value: &[u8], to: &mut Vec<u8>) {
    for byte in value {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            to.push(*byte);
        } else {
            to.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_value_is_escaped() {
        let mut escaped = Vec::new();
        escape(b"a.b-c_d~ &%\xff", &mut escaped);
        assert_eq!(escaped, b"a.b-c_d~%20%26%25%FF");
    }
}
