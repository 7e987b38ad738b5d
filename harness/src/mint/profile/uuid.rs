//! Identifiers that follow from what they are made of.

use aws_lc_rs::digest;

/// Makes a UUID out of texts; it has the shape of a random one (RFC 9562, 5.4).
pub(super) fn uuid(label: &str, texts: &[&str]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for text in [label].iter().chain(texts) {
        // The length keeps neighbouring texts apart.
        context.update(&text.len().to_be_bytes());
        context.update(text.as_bytes());
    }
    let hash = context.finish();
    let first =
        hash.as_ref().iter().take(16).fold(0_u128, |all, &byte| all << 8 | u128::from(byte));
    let versioned = first & !(0xf << 76) | 0x4 << 76;
    let bits = versioned & !(0x3 << 62) | 0x2 << 62;
    let field = |shift: u32, digits: u32| (bits >> shift) & ((1 << (digits * 4)) - 1);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        field(96, 8),
        field(80, 4),
        field(64, 4),
        field(48, 4),
        field(0, 12)
    )
}
