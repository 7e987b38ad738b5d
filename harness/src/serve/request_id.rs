//! The number of a request, in the form of `apigw-requestid`: sixteen signs that nobody can guess.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Bytes that make sixteen signs, the last of them `=`.
const BYTES: usize = 11;

/// Draws a number. Without chance it is all zero: it decides nothing.
pub(super) fn draw() -> String {
    let mut bytes = [0; BYTES];
    let _drawn = rand::fill(&mut bytes).is_ok();
    BASE64_STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_form_of_those_that_were_captured() {
        // Captured: `apigw-requestid: JKJaXmPLvHcESHA=`.
        let drawn = draw();
        assert_eq!(drawn.len(), "JKJaXmPLvHcESHA=".len());
        assert!(drawn.ends_with('=') && drawn != draw(), "{drawn}");
    }
}
