//! An operation while another goes on without pause.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::{Contender, OverHttp};
use crate::failure::{Failure, Outcome};
use crate::figures::Sample;
use crate::load::{self, Load};

/// How long the storm goes on before the operation and after it.
const AROUND: Duration = Duration::from_millis(500);

pub(crate) struct DuringStorm {
    pub(crate) storm: Arc<Load>,
    pub(crate) operation: OverHttp,
    /// How much of the storm was answered in each turn, per second.
    pub(crate) rates: Rc<RefCell<Vec<f64>>>,
}

impl Contender for DuringStorm {
    fn measure(&mut self, turn: u32, time: Duration) -> Outcome<Sample> {
        let storm = Arc::clone(&self.storm);
        let raging = thread::spawn(move || load::run(&storm, AROUND + time + AROUND));
        thread::sleep(AROUND);
        let sample = self.operation.measure(turn, time);
        let burst = raging.join().unwrap_or_else(|_| Err(Failure::new("a thread panicked")))?;
        self.rates.borrow_mut().push(burst.per_second);
        sample
    }
}
