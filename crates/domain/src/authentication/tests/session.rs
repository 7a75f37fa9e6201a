//! Access tokens.

use uuid::Uuid;

use super::*;
use crate::access::{CredentialUsed, Grants, TenantGrant, TenantRole, Trail};
use crate::fixtures::{SESSION, access_claims, session_facts};
use crate::id::{TenantId, UserId};
use crate::session::{AccessClaims, InvalidAccessToken, SessionFacts};
use crate::usage::UsedCredential;

const ELSEWHERE: TenantId = TenantId::new(Uuid::from_u128(0xB1));
const SIGNED: Presented<'static> = Presented::Bearer("a.signed.token");

fn grant(tenant: TenantId) -> TenantGrant {
    TenantGrant { tenant, role: TenantRole::Member }
}

fn facts(tenant: Option<TenantId>) -> SessionFacts {
    session_facts(tenant.map(grant))
}

/// Directories in which the token states this.
fn stating(claims: AccessClaims) -> Directories {
    let mut directories = Directories::new();
    directories
        .tokens
        .expect_verify()
        .once()
        .withf(|token, now| (token, *now) == ("a.signed.token", NOW))
        .returning(move |_, _| Ok(claims));
    directories
}

/// Directories in which the token is for `claimed`, and its session is known by these facts.
fn knowing(claimed: Option<TenantId>, facts: Option<SessionFacts>) -> Directories {
    let mut directories = stating(access_claims(claimed));
    directories
        .sessions
        .expect_find_session()
        .once()
        .withf(move |session, tenant, place| {
            (*session, *tenant, *place) == (SESSION, claimed, PLACE)
        })
        .returning(move |_, _, _| Ok(facts.clone()));
    directories
}

async fn whose(
    claimed: Option<TenantId>,
    facts: Option<SessionFacts>,
) -> Result<Caller, AuthenticationError> {
    authenticate(knowing(claimed, facts), SIGNED).await
}

#[tokio::test]
async fn a_good_token_of_a_live_session_tells_who_calls_with_the_roles_of_the_moment() {
    let caller = whose(Some(TENANT), Some(facts(Some(TENANT)))).await.unwrap();
    let identity = Identity::Session { user: USER, session: SESSION };
    let grants = Grants { tenant: Some(grant(TENANT)), ..Grants::default() };
    assert_eq!(caller, Caller::new(identity, grants, origin()));
}

#[tokio::test]
async fn whatever_the_caller_does_tells_of_their_session_and_where_it_came_from() {
    let caller = whose(Some(TENANT), Some(facts(Some(TENANT)))).await.unwrap();
    let expected = Trail {
        actor: Some(USER.into()),
        credential: Some(CredentialUsed::Session),
        credential_id: Some(SESSION.uuid()),
        origin: origin(),
    };
    assert_eq!(caller.trail(), &expected);
}

#[tokio::test]
async fn what_a_session_is_used_for_counts_whether_or_not_it_acts_in_a_tenant() {
    for tenant in [Some(TENANT), None] {
        let directories = knowing(tenant, Some(facts(tenant)));
        let uses = directories.uses.clone();
        authenticate(directories, SIGNED).await.unwrap();
        assert_eq!(uses.counted().await, [(UsedCredential::Session(SESSION), 1)]);
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_not_used() {
    let over = SessionFacts { ended: true, ..facts(Some(TENANT)) };
    let directories = knowing(Some(TENANT), Some(over));
    let uses = directories.uses.clone();
    assert_invalid(&authenticate(directories, SIGNED).await);
    assert_eq!(uses.counted().await, []);
}

#[rstest]
#[case::anothers(InvalidAccessToken::Foreign)]
#[case::ended(InvalidAccessToken::Expired)]
#[tokio::test]
async fn a_token_that_is_not_valid_asks_nobody_further(#[case] why: InvalidAccessToken) {
    let mut directories = Directories::new();
    directories.tokens.expect_verify().once().returning(move |_, _| Err(why));
    assert_invalid(&authenticate(directories, SIGNED).await);
}

#[tokio::test]
async fn a_session_that_nobody_knows_is_no_session() {
    assert_invalid(&whose(Some(TENANT), None).await);
}

#[rstest]
#[case::ended(SessionFacts { ended: true, ..facts(Some(TENANT)) })]
#[case::idle_too_long(SessionFacts { idle_expires_at: NOW, ..facts(Some(TENANT)) })]
#[case::too_old(SessionFacts { absolute_expires_at: NOW, ..facts(Some(TENANT)) })]
#[case::suspended(SessionFacts { user_active: false, ..facts(Some(TENANT)) })]
#[case::anothers(SessionFacts { user: UserId::new(Uuid::from_u128(0xB4)), ..facts(Some(TENANT)) })]
#[tokio::test]
async fn a_good_token_does_not_outlive_what_it_stands_for(#[case] facts: SessionFacts) {
    assert_invalid(&whose(Some(TENANT), Some(facts)).await);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_for_another_live_tenant_than_the_rows_is_not_valid(#[case] row: Option<TenantId>) {
    assert_invalid(&whose(Some(ELSEWHERE), Some(facts(row))).await);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_for_a_tenant_that_is_gone_follows_the_row(#[case] row: Option<TenantId>) {
    let facts = SessionFacts { claimed_tenant_lives: false, ..facts(row) };
    assert_eq!(whose(Some(ELSEWHERE), Some(facts)).await.unwrap().tenant(), row);
}

#[tokio::test]
async fn whoever_left_the_tenant_of_their_session_goes_on_without_one() {
    let facts = SessionFacts { grants: Grants::default(), ..facts(Some(TENANT)) };
    assert_eq!(whose(Some(TENANT), Some(facts)).await.unwrap().tenant(), None);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_without_a_tenant_follows_the_row(#[case] row: Option<TenantId>) {
    assert_eq!(whose(None, Some(facts(row))).await.unwrap().tenant(), row);
}

#[tokio::test]
async fn a_failure_of_the_directory_is_no_invalid_token() {
    let mut directories = stating(access_claims(None));
    directories.sessions.expect_find_session().returning(|_, _, _| Err(outage()));
    let failure = authenticate(directories, SIGNED).await;
    assert!(matches!(failure, Err(AuthenticationError::Store(_))), "{failure:?}");
}
