//! The file that the server writes its messages to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::ClusterError;

const ROTATE_ABOVE: u64 = 10 * 1024 * 1024;
const TAIL_BYTES: u64 = 8 * 1024;
const TAIL_LINES: usize = 12;

/// An open log, and where in it the present run begins.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    file: File,
    begin: u64,
}

impl Log {
    /// Opens the log for appending; one that has grown makes room first.
    pub(crate) fn open(path: PathBuf) -> Result<Self, ClusterError> {
        let open = || -> io::Result<(File, u64)> {
            if fs::metadata(&path).is_ok_and(|log| log.len() > ROTATE_ABOVE) {
                fs::rename(&path, path.with_extension("log.1"))?;
            }
            let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
            let begin = file.metadata()?.len();
            Ok((file, begin))
        };
        let (file, begin) = open().map_err(ClusterError::io("open PostgreSQL's log", &path))?;
        Ok(Self { path, file, begin })
    }

    /// A handle for a child to write to.
    pub(crate) fn writer(&self) -> Result<File, ClusterError> {
        self.file.try_clone().map_err(ClusterError::io("open PostgreSQL's log", &self.path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The last lines of the present run, for a message.
    pub(crate) fn tail(&self) -> String {
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(&self.path)?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES).max(self.begin)))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_or_else(
            |error| format!("(it could not be read: {error})"),
            |bytes| last_lines(&String::from_utf8_lossy(&bytes)),
        )
    }
}

/// The end of a text, short enough for a message.
pub(crate) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(TAIL_LINES);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn the_tail_is_of_the_present_run() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("postgres.log");
        fs::write(&path, "an earlier run\n").unwrap();
        let log = Log::open(path).unwrap();
        writeln!(log.writer().unwrap(), "this run").unwrap();
        assert_eq!(log.tail(), "this run");
    }

    #[test]
    fn a_grown_log_makes_room() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("postgres.log");
        File::create(&path).unwrap().set_len(ROTATE_ABOVE + 1).unwrap();
        Log::open(path.clone()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        assert!(folder.path().join("postgres.log.1").exists());
    }

    #[test]
    fn a_message_gets_the_last_lines_only() {
        let text: Vec<String> = (0..100).map(|line| line.to_string()).collect();
        assert!(last_lines(&text.join("\n")).starts_with("88\n"));
    }
}
