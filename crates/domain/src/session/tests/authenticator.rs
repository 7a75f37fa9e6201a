use rstest::rstest;

use super::*;
use crate::access::{Caller, CredentialUsed, Grants, Place, TenantGrant, TenantRole};
use crate::fixtures::{ORGANIZATION, origin, outage};
use crate::id::UserId;

const ELSEWHERE: TenantId = TenantId::new(Uuid::from_u128(0xB1));
const PLACE: Place = Place::Organization(ORGANIZATION);

fn grants(tenant: Option<TenantId>) -> Grants {
    let tenant = tenant.map(|tenant| TenantGrant { tenant, role: TenantRole::Member });
    Grants { tenant, ..Grants::default() }
}

fn facts(tenant: Option<TenantId>) -> SessionFacts {
    SessionFacts {
        user: USER,
        username: "ada@lovelace.example".into(),
        user_active: true,
        idle_expires_at: NOW + Duration::MICROSECOND,
        absolute_expires_at: NOW + Duration::MICROSECOND,
        ended: false,
        acts_in: tenant,
        claimed_tenant_lives: true,
        grants: grants(tenant),
    }
}

async fn authenticate_by(
    tokens: MockAccessTokens,
    directory: MockSessionDirectory,
) -> Result<Caller, AuthenticationError> {
    Authenticator::new(Arc::new(tokens), Arc::new(directory), clock())
        .authenticate("token", PLACE, origin())
        .await
}

fn valid(claims: AccessClaims) -> MockAccessTokens {
    let mut tokens = MockAccessTokens::new();
    tokens
        .expect_verify()
        .once()
        .withf(|token, now| (token, *now) == ("token", NOW))
        .returning(move |_, _| Ok(claims));
    tokens
}

/// Who presents a token for `claimed`, when the directory has these facts about its session.
async fn authenticate(
    claimed: Option<TenantId>,
    facts: Option<SessionFacts>,
) -> Result<Caller, AuthenticationError> {
    let mut directory = MockSessionDirectory::new();
    directory
        .expect_find_session()
        .once()
        .withf(move |session, tenant, place| {
            (*session, *tenant, *place) == (SESSION, claimed, PLACE)
        })
        .returning(move |_, _, _| Ok(facts.clone()));
    authenticate_by(valid(claims(claimed)), directory).await
}

#[track_caller]
fn assert_invalid(answer: &Result<Caller, AuthenticationError>) {
    assert!(matches!(answer, Err(AuthenticationError::Invalid)), "{answer:?}");
}

#[tokio::test]
async fn a_good_token_of_a_live_session_tells_who_calls_with_the_roles_of_the_moment() {
    let caller = authenticate(Some(TENANT), Some(facts(Some(TENANT)))).await.unwrap();
    assert_eq!(caller, Caller::new(USER, SESSION, grants(Some(TENANT)), origin()));
}

#[tokio::test]
async fn whatever_the_caller_does_tells_of_their_session_and_where_it_came_from() {
    let caller = authenticate(Some(TENANT), Some(facts(Some(TENANT)))).await.unwrap();
    let (scope, trail) = (caller.own_rows(), caller.trail());
    assert_eq!((trail.actor, trail.credential), (Some(USER), Some(CredentialUsed::Session)));
    assert_eq!((trail.credential_id, &trail.origin), (Some(SESSION.uuid()), &origin()));
    assert_eq!((scope.user(), scope.tenant(), scope.trail()), (USER, Some(TENANT), trail));
}

#[tokio::test]
async fn a_token_that_is_not_valid_asks_nobody_further() {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().returning(|_, _| Err(InvalidAccessToken));
    assert_invalid(&authenticate_by(tokens, MockSessionDirectory::new()).await);
}

#[tokio::test]
async fn a_session_that_nobody_knows_is_no_session() {
    assert_invalid(&authenticate(Some(TENANT), None).await);
}

#[rstest]
#[case::ended(SessionFacts { ended: true, ..facts(Some(TENANT)) })]
#[case::idle_too_long(SessionFacts { idle_expires_at: NOW, ..facts(Some(TENANT)) })]
#[case::too_old(SessionFacts { absolute_expires_at: NOW, ..facts(Some(TENANT)) })]
#[case::suspended(SessionFacts { user_active: false, ..facts(Some(TENANT)) })]
#[case::anothers(SessionFacts { user: UserId::new(Uuid::from_u128(0xB4)), ..facts(Some(TENANT)) })]
#[tokio::test]
async fn a_good_token_does_not_outlive_what_it_stands_for(#[case] facts: SessionFacts) {
    assert_invalid(&authenticate(Some(TENANT), Some(facts)).await);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_for_another_live_tenant_than_the_rows_is_not_valid(#[case] row: Option<TenantId>) {
    assert_invalid(&authenticate(Some(ELSEWHERE), Some(facts(row))).await);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_for_a_tenant_that_is_gone_follows_the_row(#[case] row: Option<TenantId>) {
    let facts = SessionFacts { claimed_tenant_lives: false, ..facts(row) };
    assert_eq!(authenticate(Some(ELSEWHERE), Some(facts)).await.unwrap().tenant(), row);
}

#[tokio::test]
async fn whoever_left_the_tenant_of_their_session_goes_on_without_one() {
    let facts = SessionFacts { grants: grants(None), ..facts(Some(TENANT)) };
    assert_eq!(authenticate(Some(TENANT), Some(facts)).await.unwrap().tenant(), None);
}

#[rstest]
#[case::the_row_names_one(Some(TENANT))]
#[case::the_row_names_none(None)]
#[tokio::test]
async fn a_token_without_a_tenant_follows_the_row(#[case] row: Option<TenantId>) {
    assert_eq!(authenticate(None, Some(facts(row))).await.unwrap().tenant(), row);
}

#[tokio::test]
async fn a_failure_of_the_directory_is_no_invalid_token() {
    let mut directory = MockSessionDirectory::new();
    directory.expect_find_session().returning(|_, _, _| Err(outage()));
    let failure = authenticate_by(valid(claims(None)), directory).await;
    assert!(matches!(failure, Err(AuthenticationError::Store(_))), "{failure:?}");
}
