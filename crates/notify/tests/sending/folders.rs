//! Messages into folders.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use mail_parser::MessageParser;
use tempfile::TempDir;
use tenantry_domain::notification::{Mailer as _, TextMessenger as _};
use tenantry_notify::{MailFolder, TextFolder};

use crate::fixtures::{CODE, ID, brand, clock, code, from, later, letter, text_message};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_mail_in_the_folder_is_one_that_mail_programs_open() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("outbox").join("mail");
    let mailer = MailFolder::new(folder.clone(), from(), brand(), clock());
    mailer.send(&letter("ada@example.com", code())).await.unwrap();

    let name = format!("20261121T101507Z-verify-email-{ID}.eml");
    assert_eq!(names(&folder), [name.as_str()]);
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join(&name)), 0o600);
    let raw = fs::read(folder.join(&name)).unwrap();
    let mail = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ada@example.com"));
    assert!(mail.body_text(0).unwrap().contains(CODE));
    assert!(mail.body_html(0).unwrap().contains(CODE));
}

#[tokio::test]
async fn a_second_attempt_at_the_same_time_replaces_the_first() {
    let folder = TempDir::new().unwrap();
    let mailer = MailFolder::new(folder.path().to_owned(), from(), brand(), clock());
    for _ in 0..2 {
        mailer.send(&letter("ada@example.com", code())).await.unwrap();
    }
    assert_eq!(names(folder.path()).len(), 1);
}

#[tokio::test]
async fn a_text_message_in_the_folder_can_be_read_as_it_is() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("outbox").join("sms");
    let messenger = TextFolder::new(folder.clone(), brand(), clock());
    messenger.send(&text_message("+4915123456789")).await.unwrap();

    let name = format!("20261121T101507Z-verify-phone-{ID}.txt");
    assert_eq!(names(&folder), [name.as_str()]);
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join(&name)), 0o600);
    assert_eq!(
        fs::read_to_string(folder.join(&name)).unwrap(),
        "To: +4915123456789\n\n428913 is your Acme Cloud code, good for 10 minutes.\n"
    );
}

#[tokio::test]
async fn a_folder_that_can_not_be_written_to_is_tried_again() {
    let home = TempDir::new().unwrap();
    let in_the_way = home.path().join("outbox");
    fs::write(&in_the_way, "a file").unwrap();
    let mailer = MailFolder::new(in_the_way.join("mail"), from(), brand(), clock());
    later(mailer.send(&letter("ada@example.com", code())).await);
    fs::remove_file(&in_the_way).unwrap();
    mailer.send(&letter("ada@example.com", code())).await.unwrap();
}
