//! Ending a key.

use super::*;
use crate::fixtures::{TENANT, TENANT_KEY, by_key, by_token, by_token_in_project};

const SOMEBODY_ELSE: ActorId = ActorId::new(Uuid::from_u128(0xE2));
const OF_THE_KEY: ActorId = ActorId::new(TENANT_KEY.uuid());

/// A store with one key, which this one made.
fn store_with_key_of(created_by: ActorId) -> MockApiKeyStore {
    let mut keys = MockApiKeyStore::new();
    keys.expect_revoke().once().returning(move |scope, project, id, decide, at| {
        assert_eq!((scope.tenant(), project, id, at), (TENANT, PATH, KEY, NOW));
        decide(&key_of(created_by))
    });
    keys
}

#[rstest]
#[case::a_member_their_own(Caller::clone(&in_project(ProjectRole::Member)), USER.into())]
#[case::an_admin_anybodys(Caller::clone(&in_project(ProjectRole::Admin)), SOMEBODY_ELSE)]
#[case::an_organizations_admin(Caller::clone(&in_organization(OrganizationRole::Admin)), SOMEBODY_ELSE)]
#[case::a_tenants_admin(Caller::clone(&in_tenant(TenantRole::Admin)), SOMEBODY_ELSE)]
#[case::a_members_token_their_own(by_token_in_project(ProjectRole::Member), USER.into())]
#[case::a_projects_admins_token(by_token_in_project(ProjectRole::Admin), SOMEBODY_ELSE)]
#[case::the_token_of_an_organizations_admin(by_token(OrganizationRole::Admin), SOMEBODY_ELSE)]
#[case::a_tenants_key_its_own(by_key(), OF_THE_KEY)]
#[case::a_tenants_key_anybodys(by_key(), SOMEBODY_ELSE)]
#[tokio::test]
async fn a_key_is_revoked_by_who_made_it_and_by_who_runs_the_project(
    #[case] caller: Caller,
    #[case] created_by: ActorId,
) {
    assert!(service(store_with_key_of(created_by)).revoke(&caller, PATH, KEY).await.is_ok());
}

#[rstest]
#[case::in_a_session(Caller::clone(&in_project(ProjectRole::Member)))]
#[case::by_a_token(by_token_in_project(ProjectRole::Member))]
#[tokio::test]
async fn a_plain_member_does_not_revoke_anothers_key(#[case] caller: Caller) {
    let service = service(store_with_key_of(SOMEBODY_ELSE));
    assert_denied(&service.revoke(&caller, PATH, KEY).await, Denied::Forbidden);
}

#[tokio::test]
async fn a_key_that_is_not_there_is_not_revoked() {
    let mut keys = MockApiKeyStore::new();
    keys.expect_revoke().returning(|_, _, _, _, _| Err(Denied::NotFound.into()));
    let refusal = service(keys).revoke(&in_project(ProjectRole::Admin), PATH, KEY).await;
    assert_denied(&refusal, Denied::NotFound);
}

#[test]
fn whoever_may_revoke_their_own_alone_is_told_apart_by_name() {
    let own = KeyRemover::OfOwn(OF_THE_KEY);
    assert!(own.may_revoke(&key_of(OF_THE_KEY)).is_ok());
    let refusal = own.may_revoke(&key_of(SOMEBODY_ELSE));
    assert!(matches!(refusal, Err(RevokeError::Denied(Denied::Forbidden))), "{refusal:?}");
    assert!(KeyRemover::OfAny.may_revoke(&key_of(SOMEBODY_ELSE)).is_ok());
}
