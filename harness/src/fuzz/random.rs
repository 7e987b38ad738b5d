//! Numbers that look random and are the same each time: splitmix64 (Steele, Lea, Flood 2014).

/// A source of numbers; each case of a seed has its own, so that cases can be made in any order.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Returns the numbers of a case under a seed.
    pub(super) fn new(seed: u64, case: u64) -> Self {
        let mut first = Self(seed);
        let mixed = first.next() ^ case;
        Self(Self(mixed).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below a bound, which is at least one.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        // Below a bound of 64 bits, so it fits wherever the bound did.
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    /// Returns whether something that happens so many times in a hundred happens.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Picks one of some, if there are any.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of seed 1234567, as the authors' reference program prints them.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let mut random = Random(1_234_567);
        let numbers: Vec<u64> = (0..3).map(|_| random.next()).collect();
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(numbers, published);
    }

    #[test]
    fn cases_and_seeds_have_numbers_of_their_own() {
        let first = |seed, case| Random::new(seed, case).next();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(1, 3));
        assert_ne!(first(1, 2), first(2, 2));
        assert_ne!(first(0, 1), first(1, 0));
    }

    #[test]
    fn nothing_is_picked_of_nothing() {
        let mut random = Random(0);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.below(0), 0);
        assert!(!random.chance(0) && random.chance(100));
    }
}
