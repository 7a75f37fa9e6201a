//! What is found to be wrong with a credential, and what of several faults.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::access::{TenantGrant, TenantRole};
use crate::fixtures::{
    access_claims, api_key_facts, session_facts, tenant_api_key_facts, token_facts,
};
use crate::id::{TenantId, UserId};
use crate::session::{InvalidAccessToken, SessionFacts};

const ELSEWHERE: TenantId = TenantId::new(Uuid::from_u128(0xB1));
const LATER: OffsetDateTime = NOW.saturating_add(Duration::MICROSECOND);

/// Nothing for a good one, as it can't be wrong in any way.
fn fault<T>(found: &Finding<T>) -> Option<Fault> {
    match found {
        Finding::Good(_) => None,
        Finding::Bad(fault) => Some(*fault),
    }
}

/// What is wrong with a credential of each kind that ends by itself, where their rows say this of all of them.
async fn faults(kept: Option<Fault>, end: OffsetDateTime) -> [Option<Fault>; 3] {
    let mut directories = Directories::new();
    let found = &mut directories.credentials;
    found.expect_find_api_key().once().returning(move |_| {
        Ok(Some(ApiKeyFacts { fault: kept, expires_at: Some(end), ..api_key_facts() }))
    });
    found.expect_find_personal_access_token().once().returning(move |_, _| {
        Ok(Some(PersonalAccessTokenFacts { fault: kept, expires_at: end, ..token_facts() }))
    });
    found.expect_find_tenant_api_key().once().returning(move |_, _| {
        Ok(Some(TenantApiKeyFacts { fault: kept, expires_at: Some(end), ..tenant_api_key_facts() }))
    });
    faults_of(directories, shown).await
}

/// What is wrong with these texts, one of each kind.
async fn faults_of(
    directories: Directories,
    text: impl Fn(CredentialKind) -> String,
) -> [Option<Fault>; 3] {
    let live = directories.live();
    let api_key = live.api_key(&text(CredentialKind::ApiKey)).await;
    let token = text(CredentialKind::PersonalAccessToken);
    let token = live.personal_access_token(&token, PLACE).await;
    let tenant_key = text(CredentialKind::TenantApiKey);
    let tenant_key = live.tenant_api_key(&tenant_key, None, PLACE).await;
    [fault(&api_key.unwrap()), fault(&token.unwrap()), fault(&tenant_key.unwrap())]
}

#[rstest]
#[case::nothing(None, LATER, None)]
#[case::its_end_has_come(None, NOW, Some(Fault::Expired))]
#[case::somebody_ended_it(Some(Fault::Revoked), LATER, Some(Fault::Revoked))]
#[case::somebody_ended_it_before_its_end_came(Some(Fault::Revoked), NOW, Some(Fault::Revoked))]
#[case::its_tenant_is_closed(Some(Fault::TenantInactive), LATER, Some(Fault::TenantInactive))]
#[case::its_tenant_is_closed_and_its_end_has_come(
    Some(Fault::TenantInactive),
    NOW,
    Some(Fault::Expired)
)]
#[case::its_organization_is_closed(
    Some(Fault::OrganizationInactive),
    LATER,
    Some(Fault::OrganizationInactive)
)]
#[case::its_organization_is_closed_and_its_end_has_come(
    Some(Fault::OrganizationInactive),
    NOW,
    Some(Fault::Expired)
)]
#[case::its_project_is_closed(Some(Fault::ProjectInactive), LATER, Some(Fault::ProjectInactive))]
#[case::its_project_is_closed_and_its_end_has_come(
    Some(Fault::ProjectInactive),
    NOW,
    Some(Fault::Expired)
)]
#[case::its_owner_is_suspended(Some(Fault::OwnerInactive), LATER, Some(Fault::OwnerInactive))]
#[case::its_owner_is_suspended_and_its_end_has_come(
    Some(Fault::OwnerInactive),
    NOW,
    Some(Fault::Expired)
)]
#[tokio::test]
async fn revoked_comes_before_expired_and_this_before_what_lies_around(
    #[case] kept: Option<Fault>,
    #[case] end: OffsetDateTime,
    #[case] expected: Option<Fault>,
) {
    assert_eq!(faults(kept, end).await, [expected; 3]);
}

#[tokio::test]
async fn a_key_that_does_not_end_by_itself_is_still_ended_by_somebody() {
    for kept in [None, Some(Fault::Revoked), Some(Fault::TenantInactive)] {
        let mut directories = Directories::new();
        directories.credentials.expect_find_api_key().returning(move |_| {
            Ok(Some(ApiKeyFacts { fault: kept, expires_at: None, ..api_key_facts() }))
        });
        directories.credentials.expect_find_tenant_api_key().returning(move |_, _| {
            let facts = tenant_api_key_facts();
            Ok(Some(TenantApiKeyFacts { fault: kept, expires_at: None, ..facts }))
        });
        let live = directories.live();
        let api_key = live.api_key(&shown(CredentialKind::ApiKey)).await.unwrap();
        let tenant_key = shown(CredentialKind::TenantApiKey);
        let tenant_key = live.tenant_api_key(&tenant_key, None, PLACE).await.unwrap();
        assert_eq!([fault(&api_key), fault(&tenant_key)], [kept; 2]);
    }
}

