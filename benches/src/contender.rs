//! Who is measured: the service's operations, and what each is compared with.

mod bare_handler;
mod during_storm;
mod hashing_alone;
mod key_creation;
mod over_http;
mod under_pgbench;

use std::time::Duration;

use crate::cpu;
use crate::failure::{Outcome, While as _};
use crate::figures::Sample;
use crate::latency::percentile;
use crate::load::Burst;
pub(crate) use bare_handler::BareHandler;
pub(crate) use during_storm::DuringStorm;
pub(crate) use hashing_alone::HashingAlone;
pub(crate) use key_creation::KeyCreation;
pub(crate) use over_http::OverHttp;
pub(crate) use under_pgbench::UnderPgbench;

/// One that takes turns with the others.
pub(crate) trait Contender {
    /// Gets ready for a turn of this length, while nobody measures.
    fn prepare(&mut self, _time: Duration) -> Outcome<()> {
        Ok(())
    }

    /// Takes a turn; `turn` counts from 0.
    fn measure(&mut self, turn: u32, time: Duration) -> Outcome<Sample>;
}

/// The processes whose CPU time counts.
#[derive(Clone, Copy)]
pub(crate) struct Processes {
    /// Who answers over HTTP.
    pub(crate) server: Option<u32>,
    /// PostgreSQL's first process, where it takes part.
    pub(crate) database: Option<u32>,
}

impl Processes {
    /// Looks at the CPU time before and after a burst, and puts it all together.
    fn sample(self, burst: impl FnOnce() -> Outcome<Burst>) -> Outcome<Sample> {
        let before = self.look()?;
        let burst = burst()?;
        let after = self.look()?;
        let seconds =
            |per_cent| percentile(&burst.latencies, per_cent).map(|time| time.as_secs_f64());
        let each = |before: Option<Duration>, after: Option<Duration>| {
            Some(after?.saturating_sub(before?).as_secs_f64() / burst.count)
        };
        Ok(Sample {
            per_second: burst.per_second,
            p50: seconds(50).when("time a single request")?,
            p99: seconds(99).when("time a single request")?,
            server: each(before.server, after.server),
            database: each(before.database, after.database),
            client: each(before.client, after.client),
        })
    }

    fn look(self) -> Outcome<Used> {
        Ok(Used {
            server: self.server.map(cpu::of_process).transpose()?,
            database: self.database.map(cpu::of_family).transpose()?,
            client: Some(cpu::of_this_process()?),
        })
    }
}

/// CPU time so far.
struct Used {
    server: Option<Duration>,
    database: Option<Duration>,
    client: Option<Duration>,
}
