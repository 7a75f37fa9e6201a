//! Messages that wait to be sent: kept, claimed by one node at a time, tried again, given up.

use tenantry_domain::access::SystemScope;
use tenantry_domain::id::{InvitationId, MessageId, TenantId, UserId};
use tenantry_domain::invitation::InvitationSubject;
use tenantry_domain::notification::{
    MessageKind, NewMessage, OutboxDepth, OutboxMessage, OutboxStore as _, Recipient, Settlement,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::{EmailAddress, PhoneNumber};
use tenantry_postgres::PostgresOutboxStore;
use tenantry_testkit::fixtures::{fresh, message, now};
use time::{Duration, OffsetDateTime};

use crate::support::{Stage, cells, origin};

const SCOPE: SystemScope = SystemScope::for_job("test");
const LEASE: Duration = Duration::minutes(2);

fn store(stage: &Stage) -> PostgresOutboxStore {
    PostgresOutboxStore::new(stage.database.clone())
}

fn letter() -> NewMessage {
    let recipient = Recipient::Email(EmailAddress::new("ada@example.com").unwrap());
    message(MessageKind::PasswordChanged, UserId::new(fresh()), recipient)
}

/// Keeps so many, each a moment after the one before.
async fn enqueue(stage: &Stage, count: i64, at: OffsetDateTime) -> Vec<MessageId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let letter = letter();
        ids.push(letter.id);
        let at = at + Duration::milliseconds(number);
        store(stage).enqueue(&SCOPE, letter, at).await.unwrap();
    }
    ids
}

async fn claim(stage: &Stage, most: u32, at: OffsetDateTime) -> Vec<OutboxMessage> {
    store(stage).claim(&SCOPE, most, at, at + LEASE).await.unwrap()
}

fn ids(messages: &[OutboxMessage]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

#[tokio::test]
async fn a_message_reads_as_it_was_written() {
    let stage = Stage::new().await;
    let at = now();
    let number = PhoneNumber::new("+4915123456789").unwrap();
    let text = NewMessage {
        origin: origin("curl/8"),
        expires_at: Some(at + Duration::HOUR),
        ..message(MessageKind::VerifyPhone, UserId::new(fresh()), Recipient::Phone(number))
    };
    let mail = NewMessage { user: None, ..letter() };
    let invitation = InvitationSubject {
        tenant: TenantId::new(fresh()),
        invitation: InvitationId::new(fresh()),
    };
    let invites = NewMessage { kind: MessageKind::Invitation, ..letter() }.about(invitation);
    for new in [text, mail, invites] {
        store(&stage).enqueue(&SCOPE, new.clone(), at).await.unwrap();
        let kept = claim(&stage, 1, at).await.remove(0);
        assert_eq!((kept.id, kept.kind, kept.user), (new.id, new.kind, new.user));
        assert_eq!(kept.invitation, new.invitation);
        assert_eq!((&kept.recipient, kept.expires_at), (&new.recipient, new.expires_at));
        assert_eq!((kept.occurrence.at, &kept.occurrence.origin), (at, &new.origin));
        assert_eq!((kept.attempts, kept.next_attempt_at), (1, at + LEASE));
        assert_eq!((kept.given_up_at, kept.last_error), (None, None));
    }
}

#[tokio::test]
async fn two_nodes_at_once_get_different_messages() {
    let stage = Stage::for_a_crowd_of(2).await;
    let at = now();
    let mut all = enqueue(&stage, 20, at).await;
    let later = at + Duration::SECOND;
    let (one, other) = tokio::join!(claim(&stage, 10, later), claim(&stage, 10, later));
    let mut claimed = [ids(&one), ids(&other)].concat();
    claimed.sort_unstable();
    all.sort_unstable();
    assert_eq!(claimed, all);
}

#[tokio::test]
async fn what_another_node_is_just_taking_is_passed_over_without_waiting() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 3, at).await;
    let held = format!("SELECT id::text AS cell FROM outbox WHERE id = '{}' FOR UPDATE", all[0]);
    let taken: Result<_, StoreError> = stage
        .database
        .in_system(&SCOPE, async |connection| {
            cells(connection, &held).await?;
            Ok(claim(&stage, 10, at + Duration::SECOND).await)
        })
        .await;
    assert_eq!(ids(&taken.unwrap()), all[1..]);
}

#[tokio::test]
async fn the_messages_that_wait_longest_come_first_and_none_before_its_time() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 3, at).await;
    assert_eq!(ids(&claim(&stage, 2, at + Duration::SECOND).await), all[..2]);
    let late = enqueue(&stage, 1, at + Duration::HOUR).await;
    assert_eq!(ids(&claim(&stage, 9, at + Duration::SECOND).await), all[2..]);
    assert_eq!(ids(&claim(&stage, 9, at + Duration::HOUR).await.split_off(3)), late);
}

#[tokio::test]
async fn a_message_whose_node_died_is_taken_by_another_when_the_lease_is_over() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 1, at).await;
    assert_eq!(claim(&stage, 9, at).await[0].attempts, 1);
    assert_eq!(claim(&stage, 9, at + LEASE - Duration::SECOND).await, []);
    let again = claim(&stage, 9, at + LEASE).await;
    assert_eq!((ids(&again), again[0].attempts), (all, 2));
}

