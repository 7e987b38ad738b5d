//! The path of a request: decoded once, and refused where servers read it differently.
//!
//! Proxies hand such paths on raw, upstreams read them differently, and that difference is the
//! classic way around a gateway (CVE-2019-9901, CVE-2021-31920, CVE-2025-66490 and their kin).

use self::fault::fault_of;

mod fault;

pub use self::fault::PathFault;

/// Longest path read, in bytes.
const MAX_BYTES: usize = 8 << 10;

/// A path after decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestPath {
    decoded: String,
    fault: Option<PathFault>,
    /// Some fault is one under every reading.
    hard: bool,
    pub(crate) has_escapes: bool,
}

impl RequestPath {
    /// Reads the part of a request target before its first `?`.
    pub(crate) fn new(raw: &[u8]) -> Self {
        let mut reader = Reader { fault: None, hard: false };
        if raw.first() != Some(&b'/') {
            reader.note(PathFault::NoLeadingSlash);
        }
        let has_escapes = raw.contains(&b'%');
        if raw.len() > MAX_BYTES {
            reader.note(PathFault::TooLong);
            return Self { decoded: String::new(), fault: reader.fault, hard: true, has_escapes };
        }
        let bytes = reader.decode(raw);
        let decoded = String::from_utf8(bytes).unwrap_or_else(|_| {
            reader.note(PathFault::NotUtf8);
            String::new()
        });
        reader.check_segments(&decoded);
        Self { decoded, fault: reader.fault, hard: reader.hard, has_escapes }
    }

    /// Returns the decoded path, when every server reads it so.
    pub(crate) fn strict(&self) -> Result<&str, PathFault> {
        self.fault.map_or(Ok(self.decoded.as_str()), Err)
    }

    /// Returns the path as API Gateway reads it: decoded, and cut at a decoded `?`.
    pub(crate) fn as_gateway(&self) -> Result<&str, PathFault> {
        match self.fault {
            Some(fault) if self.hard => Err(fault),
            Some(_) => Ok(self.decoded.split('?').next().unwrap_or("")),
            None => Ok(&self.decoded),
        }
    }
}

struct Reader {
    fault: Option<PathFault>,
    hard: bool,
}

impl Reader {
    fn note(&mut self, fault: PathFault) {
        self.hard |= fault.is_hard();
        self.fault = self.fault.or(Some(fault));
    }

