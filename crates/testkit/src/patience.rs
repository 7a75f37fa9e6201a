//! How long a test waits for what comes by and by.

use std::time::Duration;

/// Far more than anything takes that goes well. A message that was sent, or not, without its end being written down waits for two minutes
/// until it is taken for abandoned; then it is sent again.
pub const PATIENCE: Duration = Duration::from_mins(3);
