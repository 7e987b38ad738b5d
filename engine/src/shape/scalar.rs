//! Plain scalars: which texts without quotes are numbers, booleans or nothing.

use serde::de::Visitor;

use super::error::ShapeError;

/// Resolves a plain scalar as the core schema of YAML 1.2 does, as the typed pass does too.
pub(super) fn visit_plain<'de, V: Visitor<'de>>(
    text: &str,
    visitor: V,
) -> Result<V::Value, ShapeError> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return visitor.visit_unit(),
        "true" | "True" | "TRUE" => return visitor.visit_bool(true),
        "false" | "False" | "FALSE" => return visitor.visit_bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return visitor.visit_f64(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return visitor.visit_f64(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return visitor.visit_f64(f64::NAN),
        _ => {}
    }
    if let Some((negative, magnitude)) = integer(text) {
        if !negative {
            return match u64::try_from(magnitude) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_u128(magnitude),
            };
        }
        if let Some(value) = 0_i128.checked_sub_unsigned(magnitude) {
            return match i64::try_from(value) {
                Ok(value) => visitor.visit_i64(value),
                Err(_) => visitor.visit_i128(value),
            };
        }
    }
    let digits = text.trim_start_matches(['+', '-']);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && !zero_padded(digits);
    match text.parse::<f64>() {
        Ok(float) if numeric && float.is_finite() => visitor.visit_f64(float),
        _ => visitor.visit_str(text),
    }
}

/// A decimal like `014` is a text: older YAML read it as octal.
fn zero_padded(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|c| c.is_ascii_digit())
}

/// Reads an integer as its sign and magnitude.
fn integer(text: &str) -> Option<(bool, u128)> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, digits.get(2..)?),
        Some("0o") => (8, digits.get(2..)?),
        Some("0b") => (2, digits.get(2..)?),
        _ if zero_padded(digits) => return None,
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    Some((negative, u128::from_str_radix(digits, radix).ok()?))
}
