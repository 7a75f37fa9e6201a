//! Mail that goes through, read as a mail program would.

use mail_parser::{Message, MessageParser};
use rstest::rstest;
use tenantry_domain::notification::Mailer as _;
use tenantry_notify::{SmtpSecurity, SmtpSettings};

use crate::fixtures::{
    CODE, ID, PASSWORD, Post, code, from, invitation, letter, mailer, new_sign_in,
};
use crate::smtp::{Encryption, SmtpBehaviour};

fn parse(raw: &[u8]) -> Message<'_> {
    MessageParser::default().parse(raw).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_meant() {
    let post = Post::start(SmtpBehaviour::default().with_login("postman", PASSWORD)).await;
    let mailer = post.mailer_with_password(PASSWORD);
    mailer.send(&letter("ada@example.com", code())).await.unwrap();

    let mails = post.server.mails_once_there_are(1).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].from, "no-reply@acme.example");
    assert_eq!(mails[0].to, ["ada@example.com"]);
    assert_eq!(mails[0].login.as_deref(), Some("postman"));
    assert!(mails[0].encrypted);
    assert!(mails[0].raw.is_ascii());

    let mail = parse(&mails[0].raw);
    let sender = mail.from().and_then(|from| from.first()).unwrap();
    assert_eq!(sender.name(), Some("Acme Cloud"));
    assert_eq!(sender.address(), Some("no-reply@acme.example"));
    let recipient = mail.to().and_then(|to| to.first()).unwrap();
    assert_eq!(recipient.address(), Some("ada@example.com"));
    assert_eq!(mail.subject(), Some("Confirm your e-mail address for Acme Cloud"));
    assert_eq!(mail.message_id(), Some(format!("{ID}@acme.example").as_str()));
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-11-21T10:15:07Z");
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let kind = mail.content_type_of_all();
    assert_eq!(kind, ["multipart/alternative", "text/plain; utf-8", "text/html; utf-8"]);
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(text.contains(CODE) && text.contains("Hello Zoë,"));
    assert!(html.contains(CODE) && html.contains("Hello Zoë,"));
}

trait ContentTypes {
    fn content_type_of_all(&self) -> Vec<String>;
}

impl ContentTypes for Message<'_> {
    fn content_type_of_all(&self) -> Vec<String> {
        use mail_parser::MimeHeaders as _;
        let of = |part: &mail_parser::MessagePart<'_>| {
            let kind = part.content_type().unwrap();
            let charset = kind.attribute("charset").map(|set| format!("; {set}"));
            format!("{}/{}{}", kind.ctype(), kind.subtype().unwrap(), charset.unwrap_or_default())
        };
        self.parts.iter().map(of).collect()
    }
}

#[rstest]
#[case(SmtpSecurity::None, Encryption::None)]
#[case(SmtpSecurity::StartTls, Encryption::StartTls)]
#[case(SmtpSecurity::Tls, Encryption::Tls)]
#[tokio::test]
async fn mail_goes_over_each_kind_of_connection(
    #[case] ours: SmtpSecurity,
    #[case] theirs: Encryption,
) {
    let post = Post::start(SmtpBehaviour::default().with_encryption(theirs)).await;
    post.mailer_over(ours).send(&letter("ada@example.com", code())).await.unwrap();
    let mails = post.server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].encrypted, theirs != Encryption::None);
}

#[rstest]
#[case("PLAIN")]
#[case("LOGIN")]
#[case("LOGIN PLAIN")]
#[tokio::test]
async fn a_password_is_shown_in_whichever_way_the_server_offers(#[case] mechanisms: &'static str) {
    let asks = SmtpBehaviour::default().with_login("postman", PASSWORD);
    let post = Post::start(SmtpBehaviour { mechanisms, ..asks }).await;
    let mailer = post.mailer_with_password(PASSWORD);
    mailer.send(&letter("ada@example.com", code())).await.unwrap();
    assert_eq!(post.server.mails()[0].login.as_deref(), Some("postman"));
}

#[tokio::test]
async fn mails_one_after_the_other_share_a_connection() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let mailer = post.mailer();
    for to in ["ada@example.com", "bob@example.com", "cleo@example.com"] {
        mailer.send(&letter(to, code())).await.unwrap();
    }
    let recipients: Vec<_> = post.server.mails().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(recipients, ["ada@example.com", "bob@example.com", "cleo@example.com"]);
    assert_eq!(post.server.connections(), 1);
}

