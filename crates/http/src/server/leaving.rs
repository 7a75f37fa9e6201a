//! Going away without cutting anybody off: whoever sends requests here is told before the door closes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this node is about to go. From then on it is not ready, and every answer ends its connection, so that a load balancer and the
/// connections that it keeps have turned elsewhere by the time that none is taken any more.
#[derive(Clone, Default)]
pub struct Leaving(Arc<AtomicBool>);

impl Leaving {
    /// Says so.
    pub fn announce(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was said.
    pub(crate) fn is_announced(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
