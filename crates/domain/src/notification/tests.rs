//! What the tests of messages share: a journal of what delivery does, in its order.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use time::Duration;
use uuid::Uuid;

use super::*;
use crate::fixtures::{NOW, USER, ada, clock, format, origin, person_name};
use crate::id::{MessageId, UserId};
use crate::invitation::MockInvitationStore;
use crate::secret::{MockSecretSource, SecretDigest, SecretSource};
use crate::user::{Account, EmailAddress, MockAccountDirectory, PhoneNumber, UserStatus};
use crate::verification::{Challenge, MockChallengeStore, SecretLifetimes};

mod dropped;
mod failures;
mod invitation;
mod mail;
mod operators;
mod outbox;
mod phone;

const MESSAGE: MessageId = MessageId::new(Uuid::from_u128(0xD1));
const NUMBER: &str = "+4915123456789";
const LIFETIMES: SecretLifetimes =
    SecretLifetimes { code: Duration::minutes(15), password_reset: Duration::minutes(45) };

/// What delivery does.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Put(UserId, Challenge),
    Mailed(Mailed),
    Texted { id: MessageId, to: PhoneNumber, code: String, valid_for: Duration },
    Settled(MessageId, Settlement),
}

/// A letter, as far as it can be compared.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Mailed {
    id: MessageId,
    to: String,
    first_name: Option<String>,
    content: Content,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Content {
    Code(String, Duration),
    Link(String, Duration),
    PasswordChanged(Occurrence),
    NewSignIn(Occurrence),
    Invitation,
}

#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<Step>>>);

impl Journal {
    fn note(&self, step: Step) {
        self.0.lock().unwrap().push(step);
    }

    fn steps(&self) -> Vec<Step> {
        self.0.lock().unwrap().clone()
    }

    /// The one settlement there is.
    fn settlement(&self) -> Settlement {
        let settled: Vec<_> = self.steps().into_iter().filter_map(settlement).collect();
        let [settlement] = &settled[..] else { panic!("{settled:?}") };
        settlement.clone()
    }
}

fn settlement(step: Step) -> Option<Settlement> {
    match step {
        Step::Settled(MESSAGE, settlement) => Some(settlement),
        _ => None,
    }
}

/// Ada's account, whose address is still to be verified.
fn account() -> Account {
    Account {
        user: USER,
        email: ada().email,
        first_name: person_name("Ada"),
        status: UserStatus::Active,
        email_verified: false,
    }
}

/// A message of this kind that was caused now, and is tried for the first time.
fn message(kind: MessageKind) -> OutboxMessage {
    let recipient = match kind {
        MessageKind::VerifyPhone => Recipient::Phone(PhoneNumber::new(NUMBER).unwrap()),
        _ => Recipient::Email(EmailAddress::new("ADA@lovelace.example").unwrap()),
    };
    let expires_at = match kind {
        MessageKind::PasswordChanged | MessageKind::NewSignIn => None,
        _ => Some(NOW + Duration::HOUR),
    };
    OutboxMessage {
        id: MESSAGE,
        kind,
        recipient,
        user: Some(USER),
        invitation: None,
        occurrence: Occurrence { at: NOW, origin: origin() },
        expires_at,
        attempts: 1,
        next_attempt_at: NOW,
        given_up_at: None,
        last_error: None,
    }
}

/// Other entropy each time.
fn generator() -> Arc<dyn SecretSource> {
    let (mut secrets, last) = (MockSecretSource::new(), AtomicU8::new(0));
    secrets.expect_entropy().returning(move || [last.fetch_add(1, Ordering::Relaxed) + 1; 32]);
    secrets
        .expect_digest()
        .returning(|purpose, text| SecretDigest::of(&format!("{purpose}|{text}")));
    Arc::new(secrets)
}

/// Parts that know this account by its address, and send whatever they are given.
fn parts(journal: &Journal, account: Option<Account>) -> DeliveryParts {
    let mut accounts = MockAccountDirectory::new();
    accounts
        .expect_find_account()
        .withf(|email| *email == ada().email)
        .returning(move |_| Ok(account.clone()));
    DeliveryParts {
        outbox: settling(journal),
        accounts: Arc::new(accounts),
        challenges: putting(journal),
        invitations: Arc::new(MockInvitationStore::new()),
        mailer: mailing(journal),
        messenger: texting(journal),
        secrets: generator(),
        format: format(),
        lifetimes: LIFETIMES,
        clock: clock(),
    }
}

fn settling(journal: &Journal) -> Arc<dyn OutboxStore> {
    let (journal, mut outbox) = (journal.clone(), MockOutboxStore::new());
    outbox.expect_settle().returning(move |_, id, settlement, at| {
        assert!(at >= NOW);
        journal.note(Step::Settled(id, settlement));
        Ok(())
    });
    Arc::new(outbox)
}

fn putting(journal: &Journal) -> Arc<MockChallengeStore> {
    let (journal, mut challenges) = (journal.clone(), MockChallengeStore::new());
    challenges.expect_put().returning(move |scope, challenge, at| {
        assert_eq!(at, NOW);
        assert_eq!(scope.trail().actor, None, "nobody has shown to be anybody");
        assert_eq!(scope.trail().origin, origin());
        journal.note(Step::Put(scope.user(), challenge));
        Ok(true)
    });
    Arc::new(challenges)
}

fn mailing(journal: &Journal) -> Arc<dyn Mailer> {
    let (journal, mut mailer) = (journal.clone(), MockMailer::new());
    mailer.expect_send().returning(move |letter| {
        let (to, first_name) = (letter.to.as_str().to_owned(), letter.first_name.clone());
        let content = seen(&letter.content);
        journal.note(Step::Mailed(Mailed { id: letter.id, to, first_name, content }));
        Ok(())
    });
    Arc::new(mailer)
}

fn texting(journal: &Journal) -> Arc<dyn TextMessenger> {
    let (journal, mut messenger) = (journal.clone(), MockTextMessenger::new());
    messenger.expect_send().returning(move |text| {
        let (id, to, valid_for) = (text.id, text.to.clone(), text.valid_for);
        journal.note(Step::Texted { id, to, code: text.code.expose().to_owned(), valid_for });
        Ok(())
    });
    Arc::new(messenger)
}

fn seen(content: &LetterContent) -> Content {
    match content {
        LetterContent::VerifyEmail { code, valid_for } => {
            Content::Code(code.expose().to_owned(), *valid_for)
        }
        LetterContent::ResetPassword { token, valid_for } => {
            Content::Link(token.expose().to_owned(), *valid_for)
        }
        LetterContent::PasswordChanged(occurrence) => Content::PasswordChanged(occurrence.clone()),
        LetterContent::NewSignIn(occurrence) => Content::NewSignIn(occurrence.clone()),
        LetterContent::Invitation { .. } => Content::Invitation,
    }
}

/// To Ada, as she spells her address.
fn to_ada(content: Content) -> Step {
    let (to, first_name) = (ada().email.as_str().to_owned(), Some("Ada".to_owned()));
    Step::Mailed(Mailed { id: MESSAGE, to, first_name, content })
}

const REMOVED: Step = Step::Settled(MESSAGE, Settlement::Remove);
