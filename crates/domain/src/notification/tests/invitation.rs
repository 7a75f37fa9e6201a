use super::*;
use crate::credential::SentSecretKind;
use crate::fixtures::TENANT;
use crate::id::InvitationId;
use crate::invitation::{InvitationLetter, InvitationSubject};

const SUBJECT: InvitationSubject =
    InvitationSubject { tenant: TENANT, invitation: InvitationId::new(Uuid::from_u128(0xE1)) };

fn invitation() -> OutboxMessage {
    let recipient = Recipient::Email(EmailAddress::new("grace@hopper.example").unwrap());
    OutboxMessage {
        recipient,
        user: None,
        invitation: Some(SUBJECT),
        ..message(MessageKind::Invitation)
    }
}

#[tokio::test]
async fn an_invitation_goes_to_an_address_without_an_account_with_a_link_of_its_own() {
    let mut invitations = MockInvitationStore::new();
    let kept = Arc::new(Mutex::new(None));
    let keeps = Arc::clone(&kept);
    invitations.expect_issue_link().once().returning(move |_, subject, digest, at| {
        assert_eq!((subject, at), (SUBJECT, NOW));
        *keeps.lock().unwrap() = Some(digest);
        Ok(Some(InvitationLetter {
            group: "Analytical Engines".into(),
            inviter: "Ada Lovelace".into(),
            expires_at: NOW + Duration::days(7),
        }))
    });
    let mut mailer = MockMailer::new();
    mailer.expect_send().once().returning(move |letter| {
        assert_eq!((letter.to.as_str(), &letter.first_name), ("grace@hopper.example", &None));
        let LetterContent::Invitation { organization, inviter, token, valid_for } = &letter.content
        else {
            panic!("another letter")
        };
        assert_eq!(
            (organization.as_str(), inviter.as_str()),
            ("Analytical Engines", "Ada Lovelace")
        );
        assert_eq!(*valid_for, Duration::days(7));
        let kind = SentSecretKind::Invitation;
        assert!(format().recognises_sent(kind, token.expose()));
        assert_eq!(*kept.lock().unwrap(), Some(kind.digest(token, &*generator())));
        Ok(())
    });
    let parts = DeliveryParts {
        invitations: Arc::new(invitations),
        mailer: Arc::new(mailer),
        ..parts(&Journal::default(), None)
    };
    assert_eq!(Delivery::new(parts).deliver(&invitation()).await.unwrap(), Delivered::Sent);
}

#[tokio::test]
async fn one_that_does_not_hold_any_more_is_not_sent() {
    let mut invitations = MockInvitationStore::new();
    invitations.expect_issue_link().returning(|_, _, _, _| Ok(None));
    let journal = Journal::default();
    let parts = DeliveryParts { invitations: Arc::new(invitations), ..parts(&journal, None) };
    assert_eq!(Delivery::new(parts).deliver(&invitation()).await.unwrap(), Delivered::Dropped);
    assert_eq!(journal.steps(), [REMOVED]);
}
