//! An operation over HTTP, of the service or of a bare handler.

use std::sync::Arc;
use std::time::Duration;

use super::{Contender, Processes};
use crate::failure::Outcome;
use crate::figures::Sample;
use crate::load::{self, Load};

pub(crate) struct OverHttp {
    pub(crate) load: Arc<Load>,
    pub(crate) processes: Processes,
}

impl Contender for OverHttp {
    fn measure(&mut self, _turn: u32, time: Duration) -> Outcome<Sample> {
        self.processes.sample(|| load::run(&self.load, time))
    }
}
