//! The path of a cell as a request has it.

use super::cell::Cell;

/// Returns the path of a cell, with every byte escaped that may not stand as it is.
pub fn encoded(cell: &Cell) -> String {
    let mut path = String::new();
    for segment in &cell.segments {
        path.push('/');
        for byte in segment.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,=".contains(&byte) {
                path.push(char::from(byte));
            } else {
                let half = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
                path.push('%');
                path.extend([byte >> 4, byte & 15].map(|own| half(own).to_ascii_uppercase()));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use engine::{AmbiguousPaths, Method, Request};
    use proptest::prelude::*;

    use super::*;

    fn cell(segments: &[&str]) -> Cell {
        let segments = segments.iter().map(ToString::to_string).collect();
        Cell {
            method: Method::Get,
            winners: vec![None],
            laid: vec![Vec::new()],
            segments,
            alone: Vec::new(),
        }
    }

    #[test]
    fn what_may_not_stand_as_it_is_is_escaped() {
        assert_eq!(
            encoded(&cell(&["a b", "é%", "x:@!$&'()*+,=~", ""])),
            "/a%20b/%C3%A9%25/x:@!$&'()*+,=~/"
        );
        assert_eq!(encoded(&cell(&[""])), "/");
    }

    proptest! {
        #[test]
        fn the_engine_reads_the_path_of_the_cell(segments in proptest::collection::vec("[a-c %é{}|^<>`~]{1,4}", 1..4)) {
            let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
            let cell = cell(&segments);
            let request = Request::new("GET", encoded(&cell));
            let path = cell.path();
            prop_assert_eq!(request.path(AmbiguousPaths::Deny), Ok(path.as_str()));
        }
    }
}
