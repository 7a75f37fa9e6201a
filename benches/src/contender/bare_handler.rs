//! A bare handler, which runs as long as it takes part.

use std::sync::Arc;
use std::time::Duration;

use super::{Contender, Processes};
use crate::failure::Outcome;
use crate::figures::Sample;
use crate::load::{self, Load};
use crate::process::Process;

pub(crate) struct BareHandler {
    pub(crate) load: Arc<Load>,
    pub(crate) process: Process,
}

impl Contender for BareHandler {
    fn measure(&mut self, _turn: u32, time: Duration) -> Outcome<Sample> {
        let processes = Processes { server: Some(self.process.pid()), database: None };
        processes.sample(|| load::run(&self.load, time))
    }
}
