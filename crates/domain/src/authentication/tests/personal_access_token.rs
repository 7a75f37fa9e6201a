//! Personal access tokens.

use time::Duration;

use super::*;
use crate::access::{CredentialUsed, OrganizationRole, Permission};
use crate::fixtures::{TOKEN, token_facts};
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

const KIND: CredentialKind = CredentialKind::PersonalAccessToken;

/// Directories that answer so about the token, where they must be asked for it at the place that is called.
fn knowing(
    answer: impl Fn() -> Result<Option<PersonalAccessTokenFacts>, StoreError> + Send + 'static,
) -> Directories {
    let (mut directories, digest) = (Directories::new(), minted(KIND, ENTROPY).digest);
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .withf(move |asked, place| (*asked, *place) == (digest, PLACE))
        .returning(move |_, _| answer());
    directories
}

/// Who presents the token, and whether that was counted as a use of it.
async fn present(directories: Directories) -> (Result<Caller, AuthenticationError>, bool) {
    let uses = directories.uses.clone();
    let answer = authenticate(directories, Presented::Bearer(&shown(KIND))).await;
    let counted = uses.counted().await;
    let once = [(UsedCredential::PersonalAccessToken(TOKEN), 1)];
    assert!(counted.is_empty() || counted == once, "{counted:?}");
    (answer, !counted.is_empty())
}

#[tokio::test]
async fn a_good_one_acts_as_its_owner_within_its_organization() {
    let (caller, counted) = present(knowing(|| Ok(Some(token_facts())))).await;
    let identity =
        Identity::PersonalAccessToken { user: USER, token: TOKEN, organization: ORGANIZATION };
    let caller = caller.unwrap();
    assert_eq!(caller, Caller::new(identity, token_facts().grants, origin()));
    assert_eq!(caller.trail().credential, Some(CredentialUsed::PersonalAccessToken));
    assert_eq!(caller.tenant(), Some(TENANT));
    assert!(caller.may(Permission::UpdateOrganization, PLACE));
    assert!(counted);
}

#[tokio::test]
async fn it_has_no_more_than_its_owners_role_of_the_moment() {
    let mut lowered = token_facts();
    lowered.role = OrganizationRole::Member;
    if let Some(organization) = &mut lowered.grants.organization {
        organization.role = Some(OrganizationRole::Member);
    }
    let (caller, _) = present(knowing(move || Ok(Some(lowered.clone())))).await;
    let caller = caller.unwrap();
    assert!(caller.may(Permission::ReadOrganization, PLACE));
    assert!(!caller.may(Permission::UpdateOrganization, PLACE));
}

#[rstest]
#[case::unknown(None)]
#[case::ended_by_itself(Some(PersonalAccessTokenFacts { expires_at: NOW, ..token_facts() }))]
#[case::ended_long_ago(
    Some(PersonalAccessTokenFacts { expires_at: NOW - Duration::DAY, ..token_facts() })
)]
#[case::ended(Some(PersonalAccessTokenFacts { fault: Some(Fault::Revoked), ..token_facts() }))]
#[case::of_a_suspended_person(
    Some(PersonalAccessTokenFacts { fault: Some(Fault::OwnerInactive), ..token_facts() })
)]
#[tokio::test]
async fn any_other_is_nobody_and_no_use(#[case] facts: Option<PersonalAccessTokenFacts>) {
    let (answer, counted) = present(knowing(move || Ok(facts.clone()))).await;
    assert_invalid(&answer);
    assert!(!counted);
}

#[tokio::test]
async fn a_failure_of_the_directory_is_no_invalid_token_and_no_use() {
    let (failure, counted) = present(knowing(|| Err(outage()))).await;
    assert!(matches!(failure, Err(AuthenticationError::Store(_))), "{failure:?}");
    assert!(!counted);
}
