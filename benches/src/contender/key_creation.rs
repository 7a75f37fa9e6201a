//! Creation of API keys, which needs projects that are not full yet.

use std::time::Duration;

use super::{Contender, OverHttp};
use crate::failure::{Outcome, While as _};
use crate::figures::Sample;
use crate::population::{KEYS_PER_PROJECT, Population};

/// More keys than any server makes in a second.
const MOST_PER_SECOND: u64 = 10_000;

pub(crate) struct KeyCreation {
    pub(crate) operation: OverHttp,
    pub(crate) population: Population,
}

impl Contender for KeyCreation {
    /// Lays in projects for as many keys as may be made; what the last turn left over serves again.
    fn prepare(&mut self, time: Duration) -> Outcome<()> {
        let load = &self.operation.load;
        let full = time.as_secs() * MOST_PER_SECOND / u64::from(KEYS_PER_PROJECT);
        let needed = full + u64::from(load.connections);
        let needed = usize::try_from(needed).when("count projects")?;
        let missing = needed.saturating_sub(load.source.left());
        load.source.add(self.population.key_makers(missing)?.into_iter());
        Ok(())
    }

    fn measure(&mut self, turn: u32, time: Duration) -> Outcome<Sample> {
        self.operation.measure(turn, time)
    }
}
