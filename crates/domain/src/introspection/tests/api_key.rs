//! About a project's API key.

use super::*;
use crate::api_key::ResourceType;
use crate::fixtures::PROJECT;

const KIND: CredentialKind = CredentialKind::ApiKey;

fn knowing(
    answer: impl Fn() -> Result<Option<ApiKeyFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_api_key()
        .once()
        .withf(|asked| *asked == digest(KIND))
        .returning(move |_| answer());
    directories
}

#[rstest]
#[case::that_ends(Some(NOW + Duration::MICROSECOND))]
#[case::that_does_not_end(None)]
#[tokio::test]
async fn a_good_one_is_active_with_all_that_it_is_bound_to_and_counts_as_used(
    #[case] expires_at: Option<time::OffsetDateTime>,
) {
    let facts = ApiKeyFacts { expires_at, ..api_key_facts() };
    let id = facts.id;
    let directories = knowing(move || Ok(Some(facts.clone())));
    let (answer, counted) = introspect(directories, &shown(KIND)).await;
    let expected = ActiveCredential {
        kind: TokenKind::ApiKey,
        subject: id.uuid(),
        username: None,
        tenant: Some(TENANT),
        organization: Some(ORGANIZATION),
        project: Some(PROJECT),
        resource_type: Some(ResourceType::stored("inference")),
        role: None,
        expires_at,
        issued_at: NOW - Duration::DAY,
        id: id.uuid(),
        used: UsedCredential::ApiKey(id),
    };
    assert_eq!(answer.unwrap(), Introspection::Active(Box::new(expected)));
    assert_eq!(counted, [(UsedCredential::ApiKey(id), 1)]);
}

#[rstest]
#[case::unknown(None)]
#[case::expired(Some(ApiKeyFacts { expires_at: Some(NOW), ..api_key_facts() }))]
#[case::ended(Some(ApiKeyFacts { fault: Some(Fault::Revoked), ..api_key_facts() }))]
#[case::of_a_project_that_is_gone(
    Some(ApiKeyFacts { fault: Some(Fault::ProjectInactive), ..api_key_facts() })
)]
#[tokio::test]
async fn any_other_is_inactive_and_counts_as_nothing(#[case] facts: Option<ApiKeyFacts>) {
    assert_inactive(introspect(knowing(move || Ok(facts.clone())), &shown(KIND)).await);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_key() {
    assert_store_failed(introspect(knowing(|| Err(outage())), &shown(KIND)).await);
}
