//! Reading: once to see that the file is whole, then once more for what it says, a little at a time.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _};
use std::path::{Path, PathBuf};

use tenantry_domain::restore::Ending;

use super::error::RevocationFileError;
use super::line::{About, Head, Kind, Line};

/// How much is read at once.
const BATCH: usize = 1000;

/// A file that is whole.
pub(crate) struct RevocationFile {
    lines: Lines,
    about: About,
    count: u64,
}

impl RevocationFile {
    /// Opens a file and reads it to its end, so that nothing is done with one that is cut off or says what is not understood.
    pub(crate) fn open(path: &Path) -> Result<Self, RevocationFileError> {
        let file = File::open(path).map_err(RevocationFileError::io(path, "read"))?;
        let mut lines = Lines { path: path.to_owned(), reader: BufReader::new(file), line: 0 };
        let about = lines.head()?;
        let mut count: u64 = 0;
        while let Some(line) = lines.next()? {
            match line {
                Line::Entry(entry) => {
                    lines.understood(entry.ending())?;
                    count = count.saturating_add(1);
                }
                Line::End(end) => {
                    if end.count != count {
                        return Err(lines.wrong("gives another number of lines than there are"));
                    }
                    if lines.next()?.is_some() {
                        return Err(lines.wrong("stands behind the end"));
                    }
                    lines.rewind()?;
                    return Ok(Self { lines, about, count });
                }
            }
        }
        Err(RevocationFileError::CutOff { file: lines.path })
    }

    /// Whose it is, and of when.
    pub(crate) const fn about(&self) -> About {
        self.about
    }

    /// How much has ended by it.
    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// What has ended by the next lines; nothing at the end.
    pub(crate) fn batch(&mut self) -> Result<Vec<Ending>, RevocationFileError> {
        let mut endings = Vec::new();
        while endings.len() < BATCH {
            match self.lines.next()? {
                Some(Line::Entry(entry)) => endings.push(self.lines.understood(entry.ending())?),
                Some(Line::End(_)) | None => break,
            }
        }
        Ok(endings)
    }
}

/// The lines of a file, one after the other.
struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    line: u64,
}

impl Lines {
    /// Goes back behind the first line.
    fn rewind(&mut self) -> Result<(), RevocationFileError> {
        self.reader.rewind().map_err(RevocationFileError::io(&self.path, "read"))?;
        self.line = 0;
        self.head()?;
        Ok(())
    }

    fn head(&mut self) -> Result<About, RevocationFileError> {
        let Some(text) = self.text()? else {
            return Err(RevocationFileError::CutOff { file: self.path.clone() });
        };
        let says_nothing = |_| self.wrong("does not say what the file is");
        let kind: Kind = serde_json::from_str(&text).map_err(says_nothing)?;
        self.understood(kind.check())?;
        let head: Head = serde_json::from_str(&text).map_err(says_nothing)?;
        self.understood(head.about())
    }

    fn next(&mut self) -> Result<Option<Line>, RevocationFileError> {
        let Some(text) = self.text()? else { return Ok(None) };
        match serde_json::from_str(&text) {
            Ok(line) => Ok(Some(line)),
            // The last of a file that was cut off has no line feed.
            Err(_) if !text.ends_with('\n') => {
                Err(RevocationFileError::CutOff { file: self.path.clone() })
            }
            Err(_) => Err(self.wrong("is not understood")),
        }
    }

    fn text(&mut self) -> Result<Option<String>, RevocationFileError> {
        let mut text = String::new();
        let length = self
            .reader
            .read_line(&mut text)
            .map_err(RevocationFileError::io(&self.path, "read"))?;
        self.line = self.line.saturating_add(1);
        Ok((length > 0).then_some(text))
    }

    fn understood<T>(&self, said: Result<T, &'static str>) -> Result<T, RevocationFileError> {
        said.map_err(|problem| self.wrong(problem))
    }

    fn wrong(&self, problem: &'static str) -> RevocationFileError {
        RevocationFileError::Content { file: self.path.clone(), line: self.line, problem }
    }
}