    fn decode(&mut self, raw: &[u8]) -> Vec<u8> {
        let mut decoded = Vec::with_capacity(raw.len());
        let mut rest = raw.iter().copied();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits = (rest.next().and_then(digit), rest.next().and_then(digit));
                let (Some(high), Some(low)) = digits else {
                    self.note(PathFault::BrokenEscape);
                    return decoded;
                };
                let byte = high << 4 | low;
                self.check_escaped(byte);
                decoded.push(byte);
            } else {
                self.check_raw(byte);
                decoded.push(byte);
            }
        }
        decoded
    }

    fn check_raw(&mut self, byte: u8) {
        match byte {
            b'\\' => self.refuse_raw(PathFault::Backslash),
            b'#' => self.refuse_raw(PathFault::Fragment),
            b';' => self.note(PathFault::Semicolon),
            0x21..=0x7e => {}
            _ => self.note(PathFault::NotVisible),
        }
    }

    /// Neither may stand raw in a request target (RFC 3986), whoever reads it.
    fn refuse_raw(&mut self, fault: PathFault) {
        self.note(fault);
        self.hard = true;
    }

    fn check_escaped(&mut self, byte: u8) {
        if let Some(fault) = fault_of(byte) {
            self.note(fault);
        }
    }

    fn check_segments(&mut self, decoded: &str) {
        if decoded.contains("//") {
            self.note(PathFault::EmptySegment);
        }
        if decoded.split('/').any(is_dots) {
            self.note(PathFault::DotSegment);
        }
    }
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// Returns whether some path that all servers read alike has the decoded text as a segment before
/// its last; its last may be empty besides.
pub fn is_legal_segment(text: &str) -> bool {
    !text.is_empty() && !is_dots(text) && text.bytes().all(|byte| fault_of(byte).is_none())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Decodes percent escapes once; `None` where one is broken.
pub(crate) fn percent_decode(raw: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw.iter().copied();
    while let Some(byte) = rest.next() {
        let byte =
            if byte == b'%' { digit(rest.next()?)? << 4 | digit(rest.next()?)? } else { byte };
        decoded.push(byte);
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_path_is_decoded_once() {
        for (raw, decoded) in [
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("/a%20b", "/a b"),
            ("/%61dmin", "/admin"),
            ("/%2561", "/%61"),
            ("/a/.b/..c/...", "/a/.b/..c/..."),
            ("/caf%C3%A9", "/café"),
            ("/a+b@c:d(e)!", "/a+b@c:d(e)!"),
            ("/%EF%BC%8Fadmin", "/／admin"),
        ] {
            assert_eq!(RequestPath::new(raw.as_bytes()).strict(), Ok(decoded), "{raw}");
        }
    }

    #[test]
    fn what_servers_read_differently_is_refused() {
        use PathFault as F;
        for (raw, fault) in [
            ("", F::NoLeadingSlash),
            ("admin", F::NoLeadingSlash),
            ("*", F::NoLeadingSlash),
            ("http://a/b", F::NoLeadingSlash),
            ("/a b", F::NotVisible),
            ("/é", F::NotVisible),
            ("/a\\b", F::Backslash),
            ("/a%5Cb", F::Backslash),
            ("/a#b", F::Fragment),
            ("/a%23b", F::Fragment),
            ("/a;x=1", F::Semicolon),
            ("/a%3bx", F::Semicolon),
            ("//a", F::EmptySegment),
            ("/a//b", F::EmptySegment),
            ("/a//", F::EmptySegment),
            ("/%zz", F::BrokenEscape),
            ("/a%2", F::BrokenEscape),
            ("/a%", F::BrokenEscape),
            ("/%+1", F::BrokenEscape),
            ("/%u002e", F::BrokenEscape),
            ("/a%00", F::EscapedControl),
            ("/a%0a", F::EscapedControl),
            ("/a%7f", F::EscapedControl),
            ("/a%2fb", F::EscapedSlash),
            ("/a%3Fb", F::EscapedQuestion),
            ("/%ff", F::NotUtf8),
            ("/%c0%ae%c0%ae", F::NotUtf8),
            ("/a/../b", F::DotSegment),
            ("/a/%2e%2e/b", F::DotSegment),
            ("/a/.%2E/b", F::DotSegment),
            ("/./a", F::DotSegment),
            ("/a/..", F::DotSegment),
        ] {
            assert_eq!(RequestPath::new(raw.as_bytes()).strict(), Err(fault), "{raw}");
        }
        let long = format!("/{}", "a".repeat(MAX_BYTES));
        assert_eq!(RequestPath::new(long.as_bytes()).strict(), Err(F::TooLong));
    }

    #[test]
    fn a_segment_is_legal_when_a_path_with_it_is_taken() {
        let singles = (0..=0x2100_u32).filter_map(char::from_u32).map(String::from);
        let pairs =
            singles.clone().take(128).flat_map(|one| [format!(".{one}"), format!("a{one}")]);
        for text in singles.chain(pairs).chain(["", "...", "%2e", "\u{10ffff}"].map(str::to_owned))
        {
            let escaped: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let escaped = escaped.concat();
            let path = RequestPath::new(format!("/{escaped}/b").as_bytes());
            let taken = path.strict().is_ok_and(|path| path == format!("/{text}/b"));
            assert_eq!(is_legal_segment(&text), taken, "{text:?}");
        }
    }

    #[test]
    fn as_the_gateway_reads_it_decoded_text_is_routed() {
        for (raw, path) in [
            ("/a%2Fb", "/a/b"),
            ("/a//b", "/a//b"),
            ("/a/../b", "/a/../b"),
            ("/RSC/%40id%2F%23save.txt", "/RSC/@id/#save.txt"),
            ("/a%3Fb", "/a"),
            ("/a;b", "/a;b"),
        ] {
            assert_eq!(RequestPath::new(raw.as_bytes()).as_gateway(), Ok(path), "{raw}");
        }
        for raw in ["/%zz", "/%ff", "a", "/a\\b", "/a#b", "/a%00", "/a//%00", "/a/../%ff"] {
            assert!(RequestPath::new(raw.as_bytes()).as_gateway().is_err(), "{raw}");
        }
    }
}