#[tokio::test]
async fn what_nobody_knows_is_unknown() {
    let mut directories = Directories::new();
    let found = &mut directories.credentials;
    found.expect_find_api_key().once().returning(|_| Ok(None));
    found.expect_find_personal_access_token().once().returning(|_, _| Ok(None));
    found.expect_find_tenant_api_key().once().returning(|_, _| Ok(None));
    assert_eq!(faults_of(directories, shown).await, [Some(Fault::Unknown); 3]);
}

#[tokio::test]
async fn what_is_misspelt_is_malformed_and_asks_nobody() {
    assert_eq!(faults_of(Directories::new(), mistyped).await, [Some(Fault::Malformed); 3]);
}

#[tokio::test]
async fn what_is_of_another_kind_is_malformed_and_asks_nobody() {
    let other = |_| shown(CredentialKind::RefreshToken);
    assert_eq!(faults_of(Directories::new(), other).await, [Some(Fault::Malformed); 3]);
}

#[rstest]
#[case::a_good_key(None)]
#[case::one_that_somebody_ended(Some(Fault::Revoked))]
#[tokio::test]
async fn a_key_with_another_prefix_than_its_own_is_not_known_whatever_else_is_wrong(
    #[case] kept: Option<Fault>,
) {
    let mut directories = Directories::new();
    directories.credentials.expect_find_tenant_api_key().once().returning(move |_, _| {
        Ok(Some(TenantApiKeyFacts { fault: kept, ..tenant_api_key_facts() }))
    });
    let key = shown(CredentialKind::TenantApiKey);
    let found = directories.live().tenant_api_key(&key, Some("tk-nc-0000"), PLACE).await;
    assert_eq!(fault(&found.unwrap()), Some(Fault::Unknown));
}

fn facts() -> SessionFacts {
    session_facts(Some(TenantGrant { tenant: TENANT, role: TenantRole::Member }))
}

/// What is wrong with an access token for this tenant, where this is known of its session.
async fn fault_of_session(claimed: TenantId, facts: Option<SessionFacts>) -> Option<Fault> {
    let mut directories = Directories::new();
    directories.tokens.expect_verify().returning(move |_, _| Ok(access_claims(Some(claimed))));
    directories.sessions.expect_find_session().returning(move |_, _, _| Ok(facts.clone()));
    fault(&directories.live().session("a.signed.token", PLACE).await.unwrap())
}

#[rstest]
#[case::nothing(Some(facts()), None)]
#[case::unknown(None, Some(Fault::Unknown))]
#[case::ended(Some(SessionFacts { ended: true, ..facts() }), Some(Fault::Revoked))]
#[case::anothers(
    Some(SessionFacts { user: UserId::new(Uuid::from_u128(0xB4)), ..facts() }),
    Some(Fault::Revoked)
)]
#[case::idle_too_long(
    Some(SessionFacts { idle_expires_at: NOW, ..facts() }),
    Some(Fault::Expired)
)]
#[case::too_old(
    Some(SessionFacts { absolute_expires_at: NOW, ..facts() }),
    Some(Fault::Expired)
)]
#[case::of_a_suspended_person(
    Some(SessionFacts { user_active: false, ..facts() }),
    Some(Fault::OwnerInactive)
)]
#[case::idle_and_of_a_suspended_person(
    Some(SessionFacts { idle_expires_at: NOW, user_active: false, ..facts() }),
    Some(Fault::Expired)
)]
#[case::all_at_once(
    Some(SessionFacts {
        ended: true,
        absolute_expires_at: NOW,
        user_active: false,
        ..facts()
    }),
    Some(Fault::Revoked)
)]
#[tokio::test]
async fn of_a_session_ended_comes_before_expired_and_this_before_its_person(
    #[case] facts: Option<SessionFacts>,
    #[case] expected: Option<Fault>,
) {
    assert_eq!(fault_of_session(TENANT, facts).await, expected);
}

#[tokio::test]
async fn a_token_for_the_tenant_that_its_session_left_is_revoked() {
    assert_eq!(fault_of_session(ELSEWHERE, Some(facts())).await, Some(Fault::Revoked));
    let gone = SessionFacts { claimed_tenant_lives: false, ..facts() };
    assert_eq!(fault_of_session(ELSEWHERE, Some(gone)).await, None);
}

#[rstest]
#[case::not_ours(InvalidAccessToken::Foreign, Fault::Malformed)]
#[case::ended(InvalidAccessToken::Expired, Fault::Expired)]
#[tokio::test]
async fn a_token_that_states_nothing_is_told_from_one_that_has_ended_and_asks_nobody(
    #[case] why: InvalidAccessToken,
    #[case] expected: Fault,
) {
    let mut directories = Directories::new();
    directories.tokens.expect_verify().once().returning(move |_, _| Err(why));
    let found = directories.live().session("a.signed.token", PLACE).await;
    assert_eq!(fault(&found.unwrap()), Some(expected));
}
