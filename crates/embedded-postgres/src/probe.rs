//! Whether a server behind the socket takes connections, asked without a client library.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::DEFAULT_DATABASE;

const PATIENCE: Duration = Duration::from_secs(2);
const PROTOCOL_3: u32 = 3 << 16;
/// The protocol's `Terminate`: its tag and its length.
const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// Whether a session may be opened now; a server that starts or stops says no.
pub(crate) fn answers(socket: &Path) -> bool {
    open_session(socket).unwrap_or(false)
}

fn open_session(socket: &Path) -> io::Result<bool> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&startup_message()?)?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    // `R` speaks of authentication, which `trust` has settled; `E` would be an error.
    let welcome = kind == *b"R";
    if welcome {
        stream.write_all(&TERMINATE)?;
    }
    Ok(welcome)
}

fn startup_message() -> io::Result<Vec<u8>> {
    let parameters = format!("user\0{DEFAULT_DATABASE}\0database\0{DEFAULT_DATABASE}\0\0");
    let length = u32::try_from(8 + parameters.len()).map_err(io::Error::other)?;
    Ok([&length.to_be_bytes(), &PROTOCOL_3.to_be_bytes(), parameters.as_bytes()].concat())
}
