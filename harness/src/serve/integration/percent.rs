//! Percent-encoding (RFC 3986 section 2.1) of what is put into URLs, and its reverse for events.

/// Encodes a text for one segment of a path.
pub(super) fn segment(text: &str) -> String {
    encode(text, b"!$&'()*+,=:@")
}

/// Encodes a text for a name or value of a query, or for any other place.
pub(super) fn strict(text: &str) -> String {
    encode(text, b"")
}

fn encode(text: &str, kept: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |of: u8| DIGITS.get(usize::from(of)).map_or('0', |digit| char::from(*digit));
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(digit(byte >> 4));
            encoded.push(digit(byte & 15));
        }
    }
    encoded
}

/// Decodes once; what is no escape stays, and bytes that are no UTF-8 are replaced.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        if let (b'%', Some(byte)) = (*first, more.get(..2).and_then(hexadecimal)) {
            bytes.push(byte);
            rest = more.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    // Rust takes a sign before the digits.
    let plain = digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| plain)?;
    u8::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_part_of_a_segment_is_encoded() {
        assert_eq!(segment("a b/ü?#%;@+"), "a%20b%2F%C3%BC%3F%23%25%3B@+");
        assert_eq!(strict("a&b=c+d:e"), "a%26b%3Dc%2Bd%3Ae");
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(decode("/a%20b/%2541+%zz%+1%"), "/a b/%41+%zz%+1%");
        assert_eq!(decode("%ff%C3%BC"), "\u{fffd}ü");
    }
}
