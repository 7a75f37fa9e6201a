//! The file that keeps what has ended apart from backups: a line of JSON for each, between one that says what the file is and one that says
//! how many there are, so that a file that was cut off is noticed. Names and moments are all that it holds.

mod draft;
mod error;
mod line;
mod read;
mod write;

pub(crate) use line::About;
pub(crate) use read::RevocationFile;
pub(crate) use write::RevocationPlace;

#[cfg(test)]
mod tests;
