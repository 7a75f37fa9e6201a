use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::credential::SentSecretKind;
use crate::fixtures::{
    ENTROPY, NOW, USER, ada, clock, format, homeless, ids, mistyped_text, outage, secrets,
};
use crate::secret::PlainSecret;
use crate::user::{MockUserStore, User};

const KIND: SentSecretKind = SentSecretKind::Invitation;

fn token() -> String {
    format().mint_sent(KIND, ENTROPY).expose().to_owned()
}

fn service(invitations: MockInvitationStore, account: Option<User>) -> InvitationService {
    let mut users = MockUserStore::new();
    users.expect_find().returning(move |_| Ok(account.clone()));
    InvitationService::new(
        Arc::new(invitations),
        Arc::new(users),
        format(),
        secrets(),
        ids(),
        clock(),
    )
}

async fn accept(
    invitations: MockInvitationStore,
    account: Option<User>,
    token: &str,
) -> Result<Accepted, AcceptInvitationError> {
    service(invitations, account).accept(&homeless(), &PlainSecret::new(token)).await
}

#[tokio::test]
async fn it_is_followed_with_the_address_that_is_shown_to_be_theirs() {
    let mut invitations = MockInvitationStore::new();
    invitations
        .expect_accept()
        .once()
        .withf(|scope, acceptance, at| {
            scope.user() == USER
                && *at == NOW
                && acceptance.email == ada().email
                && acceptance.digest == KIND.digest(&PlainSecret::new(token()), &*secrets())
                && acceptance.tenant_member != acceptance.organization_member
        })
        .returning(|_, _, _| Err(JoinError::Store(outage())));
    let outcome = accept(invitations, Some(ada()), &token()).await;
    assert!(matches!(outcome, Err(AcceptInvitationError::Store(_))), "{outcome:?}");
}

#[tokio::test]
async fn one_that_does_not_hold_lets_nobody_in() {
    let mut invitations = MockInvitationStore::new();
    invitations.expect_accept().returning(|_, _, _| Err(JoinError::InvalidInviteToken));
    let outcome = accept(invitations, Some(ada()), &token()).await;
    assert!(matches!(outcome, Err(AcceptInvitationError::InvalidInviteToken)), "{outcome:?}");
}

#[rstest]
#[case(String::new())]
#[case(mistyped_text(&token()))]
#[case(format().mint_sent(SentSecretKind::PasswordReset, ENTROPY).expose().to_owned())]
#[tokio::test]
async fn what_is_no_invitation_asks_nobody(#[case] text: String) {
    let outcome = accept(MockInvitationStore::new(), None, &text).await;
    assert!(matches!(outcome, Err(AcceptInvitationError::InvalidInviteToken)), "{outcome:?}");
}

#[tokio::test]
async fn an_address_must_be_verified_first() {
    let unverified = User { email_verified: false, ..ada() };
    let outcome = accept(MockInvitationStore::new(), Some(unverified), &token()).await;
    assert!(matches!(outcome, Err(AcceptInvitationError::EmailNotVerified)), "{outcome:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_follows_nothing() {
    let outcome = accept(MockInvitationStore::new(), None, &token()).await;
    assert!(matches!(outcome, Err(AcceptInvitationError::Gone)), "{outcome:?}");
}
