//! Nothing goes out in the clear that should not, nor to somebody else.

use rstest::rstest;
use tempfile::TempDir;
use tenantry_domain::notification::Mailer as _;
use tenantry_notify::{InvalidSettings, SmtpSecurity, SmtpSettings};

use crate::fixtures::{PASSWORD, Post, code, later, letter, mailer};
use crate::smtp::{Encryption, SmtpBehaviour, SmtpServer};

#[tokio::test]
async fn a_server_without_starttls_gets_neither_mail_nor_password() {
    let plain = SmtpBehaviour::default().with_encryption(Encryption::None);
    let post = Post::start(plain.with_login("postman", PASSWORD)).await;
    let mailer = post.mailer_with_password(PASSWORD);
    let told = later(mailer.send(&letter("ada@example.com", code())).await);
    assert!(told.contains("encrypting the connection to the mail server failed"), "{told}");
    assert!(post.server.mails().is_empty());
    assert!(post.server.logins_tried().is_empty());
}

#[rstest]
#[case(SmtpSecurity::Tls, Encryption::Tls)]
#[case(SmtpSecurity::StartTls, Encryption::StartTls)]
#[tokio::test]
async fn a_server_whom_nobody_vouches_for_gets_no_mail(
    #[case] ours: SmtpSecurity,
    #[case] theirs: Encryption,
) {
    let post = Post::start(SmtpBehaviour::default().with_encryption(theirs)).await;
    let other = Post::start(SmtpBehaviour::default()).await;
    let settings =
        SmtpSettings { security: ours, ca_file: other.settings().ca_file, ..post.settings() };
    let told = later(mailer(settings).unwrap().send(&letter("ada@example.com", code())).await);
    assert!(told.contains("certificate"), "{told}");
    assert!(post.server.mails().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_does_not_serve() {
    let server = SmtpServer::start_as(&["mail.example"], SmtpBehaviour::default()).await;
    let post = Post::before(server);
    let told = later(post.mailer().send(&letter("ada@example.com", code())).await);
    assert!(told.contains("certificate not valid for name"), "{told}");
    assert!(post.server.mails().is_empty());
}

#[tokio::test]
async fn a_file_without_a_certificate_is_refused_at_once() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("empty.pem");
    std::fs::write(&file, "nothing of the kind").unwrap();
    for path in [file, folder.path().join("missing.pem")] {
        let settings = SmtpSettings { ca_file: Some(path.clone()), ..post.settings() };
        let error = mailer(settings).err().unwrap();
        assert!(matches!(&error, InvalidSettings::CaFile { path: named, .. } if *named == path));
    }
}
