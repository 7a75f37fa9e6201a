//! Transactions of PostgreSQL alone, under pgbench.

use std::rc::Rc;
use std::time::Duration;

use super::{Contender, Processes};
use crate::failure::Outcome;
use crate::figures::Sample;
use crate::pgbench::Pgbench;

pub(crate) struct UnderPgbench {
    pub(crate) pgbench: Rc<Pgbench>,
    pub(crate) processes: Processes,
    pub(crate) database_url: String,
    /// The arguments that choose the transaction.
    pub(crate) what: Vec<String>,
    /// The part of all transactions that is timed.
    pub(crate) timed_part: f64,
}

impl Contender for UnderPgbench {
    /// A script can read the turn as the variable `turn`.
    fn measure(&mut self, turn: u32, time: Duration) -> Outcome<Sample> {
        let mut what = self.what.clone();
        what.push(format!("--define=turn={turn}"));
        self.processes
            .sample(|| self.pgbench.measure(&self.database_url, &what, self.timed_part, time))
    }
}
