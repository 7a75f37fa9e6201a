//! Seeing one's sessions, and ending some of them.

use super::*;
use crate::access::Denied;
use crate::fixtures::{homeless, origin, outage};
use crate::id::SessionId;

const OTHER: SessionId = SessionId::new(Uuid::from_u128(0xB5));

fn service(sessions: MockSessionStore) -> SessionService {
    SessionService::new(SessionParts { sessions: Arc::new(sessions), ..parts() })
}

fn entry() -> SessionEntry {
    SessionEntry {
        id: SESSION,
        created_at: NOW - Duration::DAY,
        last_used_at: NOW,
        ip: origin().ip,
        user_agent: origin().user_agent.clone(),
    }
}

fn ending(answer: bool) -> MockSessionStore {
    let mut sessions = MockSessionStore::new();
    sessions.expect_end().once().returning(move |scope, session, reason, at| {
        assert_eq!((scope.user(), session, at), (USER, OTHER, NOW));
        assert_eq!(reason, EndReason::Revoked);
        Ok(answer)
    });
    sessions
}

#[tokio::test]
async fn people_see_their_own_live_sessions() {
    let mut sessions = MockSessionStore::new();
    sessions
        .expect_list()
        .once()
        .withf(|scope, at| (scope.user(), *at) == (USER, NOW))
        .returning(|_, _| Ok(vec![entry()]));
    assert_eq!(service(sessions).list(&homeless()).await.unwrap(), [entry()]);
}

#[tokio::test]
async fn people_end_one_of_their_sessions() {
    assert!(service(ending(true)).revoke(&homeless(), OTHER).await.is_ok());
}

#[tokio::test]
async fn a_session_that_is_over_or_somebody_elses_does_not_exist() {
    let refusal = service(ending(false)).revoke(&homeless(), OTHER).await;
    assert!(matches!(refusal, Err(RevokeSessionError::Denied(Denied::NotFound))), "{refusal:?}");
}

#[tokio::test]
async fn ending_the_others_keeps_the_session_at_hand() {
    let mut sessions = MockSessionStore::new();
    sessions
        .expect_end_others()
        .once()
        .withf(|scope, kept, reason, at| {
            (scope.user(), *kept, *reason, *at) == (USER, SESSION, EndReason::Revoked, NOW)
        })
        .returning(|_, _, _, _| Ok(()));
    assert!(service(sessions).revoke_others(&homeless()).await.is_ok());
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_list().returning(|_, _| Err(outage()));
    sessions.expect_end().returning(|_, _, _, _| Err(outage()));
    sessions.expect_end_others().returning(|_, _, _, _| Err(outage()));
    let service = service(sessions);
    assert!(service.list(&homeless()).await.is_err());
    assert!(service.revoke_others(&homeless()).await.is_err());
    let failure = service.revoke(&homeless(), OTHER).await;
    assert!(matches!(failure, Err(RevokeSessionError::Store(_))), "{failure:?}");
}
