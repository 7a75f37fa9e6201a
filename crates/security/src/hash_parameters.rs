//! How much work a password hash costs, and the least that is accepted.

use argon2::Params;

/// What a hash costs whoever computes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HashParameters {
    memory_kib: u32,
    iterations: u32,
    parallelism: u32,
}

/// Why parameters are not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HashParametersError {
    /// Too little memory.
    #[error("memory must be at least {least} KiB")]
    Memory {
        /// The least that is accepted, in KiB.
        least: u32,
    },
    /// Too few passes.
    #[error("iterations must be at least {least}")]
    Iterations {
        /// The least that is accepted.
        least: u32,
    },
    /// No lanes, or more than the memory has room for.
    #[error("parallelism must be between {least} and {most}")]
    Parallelism {
        /// The least that is accepted.
        least: u32,
        /// The most that this memory has room for.
        most: u32,
    },
}

impl HashParameters {
    /// The least that is accepted, and what is taken unless configured: 19 MiB, two passes, one lane.
    pub const LEAST: Self = Self { memory_kib: 19_456, iterations: 2, parallelism: 1 };

    /// These parameters, unless they are too weak.
    pub fn new(
        memory_kib: u32,
        iterations: u32,
        parallelism: u32,
    ) -> Result<Self, HashParametersError> {
        let least = Self::LEAST;
        if memory_kib < least.memory_kib {
            return Err(HashParametersError::Memory { least: least.memory_kib });
        }
        if iterations < least.iterations {
            return Err(HashParametersError::Iterations { least: least.iterations });
        }
        // RFC 9106 §3.1: eight blocks for each lane, and no more than 2^24 - 1 lanes.
        let most = (memory_kib / 8).min(Params::MAX_P_COST);
        if !(least.parallelism..=most).contains(&parallelism) {
            return Err(HashParametersError::Parallelism { least: least.parallelism, most });
        }
        Ok(Self { memory_kib, iterations, parallelism })
    }

    /// Whether a hash of these parameters falls short of this in any way.
    pub(crate) fn exceeds(self, others: &Params) -> bool {
        others.m_cost() < self.memory_kib
            || others.t_cost() < self.iterations
            || others.p_cost() < self.parallelism
    }

    pub(crate) fn to_argon2(self) -> Result<Params, argon2::Error> {
        Params::new(self.memory_kib, self.iterations, self.parallelism, None)
    }
}

impl Default for HashParameters {
    fn default() -> Self {
        Self::LEAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::too_little_memory(19_455, 2, 1, HashParametersError::Memory { least: 19_456 })]
    #[case::one_pass(19_456, 1, 1, HashParametersError::Iterations { least: 2 })]
    #[case::no_lane(19_456, 2, 0, HashParametersError::Parallelism { least: 1, most: 2432 })]
    #[case::more_lanes_than_fit(19_456, 2, 2433, HashParametersError::Parallelism { least: 1, most: 2432 })]
    fn weak_or_impossible_parameters_are_refused(
        #[case] memory_kib: u32,
        #[case] iterations: u32,
        #[case] parallelism: u32,
        #[case] expected: HashParametersError,
    ) {
        assert_eq!(HashParameters::new(memory_kib, iterations, parallelism), Err(expected));
    }

    #[rstest]
    #[case::the_least(19_456, 2, 1)]
    #[case::more_of_everything(65_536, 3, 4)]
    #[case::as_many_lanes_as_fit(19_456, 2, 2432)]
    fn whatever_is_accepted_argon2_can_do(
        #[case] memory_kib: u32,
        #[case] iterations: u32,
        #[case] parallelism: u32,
    ) {
        let accepted = HashParameters::new(memory_kib, iterations, parallelism).unwrap();
        let params = accepted.to_argon2().unwrap();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (memory_kib, iterations, parallelism)
        );
    }

    #[test]
    fn the_default_is_the_least_that_is_accepted() {
        assert_eq!(HashParameters::new(19_456, 2, 1), Ok(HashParameters::default()));
    }
}
