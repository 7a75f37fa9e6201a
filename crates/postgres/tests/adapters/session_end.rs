//! Sessions: how they are listed and ended, and what keeps one from beginning.

use tenantry_domain::access::{CredentialUsed, Trail, UserScope};
use tenantry_domain::id::{SessionId, UserId};
use tenantry_domain::notification::{MessageKind, Recipient};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::{EndReason, NewSession, OpenError, SessionStore as _};
use tenantry_postgres::PostgresSessionStore;
use tenantry_testkit::fixtures::{Home, fresh, message, new_session, now, password_hash};
use time::{Duration, OffsetDateTime};

use crate::support::{Stage, origin};

fn store(stage: &Stage) -> PostgresSessionStore {
    PostgresSessionStore::new(stage.database.clone())
}

async fn end(stage: &Stage, home: &Home, id: SessionId, at: OffsetDateTime) -> bool {
    store(stage).end(&home.own_rows(), id, EndReason::SignedOut, at).await.unwrap()
}

#[tokio::test]
async fn a_session_ends_once_and_for_its_owner_alone() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (id, _) = stage.fixtures.session(ours.founder).await;
    let ended = "SELECT concat_ws(' ', ended_at IS NOT NULL, end_reason) FROM sessions";
    assert!(!end(&stage, &theirs, id, now()).await);
    assert!(!end(&stage, &ours, SessionId::new(fresh()), now()).await);
    assert_eq!(stage.test.sql(ended).await, ["f"]);
    assert!(end(&stage, &ours, id, now()).await);
    assert_eq!(stage.test.sql(ended).await, ["t signed_out"]);
    let moment = stage.test.sql("SELECT ended_at FROM sessions").await;
    assert!(!end(&stage, &ours, id, now() + Duration::HOUR).await);
    assert_eq!(stage.test.sql("SELECT ended_at FROM sessions").await, moment);
}

#[tokio::test]
async fn a_session_that_is_over_by_itself_is_neither_listed_nor_ended() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for column in ["idle_expires_at", "absolute_expires_at"] {
        let (id, _) = stage.fixtures.session(home.founder).await;
        stage.test.sql(&format!("UPDATE sessions SET {column} = now()")).await;
        assert!(!end(&stage, &home, id, now()).await, "{column}");
        assert_eq!(store(&stage).list(&home.own_rows(), now()).await.unwrap(), [], "{column}");
    }
}

#[tokio::test]
async fn a_list_shows_a_persons_live_sessions_the_one_used_last_first() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (first, _) = stage.fixtures.session(ours.founder).await;
    let at = now();
    let trail = Trail::of_person(ours.founder, CredentialUsed::Password, &origin("curl/8"));
    let new = new_session(at);
    let second = new.id;
    store(&stage).open(&ours.own_rows().by(trail), new, password_hash(), at).await.unwrap();
    let (over, _) = stage.fixtures.session(ours.founder).await;
    stage.fixtures.session(theirs.founder).await;
    end(&stage, &ours, over, now()).await;
    let list = store(&stage).list(&ours.own_rows(), now()).await.unwrap();
    let ids: Vec<_> = list.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [second, first]);
    assert_eq!((list[0].created_at, list[0].last_used_at), (at, at));
    assert_eq!((list[0].ip, list[0].user_agent.as_deref()), (origin("").ip, Some("curl/8")));
    let used = format!("UPDATE sessions SET last_used_at = now() WHERE id = '{first}'");
    stage.test.sql(&used).await;
    let list = store(&stage).list(&ours.own_rows(), now()).await.unwrap();
    assert_eq!(list[0].id, first);
}

#[tokio::test]
async fn to_end_the_others_spares_the_one_at_hand_and_everybody_else() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (kept, _) = stage.fixtures.session(ours.founder).await;
    for _ in 0..3 {
        stage.fixtures.session(ours.founder).await;
    }
    let (foreign, _) = stage.fixtures.session(theirs.founder).await;
    let scope = ours.own_rows();
    store(&stage).end_others(&scope, kept, EndReason::Revoked, now()).await.unwrap();
    let live = "SELECT id FROM sessions WHERE ended_at IS NULL ORDER BY created_at";
    assert_eq!(stage.test.sql(live).await, [kept.to_string(), foreign.to_string()]);
    let reasons = "SELECT DISTINCT end_reason FROM sessions WHERE ended_at IS NOT NULL";
    assert_eq!(stage.test.sql(reasons).await, ["revoked"]);
}

#[tokio::test]
async fn no_session_begins_for_a_password_that_was_changed_or_an_account_that_was_closed() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let open = async |hash: PasswordHash| {
        let scope = UserScope::for_tests(user.id);
        store(&stage).open(&scope, new_session(now()), hash, now()).await
    };
    let superseded = open(PasswordHash::new("another")).await;
    assert!(matches!(superseded, Err(OpenError::Superseded)), "{superseded:?}");
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE users SET {end}")).await;
        let closed = open(password_hash()).await;
        assert!(matches!(closed, Err(OpenError::Superseded)), "{end}: {closed:?}");
    }
    assert_eq!(stage.test.sql("SELECT count(*) FROM sessions").await, ["0"]);
    assert_eq!(stage.actions().await, ["user.sign_up"]);
}

/// Begins a session by this program, with news in case that it is a new one.
async fn open_by(stage: &Stage, user: UserId, program: &str) {
    let address = tenantry_domain::user::EmailAddress::new("ada@example.com").unwrap();
    let news = message(MessageKind::NewSignIn, user, Recipient::Email(address));
    let new = NewSession { news: Some(news), ..new_session(now()) };
    let trail = Trail::of_person(user, CredentialUsed::Password, &origin(program));
    let scope = UserScope::for_tests(user).by(trail);
    store(stage).open(&scope, new, password_hash(), now()).await.unwrap();
}

#[tokio::test]
async fn news_are_sent_of_a_new_program_and_not_of_the_very_first() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    stage.test.sql("DELETE FROM outbox").await;
    let mut news = Vec::new();
    for program in ["firefox", "firefox", "curl", "firefox", "curl"] {
        open_by(&stage, user.id, program).await;
        news.extend(stage.test.sql("DELETE FROM outbox RETURNING kind").await);
        news.push(program.to_owned());
    }
    assert_eq!(news, ["firefox", "firefox", "new_sign_in", "curl", "firefox", "curl"]);
}
