use super::*;
use crate::fixtures::{OWN_ROWS, homeless, outage};

async fn log_out(sessions: MockSessionStore) -> Result<(), LogoutError> {
    let parts = SessionParts { sessions: Arc::new(sessions), ..parts() };
    SessionService::new(parts).log_out(&homeless()).await
}

#[tokio::test]
async fn signing_out_ends_the_session_at_hand() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_end().once().returning(|scope, session, reason, at| {
        assert_eq!((*scope, session, at), (OWN_ROWS, SESSION, NOW));
        assert_eq!(reason, EndReason::SignedOut);
        Ok(())
    });
    assert!(log_out(sessions).await.is_ok());
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_end().returning(|_, _, _, _| Err(outage()));
    assert!(matches!(log_out(sessions).await, Err(LogoutError::Store(_))));
}
