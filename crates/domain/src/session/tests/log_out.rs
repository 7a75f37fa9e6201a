use rstest::rstest;

use super::*;
use crate::fixtures::{homeless, outage};

async fn log_out(sessions: MockSessionStore) -> Result<(), LogoutError> {
    let parts = SessionParts { sessions: Arc::new(sessions), ..parts() };
    SessionService::new(parts).log_out(&homeless()).await
}

#[rstest]
#[case::which_lives(true)]
#[case::which_ended_meanwhile(false)]
#[tokio::test]
async fn signing_out_ends_the_session_at_hand(#[case] ended: bool) {
    let mut sessions = MockSessionStore::new();
    sessions.expect_end().once().returning(move |scope, session, reason, at| {
        assert_eq!((scope.user(), session, at), (USER, SESSION, NOW));
        assert_eq!(reason, EndReason::SignedOut);
        Ok(ended)
    });
    assert!(log_out(sessions).await.is_ok());
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_end().returning(|_, _, _, _| Err(outage()));
    assert!(matches!(log_out(sessions).await, Err(LogoutError::Store(_))));
}