#[tokio::test]
async fn a_message_is_removed_tried_again_or_given_up() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 3, at).await;
    claim(&stage, 3, at + Duration::SECOND).await;
    let later = at + Duration::HOUR;
    let retry = Settlement::Retry { next_attempt_at: later, error: "no route".to_owned() };
    let give_up = Settlement::GiveUp { error: "no such mailbox".to_owned() };
    for (id, settlement) in all.iter().zip([Settlement::Remove, retry, give_up]) {
        store(&stage).settle(&SCOPE, *id, settlement, at).await.unwrap();
    }
    let list = store(&stage).list(&SCOPE, 100).await.unwrap();
    assert_eq!(ids(&list), all[1..]);
    assert_eq!((list[0].next_attempt_at, list[0].given_up_at), (later, None));
    assert_eq!(list[0].last_error.as_deref(), Some("no route"));
    assert_eq!(
        (list[1].given_up_at, list[1].last_error.as_deref()),
        (Some(at), Some("no such mailbox"))
    );
    let depth = store(&stage).depth(&SCOPE).await.unwrap();
    assert_eq!(depth, OutboxDepth { waiting: 1, given_up: 1 });
    assert_eq!(ids(&claim(&stage, 9, later).await), all[1..2]);
}

#[tokio::test]
async fn an_operator_has_one_or_all_tried_at_once_also_what_was_given_up() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 3, at).await;
    claim(&stage, 3, at + Duration::SECOND).await;
    for id in &all {
        let give_up = Settlement::GiveUp { error: "no".to_owned() };
        store(&stage).settle(&SCOPE, *id, give_up, at).await.unwrap();
    }
    let later = at + Duration::HOUR;
    let retry = async |which| store(&stage).retry(&SCOPE, which, later).await.unwrap();
    assert_eq!(retry(Some(MessageId::new(fresh()))).await, 0);
    assert_eq!(claim(&stage, 9, later).await, []);
    assert_eq!(retry(Some(all[0])).await, 1);
    assert_eq!(ids(&claim(&stage, 9, later).await), all[..1]);
    // The first is just being sent.
    assert_eq!(retry(None).await, 2);
    assert_eq!(ids(&claim(&stage, 9, later).await), all[1..]);
}

#[tokio::test]
async fn a_list_shows_the_oldest_first_and_no_more_than_asked_for() {
    let stage = Stage::new().await;
    let all = enqueue(&stage, 3, now()).await;
    assert_eq!(ids(&store(&stage).list(&SCOPE, 2).await.unwrap()), all[..2]);
}

#[tokio::test]
async fn what_only_a_newer_build_can_send_is_left_to_it() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 2, at).await;
    let newer = format!("UPDATE outbox SET kind = 'of tomorrow' WHERE id = '{}'", all[0]);
    stage.test.sql(&newer).await;
    assert_eq!(ids(&claim(&stage, 9, at + Duration::SECOND).await), all[1..]);
    let untouched = "SELECT attempts FROM outbox WHERE kind = 'of tomorrow'";
    assert_eq!(stage.test.sql(untouched).await, ["0"]);
    assert_eq!(store(&stage).depth(&SCOPE).await.unwrap().waiting, 2);
}

#[tokio::test]
async fn a_message_that_makes_no_sense_does_not_hold_up_the_others() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 3, at).await;
    let senseless = format!("UPDATE outbox SET recipient = 'nobody' WHERE id = '{}'", all[1]);
    stage.test.sql(&senseless).await;
    let claimed = claim(&stage, 9, at + Duration::SECOND).await;
    assert_eq!(ids(&claimed), [all[0], all[2]]);
}

#[tokio::test]
async fn what_is_just_being_sent_is_not_sent_a_second_time_by_an_operator() {
    let stage = Stage::new().await;
    let at = now();
    let all = enqueue(&stage, 2, at).await;
    let taken = at + Duration::SECOND;
    assert_eq!(ids(&claim(&stage, 1, taken).await), all[..1]);
    let retry = async |which, at| store(&stage).retry(&SCOPE, which, at).await.unwrap();
    assert_eq!(retry(Some(all[0]), taken).await, 0);
    assert_eq!(retry(None, taken).await, 1);
    // Whoever took it has not been heard of since.
    assert_eq!(retry(None, taken + LEASE).await, 2);
}

#[tokio::test]
async fn what_another_node_settled_stays_as_it_left_it() {
    let stage = Stage::new().await;
    let at = now();
    let message = enqueue(&stage, 1, at).await.remove(0);
    claim(&stage, 1, at).await;
    claim(&stage, 1, at + LEASE).await;
    let settle = async |settlement| {
        store(&stage).settle(&SCOPE, message, settlement, at + LEASE).await.unwrap();
        store(&stage).list(&SCOPE, 1).await.unwrap()
    };
    let given_up = settle(Settlement::GiveUp { error: "no such mailbox".to_owned() }).await;
    assert_eq!(given_up[0].given_up_at, Some(at + LEASE));
    assert_eq!(stage.rows("outbox WHERE claimed_until IS NULL").await, "1");
    let late = Settlement::Retry { next_attempt_at: at, error: "no route".to_owned() };
    assert_eq!(settle(late).await, given_up);
    assert_eq!(settle(Settlement::GiveUp { error: "no route".to_owned() }).await, given_up);
    assert_eq!(settle(Settlement::Remove).await, []);
}
