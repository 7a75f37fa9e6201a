use rstest::rstest;

use super::*;
use crate::credential::SentSecretKind;
use crate::secret::PlainSecret;
use crate::verification::{Code, Purpose, challenge_digest};

fn code(entropy: u8) -> Code {
    Code::from_entropy([entropy; 32])
}

/// What is kept of the code of this entropy.
fn code_kept(entropy: u8) -> Step {
    let address = ada().email.key().to_owned();
    let (purpose, expires_at) = (Purpose::Email, NOW + LIFETIMES.code);
    let digest = challenge_digest(purpose, USER, &address, &code(entropy), &*generator());
    Step::Put(USER, Challenge { purpose, address, digest, expires_at })
}

fn code_mailed(entropy: u8) -> Step {
    to_ada(Content::Code(code(entropy).secret().expose().to_owned(), LIFETIMES.code))
}

#[rstest]
#[case::by_the_sign_up(Some(USER))]
#[case::by_somebody_who_knows_the_address(None)]
#[tokio::test]
async fn a_code_is_kept_then_mailed_then_done_with(#[case] user: Option<UserId>) {
    let journal = Journal::default();
    let message = OutboxMessage { user, ..message(MessageKind::VerifyEmail) };
    let delivery = Delivery::new(parts(&journal, Some(account())));
    assert_eq!(delivery.deliver(&message).await.unwrap(), Delivered::Sent);
    assert_eq!(journal.steps(), [code_kept(1), code_mailed(1), REMOVED]);
}

#[tokio::test]
async fn every_attempt_makes_another_code() {
    let journal = Journal::default();
    let delivery = Delivery::new(parts(&journal, Some(account())));
    for _ in 0..2 {
        delivery.deliver(&message(MessageKind::VerifyEmail)).await.unwrap();
    }
    let expected = [code_kept(1), code_mailed(1), REMOVED, code_kept(2), code_mailed(2), REMOVED];
    assert_eq!(journal.steps(), expected);
    assert_ne!(code_mailed(1), code_mailed(2));
}

#[rstest]
#[case::verified(true)]
#[case::not_verified(false)]
#[tokio::test]
async fn a_link_is_kept_then_mailed_then_done_with(#[case] email_verified: bool) {
    let journal = Journal::default();
    let message = OutboxMessage { user: None, ..message(MessageKind::ResetPassword) };
    let delivery = Delivery::new(parts(&journal, Some(Account { email_verified, ..account() })));
    assert_eq!(delivery.deliver(&message).await.unwrap(), Delivered::Sent);

    let kind = SentSecretKind::PasswordReset;
    let token: PlainSecret = format().mint_sent(kind, [1; 32]);
    let kept = Challenge {
        purpose: Purpose::PasswordReset,
        address: ada().email.key().to_owned(),
        digest: kind.digest(&token, &*generator()),
        expires_at: NOW + LIFETIMES.password_reset,
    };
    let mailed = to_ada(Content::Link(token.expose().to_owned(), LIFETIMES.password_reset));
    assert_eq!(journal.steps(), [Step::Put(USER, kept), mailed, REMOVED]);
}

#[rstest]
#[case::of_a_password(MessageKind::PasswordChanged, Content::PasswordChanged(long_ago()))]
#[case::of_a_sign_in(MessageKind::NewSignIn, Content::NewSignIn(long_ago()))]
#[tokio::test]
async fn news_tell_when_and_from_where_however_long_ago(
    #[case] kind: MessageKind,
    #[case] content: Content,
) {
    let journal = Journal::default();
    let message = OutboxMessage { occurrence: long_ago(), ..message(kind) };
    let delivery = Delivery::new(parts(&journal, Some(account())));
    assert_eq!(delivery.deliver(&message).await.unwrap(), Delivered::Sent);
    assert_eq!(journal.steps(), [to_ada(content), REMOVED]);
}

fn long_ago() -> Occurrence {
    Occurrence { at: NOW - Duration::days(3), origin: origin() }
}
