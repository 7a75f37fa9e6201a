//! Results on standard output.

use std::io::{self, ErrorKind, Write as _};

/// Prints a result and a line feed. That nobody reads on is no failure: `tenantry openapi | head` has got what it wanted.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
