use rstest::rstest;

use super::*;
use crate::fixtures::{mistyped, origin, outage};

/// A store with this session, found by the first token: it asks the rule, and applies what it says as a real one does.
fn store(kept: Session) -> MockSessionStore {
    let mut sessions = MockSessionStore::new();
    sessions.expect_refresh().once().returning(move |presented, from, decide| {
        assert_eq!((presented, from), (first_digest(), origin()));
        let decision = decide(&kept);
        let session = match decision {
            Refresh::Rotate { successor, idle_expires_at, at } => Session {
                current: successor,
                parent: Some(kept.current),
                rotated_at: at,
                idle_expires_at,
                ..kept.clone()
            },
            Refresh::End(_, at) => Session { ended_at: Some(at), ..kept.clone() },
            Refresh::Repeat | Refresh::Refuse => kept.clone(),
        };
        Ok(Some(Refreshed { decision, session }))
    });
    sessions
}

async fn refresh(
    sessions: MockSessionStore,
    tokens: MockAccessTokens,
    presented: PlainSecret,
) -> Result<SignedIn, RefreshError> {
    let parts = SessionParts { sessions: Arc::new(sessions), tokens: Arc::new(tokens), ..parts() };
    SessionService::new(parts).refresh(presented, &origin()).await
}

/// The refusal of the first token, for which nothing may be signed.
async fn refusal(sessions: MockSessionStore) -> RefreshError {
    let answer = refresh(sessions, MockAccessTokens::new(), first_token()).await;
    answer.err().expect("nothing is refreshed")
}

fn successor() -> PlainSecret {
    minted(CredentialKind::RefreshToken, SUCCESSOR).secret
}

#[rstest]
#[case::in_a_tenant(Some(TENANT))]
#[case::in_none(None)]
#[tokio::test]
async fn the_current_token_brings_its_successor_and_an_access_token_for_the_rows_tenant(
    #[case] tenant: Option<TenantId>,
) {
    let kept = Session { tenant, ..session() };
    let signed_in = refresh(store(kept), signing(tenant), first_token()).await.unwrap();
    assert_eq!(signed_in.access_token.expose(), SIGNED);
    assert_eq!(signed_in.access_expires_in, Duration::minutes(10));
    assert_eq!(signed_in.refresh_token.expose(), successor().expose());
    assert_eq!(signed_in.refresh_expires_in, Duration::days(7));
}

#[tokio::test]
async fn the_new_access_token_names_the_same_session() {
    let mut tokens = MockAccessTokens::new();
    tokens
        .expect_sign()
        .once()
        .withf(|claims| claims.session == SESSION)
        .returning(|_| Ok(PlainSecret::new(SIGNED)));
    assert!(refresh(store(session()), tokens, first_token()).await.is_ok());
}

#[tokio::test]
async fn near_its_end_the_session_bounds_the_new_token() {
    let kept = Session { absolute_expires_at: NOW + Duration::HOUR, ..session() };
    let signed_in = refresh(store(kept), signing(Some(TENANT)), first_token()).await.unwrap();
    assert_eq!(signed_in.refresh_expires_in, Duration::HOUR);
}

#[tokio::test]
async fn a_second_tab_gets_the_same_successor_for_as_long_as_that_holds() {
    let kept = rotated(NOW - Duration::seconds(4));
    let signed_in = refresh(store(kept), signing(Some(TENANT)), first_token()).await.unwrap();
    assert_eq!(signed_in.refresh_token.expose(), successor().expose());
    assert_eq!(signed_in.refresh_expires_in, Duration::days(7) - Duration::seconds(4));
}

#[rstest]
#[case::replayed(rotated(NOW - Duration::MINUTE))]
#[case::ended(Session { ended_at: Some(NOW), ..session() })]
#[case::expired(Session { idle_expires_at: NOW, ..session() })]
#[case::suspended(Session { user_active: false, ..session() })]
#[tokio::test]
async fn a_session_that_is_over_or_was_just_ended_gives_nothing(#[case] kept: Session) {
    assert!(matches!(refusal(store(kept)).await, RefreshError::InvalidRefreshToken));
}

#[tokio::test]
async fn a_token_that_nobody_knows_gives_nothing() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_refresh().returning(|_, _, _| Ok(None));
    assert!(matches!(refusal(sessions).await, RefreshError::InvalidRefreshToken));
}

#[rstest]
#[case::nothing(String::new())]
#[case::junk("junk".into())]
#[case::mistyped(mistyped(CredentialKind::RefreshToken))]
#[case::another_kind(minted(CredentialKind::ApiKey, ENTROPY).secret.expose().into())]
#[tokio::test]
async fn what_is_no_refresh_token_never_reaches_the_store(#[case] text: String) {
    let answer =
        refresh(MockSessionStore::new(), MockAccessTokens::new(), PlainSecret::new(text)).await;
    assert!(matches!(answer.err(), Some(RefreshError::InvalidRefreshToken)));
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_refresh().returning(|_, _, _| Err(outage()));
    assert!(matches!(refusal(sessions).await, RefreshError::Store(_)));
}

#[tokio::test]
async fn a_token_that_cannot_be_signed_is_no_answer() {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().returning(|_| Err(InvalidAccessToken::Foreign));
    let answer = refresh(store(session()), tokens, first_token()).await;
    assert!(matches!(answer.err(), Some(RefreshError::Signing(_))));
}
