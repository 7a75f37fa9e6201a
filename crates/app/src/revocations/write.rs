//! Writing: to standard output, or to a file that takes the place of the one before when it is whole, and not earlier.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tenantry_domain::restore::Ending;
use time::OffsetDateTime;

use super::error::RevocationFileError;
use super::line::{End, Entry, Head};

/// Writes one.
pub(crate) struct RevocationWriter {
    sink: Sink,
    count: u64,
}

enum Sink {
    Standard(BufWriter<Stdout>),
    File(Draft),
}

/// A file under another name beside the one that it is to be; gone unless it was put in its place.
struct Draft {
    path: PathBuf,
    draft: PathBuf,
    writer: BufWriter<File>,
}

impl RevocationWriter {
    /// Begins with what had ended at this moment.
    pub(crate) fn begin(
        path: Option<&Path>,
        exported_at: OffsetDateTime,
    ) -> Result<Self, RevocationFileError> {
        let sink = match path {
            Some(path) => Sink::File(Draft::beside(path)?),
            None => Sink::Standard(BufWriter::new(io::stdout())),
        };
        let mut writer = Self { sink, count: 0 };
        let head = Head::new(exported_at).map_err(io::Error::other);
        writer.line(head)?;
        Ok(writer)
    }

    /// Adds these.
    pub(crate) fn add(&mut self, endings: &[Ending]) -> Result<(), RevocationFileError> {
        for ending in endings {
            let entry = Entry::new(ending).map_err(io::Error::other);
            self.line(entry)?;
            self.count = self.count.saturating_add(1);
        }
        Ok(())
    }

    /// Ends it, and puts the file in its place.
    pub(crate) fn finish(mut self) -> Result<(), RevocationFileError> {
        let count = self.count;
        self.line(Ok(End { count }))?;
        match self.sink {
            Sink::Standard(mut output) => {
                output.flush().map_err(RevocationFileError::io(standard(), "written"))
            }
            Sink::File(mut draft) => {
                draft.take_its_place().map_err(RevocationFileError::io(&draft.path, "written"))
            }
        }
    }

    fn line(&mut self, line: io::Result<impl Serialize>) -> Result<(), RevocationFileError> {
        let (path, output): (&Path, &mut dyn Write) = match &mut self.sink {
            Sink::Standard(output) => (standard(), output),
            Sink::File(draft) => (&draft.path, &mut draft.writer),
        };
        let written = line.and_then(|line| {
            let text = serde_json::to_string(&line)?;
            writeln!(output, "{text}")
        });
        written.map_err(RevocationFileError::io(path, "written"))
    }
}

fn standard() -> &'static Path {
    Path::new("standard output")
}

impl Draft {
    fn beside(path: &Path) -> Result<Self, RevocationFileError> {
        let failed = || RevocationFileError::io(path, "written");
        // What stands for a file elsewhere is followed, and nothing but a file is ever replaced.
        let path = &match path.canonicalize() {
            Ok(found) if found.is_file() => found,
            Ok(_) => return Err(failed()(ErrorKind::InvalidInput.into())),
            Err(_) => path.to_owned(),
        };
        let name = path.file_name().ok_or_else(|| failed()(ErrorKind::InvalidFilename.into()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let draft = path.with_file_name(hidden);
        // Left behind by a process of the same number that was killed.
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed()(error)),
            _ => {}
        }
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)
            .map_err(failed())?;
        Ok(Self { path: path.to_owned(), draft, writer: BufWriter::new(file) })
    }

    fn take_its_place(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()?;
        fs::rename(&self.draft, &self.path)?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Under its own name by now, or of no use.
        let _ = fs::remove_file(&self.draft);
    }
}
