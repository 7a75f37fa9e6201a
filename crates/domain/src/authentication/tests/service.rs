//! The credentials of the platform's other services.

use super::*;
use crate::access::{ServiceCaller, ServiceRight};
use crate::fixtures::service_facts;
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

const KIND: CredentialKind = CredentialKind::ServiceCredential;

fn knowing(
    answer: impl Fn() -> Result<Option<ServiceFacts>, StoreError> + Send + 'static,
) -> Directories {
    let (mut directories, digest) = (Directories::new(), minted(KIND, ENTROPY).digest);
    directories
        .credentials
        .expect_find_service()
        .once()
        .withf(move |asked| *asked == digest)
        .returning(move |_| answer());
    directories
}

async fn show(directories: Directories, text: &str) -> Result<ServiceCaller, AuthenticationError> {
    Authenticator::new(directories.live()).authenticate_service(text, origin()).await
}

#[track_caller]
fn assert_nobody(answer: &Result<ServiceCaller, AuthenticationError>) {
    assert!(matches!(answer, Err(AuthenticationError::Invalid)), "{answer:?}");
}

#[tokio::test]
async fn a_good_one_tells_which_service_calls_and_what_it_may_do_and_counts_as_used() {
    let directories = knowing(|| Ok(Some(service_facts())));
    let uses = directories.uses.clone();
    let service = show(directories, &shown(KIND)).await.unwrap();
    let rights = vec![ServiceRight::Referrals];
    assert_eq!(service, ServiceCaller::new(service_facts().id, rights, origin()));
    let gateway = UsedCredential::ServiceCredential(service_facts().id);
    assert_eq!(
        (uses.counted().await, uses.counted_of_services().await),
        (vec![], vec![(gateway, 1)])
    );
}

#[rstest]
#[case::unknown(None)]
#[case::revoked(Some(ServiceFacts { revoked: true, ..service_facts() }))]
#[tokio::test]
async fn any_other_is_nobody(#[case] facts: Option<ServiceFacts>) {
    let directories = knowing(move || Ok(facts.clone()));
    let uses = directories.uses.clone();
    assert_nobody(&show(directories, &shown(KIND)).await);
    assert_eq!(uses.counted_of_services().await, []);
}

#[rstest]
#[case::nothing(String::new())]
#[case::mistyped(mistyped(KIND))]
#[case::an_access_token("a.signed.token".into())]
#[case::an_api_key(shown(CredentialKind::ApiKey))]
#[case::a_personal_access_token(shown(CredentialKind::PersonalAccessToken))]
#[case::a_tenants_api_key(shown(CredentialKind::TenantApiKey))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[tokio::test]
async fn what_is_no_service_credential_asks_nobody(#[case] text: String) {
    assert_nobody(&show(Directories::new(), &text).await);
}

#[tokio::test]
async fn a_failure_of_the_directory_is_no_invalid_credential() {
    let failure = show(knowing(|| Err(outage())), &shown(KIND)).await;
    assert!(matches!(failure, Err(AuthenticationError::Store(_))), "{failure:?}");
}
