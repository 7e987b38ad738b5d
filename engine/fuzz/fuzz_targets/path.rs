//! Request targets: what the strict reading lets through, every server reads alike.

#![no_main]

use engine::{AmbiguousPaths, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|target: &[u8]| {
    let request = Request::new("GET", target);
    let Ok(path) = request.path(AmbiguousPaths::Deny) else {
        let _ = request.path(AmbiguousPaths::AsGateway);
        return;
    };
    assert!(path.starts_with('/') && !path.contains("//"), "{path:?}");
    assert!(!path.split('/').any(|segment| matches!(segment, "." | "..")), "{path:?}");
    assert!(!path.contains(|sign: char| sign.is_ascii_control()), "{path:?}");
    assert!(!path.contains(['\\', '?', '#', ';']), "{path:?}");
    assert_eq!(request.path(AmbiguousPaths::AsGateway), Ok(path));
    // Escaped anew, whole or where it must be, it is read as the same path.
    for keep in [is_unreserved as fn(u8) -> bool, |byte| byte == b'/'] {
        let escaped = escape(path, keep);
        let again = Request::new("GET", &escaped);
        if escaped.len() <= 8 << 10 {
            assert_eq!(again.path(AmbiguousPaths::Deny), Ok(path), "{escaped}");
        }
    }
});

/// RFC 3986 section 2.3, and the border of segments.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte)
}

fn escape(path: &str, keep: fn(u8) -> bool) -> String {
    let mut escaped = String::new();
    for byte in path.bytes() {
        if keep(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02x}"));
        }
    }
    escaped
}
