//! Acting in another of one's tenants.

use super::*;
use crate::access::Denied;
use crate::fixtures::{homeless, outage};

const ELSEWHERE: TenantId = TenantId::new(Uuid::from_u128(0xD1));

fn service(answer: Option<OffsetDateTime>) -> SessionService {
    let mut sessions = MockSessionStore::new();
    sessions.expect_switch_tenant().once().returning(move |scope, switch, at| {
        assert_eq!((scope.user(), at), (USER, NOW));
        assert_eq!((switch.session, switch.tenant), (SESSION, ELSEWHERE));
        assert_eq!(switch.refresh_digest, first_digest());
        assert_eq!(switch.idle_expires_at, NOW + LIFETIMES.refresh_idle);
        Ok(answer)
    });
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().returning(|claims| {
        assert_eq!((claims.session, claims.tenant), (SESSION, Some(ELSEWHERE)));
        Ok(PlainSecret::new(SIGNED))
    });
    let (sessions, tokens) = (Arc::new(sessions), Arc::new(tokens));
    SessionService::new(SessionParts { sessions, tokens, ..parts() })
}

#[tokio::test]
async fn the_same_session_gets_new_tokens_for_the_other_tenant() {
    let end = NOW + Duration::days(3);
    let tokens = service(Some(end)).switch_tenant(&homeless(), ELSEWHERE).await.unwrap();
    assert_eq!(tokens.access_token.expose(), SIGNED);
    assert_eq!(tokens.refresh_token.expose(), first_token().expose());
    assert_eq!(tokens.refresh_expires_in, Duration::days(3));
}

#[tokio::test]
async fn a_tenant_that_one_is_not_in_does_not_exist() {
    let refusal = service(None).switch_tenant(&homeless(), ELSEWHERE).await;
    let Err(error) = refusal else { panic!("let in") };
    assert!(matches!(error, SwitchTenantError::Denied(Denied::NotFound)), "{error:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_switch_tenant().returning(|_, _, _| Err(outage()));
    let service = SessionService::new(SessionParts { sessions: Arc::new(sessions), ..parts() });
    let Err(error) = service.switch_tenant(&homeless(), ELSEWHERE).await else { panic!("let in") };
    assert!(matches!(error, SwitchTenantError::Store(_)), "{error:?}");
}
