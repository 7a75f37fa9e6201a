use rstest::rstest;

use super::*;
use crate::fixtures::ids;

#[rstest]
#[case(MessageKind::VerifyEmail, "verify_email", Some(Duration::HOUR))]
#[case(MessageKind::ResetPassword, "reset_password", Some(Duration::HOUR))]
#[case(MessageKind::VerifyPhone, "verify_phone", Some(Duration::HOUR))]
#[case(MessageKind::PasswordChanged, "password_changed", None)]
#[case(MessageKind::NewSignIn, "new_sign_in", None)]
fn who_waits_for_a_secret_has_asked_again_after_an_hour_and_news_stay_news(
    #[case] kind: MessageKind,
    #[case] name: &str,
    #[case] worth_sending: Option<Duration>,
) {
    let recipient = Recipient::Email(ada().email);
    let message = NewMessage::new(kind, recipient.clone(), Some(USER), &origin(), &*ids(), NOW);
    assert_eq!(kind.as_str(), name);
    assert_eq!((message.kind, message.recipient), (kind, recipient));
    assert_eq!((message.user, message.origin), (Some(USER), origin()));
    assert_eq!(message.expires_at, worth_sending.map(|long| NOW + long));
}

#[test]
fn every_message_has_a_name_of_its_own() {
    let ids = ids();
    let named = || {
        let recipient = Recipient::Phone(PhoneNumber::new(NUMBER).unwrap());
        NewMessage::new(MessageKind::VerifyPhone, recipient, None, &origin(), &*ids, NOW).id
    };
    assert_ne!(named(), named());
}

#[test]
fn a_recipient_is_shown_as_they_spell_themselves() {
    let phone = PhoneNumber::new(NUMBER).unwrap();
    assert_eq!(Recipient::Phone(phone).as_str(), NUMBER);
    let address = EmailAddress::new("Ada@Lovelace.example").unwrap();
    assert_eq!(Recipient::Email(address).as_str(), "Ada@Lovelace.example");
}

#[test]
fn no_two_kinds_and_no_two_fates_share_a_name() {
    let kinds: std::collections::HashSet<_> =
        MessageKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(kinds.len(), MessageKind::ALL.len());
    let fates = [Delivered::Sent, Delivered::Dropped, Delivered::Postponed, Delivered::GivenUp];
    assert_eq!(fates.map(Delivered::as_str), ["sent", "dropped", "postponed", "given_up"]);
}
