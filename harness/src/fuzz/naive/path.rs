//! Paths, read a second time: decoded byte by byte, then held against a list of what is refused.

/// Longest path taken, in bytes.
const LONGEST: usize = 8 * 1024;

/// Returns the decoded path, when every server reads it alike.
pub(super) fn strict(raw: &str) -> Option<String> {
    let path = plain(raw)?;
    let ambiguous = |sign: char| matches!(sign, '\\' | '#' | ';' | '?');
    let slashes = raw.matches('/').count();
    let refused = path.contains(ambiguous)
        || path.contains("//")
        || path.matches('/').count() != slashes
        || path.split('/').any(|segment| segment == "." || segment == "..");
    (!refused).then_some(path)
}

/// Returns the path as API Gateway reads it: decoded, and cut where a decoded `?` stands.
pub(super) fn as_gateway(raw: &str) -> Option<String> {
    let path = plain(raw)?;
    // Neither may stand in a request target, whoever reads it.
    let refused = raw.contains(['\\', '#']);
    (!refused).then(|| path.chars().take_while(|sign| *sign != '?').collect())
}

/// Decodes a path; none where no server could read it.
fn plain(raw: &str) -> Option<String> {
    let visible = |byte: u8| (b'!'..=b'~').contains(&byte);
    if !raw.starts_with('/') || raw.len() > LONGEST || !raw.bytes().all(visible) {
        return None;
    }
    // Each part after the first begins with the two digits of an escape.
    let mut parts = raw.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if byte.is_ascii_control() {
            return None;
        }
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_path_is_decoded_once() {
        for (raw, path) in
            [("/", "/"), ("/a%20b/", "/a b/"), ("/%2561", "/%61"), ("/caf%C3%A9", "/café")]
        {
            assert_eq!(strict(raw).as_deref(), Some(path));
            assert_eq!(as_gateway(raw).as_deref(), Some(path));
        }
    }

    #[test]
    fn what_servers_read_differently_is_refused() {
        for raw in ["/a//b", "/a/..", "/%2e/a", "/a%2fb", "/a;b", "/a%3Fb", "/a%5cb", "/%23"] {
            assert_eq!(strict(raw), None, "{raw}");
            assert!(as_gateway(raw).is_some(), "{raw}");
        }
        for raw in ["", "a", "/ ", "/é", "/%", "/%4", "/%zz", "/%+1", "/%00", "/%ff", "/\\", "/#"]
        {
            assert_eq!((strict(raw), as_gateway(raw)), (None, None), "{raw}");
        }
        assert_eq!(as_gateway("/a%3Fb/c").as_deref(), Some("/a"));
    }
}
