//! Cheap numbers without a pattern, for choosing whom to ask about and when. The same at every run.

/// Marsaglia's xorshift.
pub(crate) struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub(crate) const fn of(seed: u64) -> Self {
        // Zero would be followed by zeros.
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// One of 0 to `end`, which is not among them.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_come_and_none_beyond() {
        let mut random = Random::of(7);
        let mut seen = [false; 10];
        for _ in 0..1000 {
            seen[random.below(10)] = true;
        }
        assert_eq!(seen, [true; 10]);
    }

    #[test]
    fn each_seed_has_a_sequence_of_its_own() {
        let of = |seed| {
            let mut random = Random::of(seed);
            [(); 8].map(|()| random.below(1_000_000))
        };
        assert_ne!(of(0), of(1));
        assert_eq!(of(0), of(0));
    }
}
