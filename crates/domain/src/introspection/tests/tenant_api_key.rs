//! About a tenant's API key.

use super::*;
use crate::access::TenantRole;

const KIND: CredentialKind = CredentialKind::TenantApiKey;

fn knowing(
    answer: impl Fn() -> Result<Option<TenantApiKeyFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .withf(|asked, place| (*asked, *place) == (digest(KIND), Place::Tenant))
        .returning(move |_, _| answer());
    directories
}

#[rstest]
#[case::that_ends(Some(NOW + Duration::MICROSECOND))]
#[case::that_does_not_end(None)]
#[tokio::test]
async fn a_good_one_speaks_for_itself_in_its_tenant_and_counts_as_used(
    #[case] expires_at: Option<time::OffsetDateTime>,
) {
    let facts = TenantApiKeyFacts { expires_at, ..tenant_api_key_facts() };
    let directories = knowing(move || Ok(Some(facts.clone())));
    let (answer, counted) = introspect(directories, &shown(KIND)).await;
    let expected = ActiveCredential {
        kind: TokenKind::TenantApiKey,
        subject: TENANT_KEY.uuid(),
        username: None,
        tenant: Some(TENANT),
        organization: None,
        project: None,
        resource_type: None,
        role: Some(HeldRole::Tenant(TenantRole::Admin)),
        expires_at,
        issued_at: NOW - Duration::DAY,
        id: TENANT_KEY.uuid(),
        used: UsedCredential::TenantApiKey(TENANT_KEY),
    };
    assert_eq!(expected.role.map(HeldRole::as_str), Some("ADMIN"));
    assert_eq!(answer.unwrap(), Introspection::Active(Box::new(expected)));
    assert_eq!(counted, [(UsedCredential::TenantApiKey(TENANT_KEY), 1)]);
}

#[rstest]
#[case::unknown(None)]
#[case::expired(Some(TenantApiKeyFacts { expires_at: Some(NOW), ..tenant_api_key_facts() }))]
#[case::ended(
    Some(TenantApiKeyFacts { fault: Some(Fault::Revoked), ..tenant_api_key_facts() })
)]
#[case::of_a_suspended_tenant(
    Some(TenantApiKeyFacts { fault: Some(Fault::TenantInactive), ..tenant_api_key_facts() })
)]
#[tokio::test]
async fn any_other_is_inactive_and_counts_as_nothing(#[case] facts: Option<TenantApiKeyFacts>) {
    assert_inactive(introspect(knowing(move || Ok(facts.clone())), &shown(KIND)).await);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_key() {
    assert_store_failed(introspect(knowing(|| Err(outage())), &shown(KIND)).await);
}
