//! Tenant API keys.

use time::{Duration, OffsetDateTime};

use super::*;
use crate::access::{
    CredentialUsed, Denied, Grants, OrganizationGrant, Permission, ProjectGrant, TenantGrant,
    TenantRole,
};
use crate::fixtures::{PROJECT, TENANT_KEY, tenant_api_key_facts};
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

const KIND: CredentialKind = CredentialKind::TenantApiKey;

/// Directories that answer so about the key, where they must be asked for it and for the place that is called.
fn knowing(
    answer: impl Fn() -> Result<Option<TenantApiKeyFacts>, StoreError> + Send + 'static,
) -> Directories {
    let (mut directories, digest) = (Directories::new(), minted(KIND, ENTROPY).digest);
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .withf(move |asked, place| (*asked, *place) == (digest, PLACE))
        .returning(move |_, _| answer());
    directories
}

/// Who presents the key, saying that it begins so, and whether that was counted as a use of it.
async fn present(
    directories: Directories,
    prefix: Option<&str>,
) -> (Result<Caller, AuthenticationError>, bool) {
    let uses = directories.uses.clone();
    let presented = Presented::TenantApiKey { key: &shown(KIND), prefix };
    let answer = authenticate(directories, presented).await;
    let counted = uses.counted().await;
    let once = [(UsedCredential::TenantApiKey(TENANT_KEY), 1)];
    assert!(counted.is_empty() || counted == once, "{counted:?}");
    (answer, !counted.is_empty())
}

#[rstest]
#[case::without_a_word_of_its_prefix(None)]
#[case::with_its_prefix(Some(minted(KIND, ENTROPY).prefix))]
#[tokio::test]
async fn a_good_one_acts_for_its_tenant_as_an_administrator(#[case] prefix: Option<String>) {
    let (caller, counted) =
        present(knowing(|| Ok(Some(tenant_api_key_facts()))), prefix.as_deref()).await;
    let tenant = Some(TenantGrant { tenant: TENANT, role: TenantRole::Admin });
    let grants = Grants { tenant, ..Grants::default() };
    let caller = caller.unwrap();
    assert_eq!(caller, Caller::new(Identity::TenantApiKey { key: TENANT_KEY }, grants, origin()));
    assert_eq!(caller.trail().credential, Some(CredentialUsed::TenantApiKey));
    assert!(counted);
}

#[tokio::test]
async fn it_finds_what_there_is_in_its_tenant_and_has_no_role_of_its_own_there() {
    let place = FoundPlace { organization: Some(ORGANIZATION), project: Some(PROJECT) };
    let facts = TenantApiKeyFacts { place, ..tenant_api_key_facts() };
    let grants = facts.grants();
    let organization = OrganizationGrant { organization: ORGANIZATION, role: None };
    assert_eq!(grants.organization, Some(organization));
    assert_eq!(grants.project, Some(ProjectGrant { project: PROJECT, role: None }));
    let (caller, _) = present(knowing(move || Ok(Some(facts.clone()))), None).await;
    assert!(caller.unwrap().may(Permission::UpdateOrganization, PLACE));
}

#[tokio::test]
async fn what_is_not_in_its_tenant_does_not_exist() {
    let (caller, _) = present(knowing(|| Ok(Some(tenant_api_key_facts()))), None).await;
    let answer = caller.unwrap().authorize(Permission::ReadOrganization, PLACE);
    assert_eq!(answer, Err(Denied::NotFound));
}

#[rstest]
#[case::empty("")]
#[case::another_keys("tk-nc-0000")]
#[case::cut_short(&minted(KIND, ENTROPY).prefix[..6])]
#[case::the_whole_key(&shown(KIND))]
#[tokio::test]
async fn whoever_says_that_it_begins_otherwise_is_nobody(#[case] prefix: &str) {
    let (answer, counted) =
        present(knowing(|| Ok(Some(tenant_api_key_facts()))), Some(prefix)).await;
    assert_invalid(&answer);
    assert!(!counted);
}

fn faulty(fault: Fault) -> TenantApiKeyFacts {
    TenantApiKeyFacts { fault: Some(fault), ..tenant_api_key_facts() }
}

fn ending(expires_at: OffsetDateTime) -> TenantApiKeyFacts {
    TenantApiKeyFacts { expires_at: Some(expires_at), ..tenant_api_key_facts() }
}

#[rstest]
#[case::unknown(None)]
#[case::ended_now(Some(ending(NOW)))]
#[case::ended_before_it_began(Some(ending(NOW - Duration::days(365))))]
#[case::ended(Some(faulty(Fault::Revoked)))]
#[case::of_a_suspended_tenant(Some(faulty(Fault::TenantInactive)))]
#[tokio::test]
async fn any_other_is_nobody_and_no_use(#[case] facts: Option<TenantApiKeyFacts>) {
    let (answer, counted) = present(knowing(move || Ok(facts.clone())), None).await;
    assert_invalid(&answer);
    assert!(!counted);
}

#[tokio::test]
async fn one_that_does_not_end_by_itself_is_good() {
    let facts = TenantApiKeyFacts { expires_at: None, ..tenant_api_key_facts() };
    let (answer, counted) = present(knowing(move || Ok(Some(facts.clone()))), None).await;
    assert!(answer.is_ok() && counted, "{answer:?}");
}

#[tokio::test]
async fn a_failure_of_the_directory_is_no_invalid_key_and_no_use() {
    let (failure, counted) = present(knowing(|| Err(outage())), None).await;
    assert!(matches!(failure, Err(AuthenticationError::Store(_))), "{failure:?}");
    assert!(!counted);
}
