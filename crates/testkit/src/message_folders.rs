//! The folders that the program puts messages into, as a newcomer reads them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::message::{Mail, Text};
use crate::patience::PATIENCE;

const PAUSE: Duration = Duration::from_millis(10);

/// The folders below one data folder, and which of their files the test has been given.
pub(crate) struct MessageFolders {
    mail: PathBuf,
    texts: PathBuf,
    given: Mutex<BTreeSet<PathBuf>>,
}

impl MessageFolders {
    pub(crate) fn in_data_dir(data_dir: &Path) -> Self {
        let outbox = data_dir.join("outbox");
        Self { mail: outbox.join("mail"), texts: outbox.join("sms"), given: Mutex::default() }
    }

    /// All mail, the oldest first, with its kind.
    pub(crate) fn mails(&self) -> Vec<(String, Mail)> {
        let mails = files(&self.mail, "eml").into_iter();
        mails.map(|(kind, path)| (kind, Mail::read(&content(&path)))).collect()
    }

    /// All text messages, the oldest first.
    pub(crate) fn texts(&self) -> Vec<Text> {
        files(&self.texts, "txt").iter().map(|(_, path)| text(path)).collect()
    }

    /// The oldest mail of this kind to this address that the test was not given before, once it is there.
    pub(crate) async fn next_mail(&self, kind: &str, address: &str) -> Mail {
        let look = || {
            let files = files(&self.mail, "eml").into_iter();
            let mails = files.filter(|(found, _)| found == kind);
            self.first_new(mails.map(|(_, path)| (Mail::read(&content(&path)), path)), |mail| {
                mail.to.eq_ignore_ascii_case(address)
            })
        };
        self.once_there_is(&format!("mail {kind} to {address}"), look).await
    }

    /// The oldest text message to this number that the test was not given before, once it is there.
    pub(crate) async fn next_text(&self, number: &str) -> Text {
        let look = || {
            let files = files(&self.texts, "txt").into_iter();
            self.first_new(files.map(|(_, path)| (text(&path), path)), |text| text.to == number)
        };
        self.once_there_is(&format!("text message to {number}"), look).await
    }

    fn first_new<T>(
        &self,
        mut found: impl Iterator<Item = (T, PathBuf)>,
        is_for: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let (message, path) =
            found.find(|(message, path)| is_for(message) && !given.contains(path))?;
        given.insert(path);
        Some(message)
    }

    async fn once_there_is<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            let there_are = || [files(&self.mail, "eml"), files(&self.texts, "txt")].concat();
            assert!(begun.elapsed() < PATIENCE, "no {what} among {:#?}", there_are());
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// The finished files of a folder in the order of their names, which is that of time, each with the kind that its name says.
fn files(folder: &Path, ending: &str) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (kind(&path), path)).collect()
}

/// What stands between the moment and the id: `20261121T101500Z-verify-email-01890000-0000-7000-8000-000000000000`.
fn kind(path: &Path) -> String {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let parts: Vec<&str> = name.split('-').collect();
    let kind = parts.len().checked_sub(5).and_then(|end| parts.get(1..end));
    kind.unwrap_or_else(|| panic!("an unknown form of name: {name}")).join("-")
}

fn content(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(path: &Path) -> Text {
    Text::read(&String::from_utf8_lossy(&content(path)))
}
