//! What readers see.

use std::sync::Arc;

use rstest::rstest;
use tenantry_domain::access::Origin;
use tenantry_domain::id::MessageId;
use tenantry_domain::notification::{Letter, LetterContent, Occurrence};
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::user::EmailAddress;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

use super::{Rendered, render};
use crate::brand::{Brand, BrandColor};
use crate::preview::{PREVIEWS, preview};

fn brand() -> Brand {
    Brand {
        name: "Acme <Cloud>".into(),
        color: BrandColor::new("#ffd500").unwrap(),
        support_address: Some(EmailAddress::new("help@acme.example").unwrap()),
        reset_password_url: "https://id.acme.example/reset-password".into(),
        accept_invitation_url: "https://id.acme.example/accept-invitation".into(),
    }
}

fn rendered(first_name: Option<&str>, content: LetterContent) -> Rendered {
    let to = EmailAddress::new("ada@example.com").unwrap();
    let first_name = first_name.map(str::to_owned);
    let letter = Letter { id: MessageId::new(Uuid::nil()), to, first_name, content };
    render(&letter, &brand()).unwrap()
}

fn invitation(inviter: &str, organization: &str) -> LetterContent {
    LetterContent::Invitation {
        organization: organization.into(),
        inviter: inviter.into(),
        token: PlainSecret::new("tok-EN_123"),
        valid_for: Duration::days(7),
    }
}

fn code() -> LetterContent {
    let code = PlainSecret::new("012345");
    LetterContent::VerifyEmail { code, valid_for: Duration::minutes(10) }
}

#[rstest]
#[case("verify-email")]
#[case("reset-password")]
#[case("password-changed")]
#[case("new-sign-in")]
#[case("invitation")]
fn the_words_of_each_letter_are_the_reviewed_ones(#[case] name: &str) {
    let from = "Acme <no-reply@acme.example>".parse().unwrap();
    let shown = preview(name, &brand(), &from).unwrap();
    insta::assert_snapshot!(format!("{name}.txt"), shown.text);
    insta::assert_snapshot!(format!("{name}.html"), shown.html);
}

#[test]
fn a_letter_fetches_nothing_and_links_nowhere_but_to_our_pages() {
    let from = "Acme <no-reply@acme.example>".parse().unwrap();
    for name in PREVIEWS {
        let shown = preview(name, &brand(), &from).unwrap();
        for reference in ["<img", "<link", "<script", "url(", "@import", "src=", "xmlns"] {
            assert!(!shown.html.contains(reference), "{name} has {reference}");
        }
        let ours = shown.html.matches("https://id.acme.example/").count();
        assert_eq!(shown.html.matches("http").count(), ours, "{name}");
        assert_eq!(shown.html.matches("//").count(), ours, "{name}");
    }
}

#[test]
fn a_link_is_the_configured_page_with_the_token_and_can_be_copied() {
    let link = "https://id.acme.example/accept-invitation#token=tok-EN_123";
    let letter = rendered(None, invitation("Charles", "Engines"));
    assert!(letter.text.lines().any(|line| line == link));
    assert_eq!(letter.html.matches(&format!("href=\"{link}\"")).count(), 2);
    assert!(letter.html.contains(&format!(">{link}</a>")));
}

#[test]
fn names_are_words_and_not_markup() {
    let letter = rendered(Some("<b>Ada</b>"), invitation("\"><script>x</script>", "A & B"));
    assert!(letter.html.contains("Hello &#60;b&#62;Ada&#60;/b&#62;,"));
    assert!(letter.html.contains("A &#38; B"));
    assert!(letter.html.contains("Acme &#60;Cloud&#62;"));
    assert!(!letter.html.contains("<script"));
    assert!(letter.text.contains("Hello <b>Ada</b>,"));
    assert!(letter.text.contains("to join A & B on Acme <Cloud>."));
}

#[test]
fn a_name_can_not_make_our_letter_carry_another() {
    let name = "Ada\n\nYou won! https://evil.example/";
    let letter = rendered(Some(name), code());
    assert!(letter.text.starts_with("Hello Ada You won! https:\u{200B}//evil.\u{200B}example/,\n"));
    let letter = rendered(None, invitation(name, name));
    assert!(!letter.subject.contains('\n'));
    assert!(!letter.text.contains("https://evil"));
    assert!(!letter.html.contains("evil.example"));
}

#[test]
fn a_reader_whose_name_is_not_known_is_greeted_all_the_same() {
    assert!(rendered(None, code()).text.starts_with("Hello,\n"));
    assert!(rendered(Some(" "), code()).html.contains("Hello,"));
}

#[test]
fn a_code_is_not_in_the_subject_which_others_may_see() {
    assert!(!rendered(None, code()).subject.contains("012345"));
}

#[test]
fn an_occurrence_without_an_origin_is_told_all_the_same() {
    let at = datetime!(2026-11-21 23:15 +02:00);
    let origin = Arc::new(Origin::default());
    let letter = rendered(None, LetterContent::PasswordChanged(Occurrence { at, origin }));
    assert!(letter.text.contains("21 November 2026, 21:15 UTC"));
    assert_eq!(letter.text.matches("unknown").count(), 2);
}

#[test]
fn without_a_support_address_nobody_is_asked_to_write_there() {
    let to = EmailAddress::new("ada@example.com").unwrap();
    let id = MessageId::new(Uuid::nil());
    let letter = Letter { id, to, first_name: None, content: code() };
    let letter = render(&letter, &Brand { support_address: None, ..brand() }).unwrap();
    assert!(!letter.text.contains("Write to"));
    assert!(!letter.html.contains("mailto:"));
}
