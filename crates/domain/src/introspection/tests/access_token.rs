//! About an access token.

use super::*;
use crate::access::{TenantGrant, TenantRole};
use crate::fixtures::{SESSION, access_claims, session_facts};
use crate::session::{InvalidAccessToken, SessionFacts};

const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

/// The answer about an access token when the directory says this of its session.
async fn introspect_session(
    answer: impl Fn() -> Result<Option<SessionFacts>, StoreError> + Send + 'static,
) -> (Answer, Counted) {
    let mut directories = asked_by_a_service();
    directories
        .tokens
        .expect_verify()
        .once()
        .withf(|token, now| (token, *now) == (JWT, NOW))
        .returning(|_, _| Ok(access_claims(Some(TENANT))));
    directories
        .sessions
        .expect_find_session()
        .once()
        .withf(|session, claimed, place| {
            (*session, *claimed, *place) == (SESSION, Some(TENANT), Place::Tenant)
        })
        .returning(move |_, _, _| answer());
    introspect(directories, JWT).await
}

/// A session that acts where this says, when the tenant that the token claims is gone if that is nowhere.
fn facts(grant: Option<TenantGrant>) -> SessionFacts {
    SessionFacts { claimed_tenant_lives: grant.is_some(), ..session_facts(grant) }
}

#[rstest]
#[case::in_a_tenant(Some(TenantGrant { tenant: TENANT, role: TenantRole::Admin }))]
#[case::in_none(None)]
#[tokio::test]
async fn a_good_one_is_active_with_the_role_of_the_moment_and_counts_as_a_use_of_its_session(
    #[case] grant: Option<TenantGrant>,
) {
    let (answer, counted) = introspect_session(move || Ok(Some(facts(grant)))).await;
    let claims = access_claims(Some(TENANT));
    let expected = ActiveCredential {
        kind: TokenKind::AccessToken,
        subject: USER.uuid(),
        username: Some("ada@lovelace.example".into()),
        tenant: grant.map(|grant| grant.tenant),
        organization: None,
        project: None,
        resource_type: None,
        role: grant.map(|grant| HeldRole::Tenant(grant.role)),
        expires_at: Some(claims.expires_at),
        issued_at: claims.issued_at,
        id: claims.id.uuid(),
        used: UsedCredential::Session(SESSION),
    };
    assert_eq!(answer.unwrap(), Introspection::Active(Box::new(expected)));
    assert_eq!(counted, [(UsedCredential::Session(SESSION), 1)]);
}

#[rstest]
#[case::unknown(None)]
#[case::ended(Some(SessionFacts { ended: true, ..facts(None) }))]
#[case::suspended(Some(SessionFacts { user_active: false, ..facts(None) }))]
#[tokio::test]
async fn one_whose_session_is_over_is_inactive(#[case] facts: Option<SessionFacts>) {
    assert_inactive(introspect_session(move || Ok(facts.clone())).await);
}

#[rstest]
#[case::nothing("", InvalidAccessToken::Foreign)]
#[case::junk("junk", InvalidAccessToken::Foreign)]
#[case::of_another_installation("sk-acme-another-installations", InvalidAccessToken::Foreign)]
#[case::one_that_has_ended(JWT, InvalidAccessToken::Expired)]
#[tokio::test]
async fn what_states_nothing_is_inactive(#[case] token: &str, #[case] why: InvalidAccessToken) {
    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().once().returning(move |_, _| Err(why));
    assert_inactive(introspect(directories, token).await);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_session() {
    assert_store_failed(introspect_session(|| Err(outage())).await);
}
