//! Public keys under which others than their owner can sign.
//!
//! RSA keys that a flawed chip made (ROCA, CVE-2017-15361) can be factored: both primes, and so the
//! modulus, are powers of 65537 modulo every small prime. Under a key of small order on Ed25519 one
//! signature holds for every message, or for every eighth (RFC 8032, 8.9).

/// Largest of the primes that even the smallest keys of the chip show the mark in.
const LARGEST: u32 = 167;

/// Returns whether a modulus, big-endian, bears the mark. Of other keys one in 2^27 does.
pub(crate) fn is_marked(modulus: &[u8]) -> bool {
    let is_prime = |number: &u32| (2..*number).all(|smaller: u32| !number.is_multiple_of(smaller));
    (3..=LARGEST).filter(is_prime).all(|prime| is_power(remainder(modulus, prime), prime))
}

/// Returns whether a key of Ed25519, whose last bit is the sign of `x`, is a point of small order.
pub(crate) fn is_of_small_order(key: &[u8]) -> bool {
    let Some((last, rest)) = key.split_last() else { return false };
    let is = |y: &[u8; 32]| y.split_last().is_some_and(|own| own == (&(last & 0x7f), rest));
    OF_ORDER_EIGHT.iter().any(is)
        || [0x00, 0x01].map(from_zero).iter().any(is)
        || [0xec, 0xed, 0xee].map(from_modulus).iter().any(is)
}

/// The two `y` of the points of order eight, little-endian.
const OF_ORDER_EIGHT: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// Zero or one, little-endian.
fn from_zero(first: u8) -> [u8; 32] {
    let mut y = [0; 32];
    y[0] = first;
    y
}

/// The modulus 2^255 - 19 less one, itself, or one more: the last two are zero and one once more.
fn from_modulus(first: u8) -> [u8; 32] {
    let mut y = [0xff; 32];
    (y[0], y[31]) = (first, 0x7f);
    y
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime)
}

/// Whether a number is a power of 65537 modulo a prime.
fn is_power(number: u32, prime: u32) -> bool {
    let powers = std::iter::successors(Some(1), |power| Some(power * (65_537 % prime) % prime));
    powers.take(prime as usize).any(|power| power == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_65537_are_marked_and_their_neighbours_are_not() {
        for exponent in 1..=3 {
            let power = 65_537_u64.pow(exponent);
            assert!(is_marked(&power.to_be_bytes()), "{power}");
            for other in [power - 2, power + 2, power * 3] {
                assert!(!is_marked(&other.to_be_bytes()), "{other}");
            }
        }
        assert!(!is_marked(b""));
    }

    #[test]
    fn points_of_small_order_are_told_by_either_sign_of_x() {
        for y in OF_ORDER_EIGHT.into_iter().chain([0, 1].map(from_zero)) {
            let mut other = y;
            other[31] |= 0x80;
            assert!(is_of_small_order(&y) && is_of_small_order(&other));
            other[1] ^= 1;
            assert!(!is_of_small_order(&other));
        }
        for first in [0xec, 0xed, 0xee] {
            assert!(is_of_small_order(&from_modulus(first)));
        }
        // The base point (RFC 8032, 5.1), and what is no key.
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(
            !is_of_small_order(&base) && !is_of_small_order(&[0; 31]) && !is_of_small_order(b"")
        );
    }
}
