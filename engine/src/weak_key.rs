//! The mark of RSA keys that a flawed chip made (ROCA, CVE-2017-15361): such a modulus can be factored.
//!
//! Both primes of such a key, and so its modulus, are powers of 65537 modulo every small prime.

/// Largest of the primes that even the smallest keys of the chip show the mark in.
const LARGEST: u32 = 167;

/// Returns whether a modulus, big-endian, bears the mark. Of other keys one in 2^27 does.
pub(crate) fn is_marked(modulus: &[u8]) -> bool {
    let is_prime = |number: &u32| (2..*number).all(|smaller: u32| !number.is_multiple_of(smaller));
    (3..=LARGEST).filter(is_prime).all(|prime| is_power(remainder(modulus, prime), prime))
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
}