#[tokio::test]
async fn mails_at_once_have_no_more_connections_than_they_may() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let mailer = mailer(SmtpSettings { connections: 2, ..post.settings() }).unwrap();
    let mailer = std::sync::Arc::new(mailer);
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let mailer = std::sync::Arc::clone(&mailer);
        sending.spawn(async move { mailer.send(&letter("ada@example.com", code())).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap().unwrap();
    }
    assert_eq!(post.server.mails().len(), 12);
    assert!(post.server.connections() <= 2, "{} connections", post.server.connections());
}

#[tokio::test]
async fn each_attempt_at_a_mail_has_the_same_message_id() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let mailer = post.mailer();
    mailer.send(&letter("ada@example.com", code())).await.unwrap();
    mailer.send(&letter("ada@example.com", code())).await.unwrap();
    let mails = post.server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(parse(&mails[0].raw).message_id(), parse(&mails[1].raw).message_id());
}

#[tokio::test]
async fn a_line_that_begins_with_a_dot_arrives_whole() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let content = invitation(".Ada", "Engines");
    post.mailer().send(&letter("bob@example.com", content)).await.unwrap();
    let mails = post.server.mails();
    let mail = parse(&mails[0].raw);
    assert!(mail.body_text(0).unwrap().contains("\n.Ada invites you to join Engines on"));
    assert!(mail.body_html(0).unwrap().trim_end().ends_with("</html>"));
}

#[tokio::test]
async fn a_name_adds_no_header_and_no_recipient() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let content = invitation("Eve\r\nBcc: all@example.com\r\n\r\nBuy!", "Œuvres\nX-Evil: 1");
    post.mailer().send(&letter("bob@example.com", content)).await.unwrap();
    let mails = post.server.mails();
    assert_eq!(mails[0].to, ["bob@example.com"]);
    let mail = parse(&mails[0].raw);
    let read = mail.subject().unwrap().replace('\u{200B}', "");
    assert_eq!(read, "Eve Bcc: all@example.com Buy! invites you to Œuvres X-Evil: 1 on Acme Cloud");
    let names: Vec<_> = mail.headers_raw().map(|(name, _)| name).collect();
    let own = "From To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type";
    assert_eq!(names.join(" "), own);
}

#[tokio::test]
async fn a_name_in_other_letters_is_read_as_it_was_written() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let settings = SmtpSettings {
        from: "Bücher, Inc. ☕ <post@acme.example>".parse().unwrap(),
        ..post.settings()
    };
    let content = invitation("Ђорђе Ђ.", "株式会社");
    mailer(settings).unwrap().send(&letter("bob@example.com", content)).await.unwrap();
    let mails = post.server.mails();
    let mail = parse(&mails[0].raw);
    assert_eq!(mail.from().and_then(|from| from.first()).unwrap().name(), Some("Bücher, Inc. ☕"));
    assert_eq!(mail.subject(), Some("Ђорђе Ђ. invites you to 株式会社 on Acme Cloud"));
}

#[tokio::test]
async fn a_domain_in_other_letters_is_asked_for_as_the_dns_has_it() {
    let post = Post::start(SmtpBehaviour::default()).await;
    post.mailer().send(&letter("ada@bücher.example", code())).await.unwrap();
    assert_eq!(post.server.mails()[0].to, ["ada@xn--bcher-kva.example"]);
}

#[tokio::test]
async fn an_address_in_other_letters_is_written_to_where_the_server_can() {
    let post = Post::start(SmtpBehaviour { smtputf8: true, ..SmtpBehaviour::default() }).await;
    post.mailer().send(&letter("jürgen@example.com", code())).await.unwrap();
    assert_eq!(post.server.mails()[0].to, ["jürgen@example.com"]);
}

#[tokio::test]
async fn an_occurrence_tells_when_from_where_and_on_what() {
    let post = Post::start(SmtpBehaviour::default()).await;
    post.mailer().send(&letter("ada@example.com", new_sign_in())).await.unwrap();
    let mails = post.server.mails();
    let mail = parse(&mails[0].raw);
    for body in [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()] {
        for fact in ["21 November 2026, 10:15 UTC", "203.0.113.7", "Firefox on Linux"] {
            assert!(body.contains(fact), "{fact} is missing in {body}");
        }
    }
    assert_eq!(mails[0].from, from().to_string().split(['<', '>']).nth(1).unwrap());
}
