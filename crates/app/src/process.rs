//! What the process as a whole needs before it does anything.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More open files than any node needs, and few enough for programs that walk through all there could be.
const FILES: u64 = 1 << 20;

/// Lets the process have as many connections as the system allows, where shells begin with 1,024.
pub(crate) fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = limit.maximum.map_or(FILES, |maximum| maximum.min(FILES));
    if limit.current.is_some_and(|current| current < raised) {
        let new = Rlimit { current: Some(raised), maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, new) {
            tracing::warn!(%error, "the limit of open files could not be raised");
        }
    }
}

/// Makes every use of TLS in this process use the same cryptography.
pub(crate) fn choose_cryptography() {
    // Fails only when it was chosen before, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
