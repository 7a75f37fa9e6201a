//! About a personal access token.

use super::*;
use crate::access::OrganizationRole;

const KIND: CredentialKind = CredentialKind::PersonalAccessToken;

fn knowing(
    answer: impl Fn() -> Result<Option<PersonalAccessTokenFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .withf(|asked, place| (*asked, *place) == (digest(KIND), Place::Tenant))
        .returning(move |_, _| answer());
    directories
}

#[tokio::test]
async fn a_good_one_speaks_for_its_owner_within_its_organization_and_counts_as_used() {
    let directories = knowing(|| Ok(Some(token_facts())));
    let (answer, counted) = introspect(directories, &shown(KIND)).await;
    let expected = ActiveCredential {
        kind: TokenKind::PersonalAccessToken,
        subject: USER.uuid(),
        username: Some("ada@lovelace.example".into()),
        tenant: Some(TENANT),
        organization: Some(ORGANIZATION),
        project: None,
        resource_type: None,
        role: Some(HeldRole::Organization(OrganizationRole::Admin)),
        expires_at: Some(NOW + Duration::MICROSECOND),
        issued_at: NOW - Duration::DAY,
        id: TOKEN.uuid(),
        used: UsedCredential::PersonalAccessToken(TOKEN),
    };
    assert_eq!(expected.role.map(HeldRole::as_str), Some("admin"));
    assert_eq!(answer.unwrap(), Introspection::Active(Box::new(expected)));
    assert_eq!(counted, [(UsedCredential::PersonalAccessToken(TOKEN), 1)]);
}

#[rstest]
#[case::unknown(None)]
#[case::expired(Some(PersonalAccessTokenFacts { expires_at: NOW, ..token_facts() }))]
#[case::ended(Some(PersonalAccessTokenFacts { fault: Some(Fault::Revoked), ..token_facts() }))]
#[case::of_a_suspended_person(
    Some(PersonalAccessTokenFacts { fault: Some(Fault::OwnerInactive), ..token_facts() })
)]
#[tokio::test]
async fn any_other_is_inactive_and_counts_as_nothing(
    #[case] facts: Option<PersonalAccessTokenFacts>,
) {
    assert_inactive(introspect(knowing(move || Ok(facts.clone())), &shown(KIND)).await);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_token() {
    assert_store_failed(introspect(knowing(|| Err(outage())), &shown(KIND)).await);
}
