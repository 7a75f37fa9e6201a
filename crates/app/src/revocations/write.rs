//! Writing: to standard output, or to a file that takes the place of the one before when it is whole, and not earlier.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::Path;

use serde::Serialize;
use tenantry_domain::restore::Ending;

use super::draft::Draft;
use super::error::RevocationFileError;
use super::line::{About, End, Entry, Head};

/// Where one is to be written, which nobody else does meanwhile.
pub(crate) struct RevocationPlace(Sink);

/// Writes one.
pub(crate) struct RevocationWriter {
    sink: Sink,
    count: u64,
}

enum Sink {
    Standard(BufWriter<Stdout>),
    File(Draft),
}

impl RevocationPlace {
    /// This file, or standard output.
    pub(crate) fn take(path: Option<&Path>) -> Result<Self, RevocationFileError> {
        Ok(Self(match path {
            Some(path) => Sink::File(Draft::beside(path)?),
            None => Sink::Standard(BufWriter::new(io::stdout())),
        }))
    }

    /// Begins with what the file is about.
    pub(crate) fn begin(self, about: About) -> Result<RevocationWriter, RevocationFileError> {
        let mut writer = RevocationWriter { sink: self.0, count: 0 };
        writer.line(Head::new(about).map_err(io::Error::other))?;
        Ok(writer)
    }
}

impl RevocationWriter {
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
                let placed = draft.take_its_place();
                placed.map_err(RevocationFileError::io(draft.path(), "written"))
            }
        }
    }

    fn line(&mut self, line: io::Result<impl Serialize>) -> Result<(), RevocationFileError> {
        let output: &mut dyn Write = match &mut self.sink {
            Sink::Standard(output) => output,
            Sink::File(draft) => draft,
        };
        let written = line.and_then(|line| {
            let text = serde_json::to_string(&line)?;
            writeln!(output, "{text}")
        });
        written.map_err(RevocationFileError::io(self.path(), "written"))
    }

    fn path(&self) -> &Path {
        match &self.sink {
            Sink::Standard(_) => standard(),
            Sink::File(draft) => draft.path(),
        }
    }
}

fn standard() -> &'static Path {
    Path::new("standard output")
}
