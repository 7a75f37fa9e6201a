//! What is presented where it does not belong, or is no credential. All of it is refused without asking anybody.

use super::*;

/// Who presents this where nothing may be looked up, and no use is counted.
async fn present(presented: Presented<'_>) -> Result<Caller, AuthenticationError> {
    let directories = Directories::new();
    let uses: Uses = directories.uses.clone();
    let answer = authenticate(directories, presented).await;
    assert_eq!(uses.counted().await, []);
    answer
}

const fn as_key(key: &str) -> Presented<'_> {
    Presented::TenantApiKey { key, prefix: None }
}

#[rstest]
#[case::a_tenants_api_key(shown(CredentialKind::TenantApiKey))]
#[case::a_service_credential(shown(CredentialKind::ServiceCredential))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[case::a_mistyped_personal_access_token(mistyped(CredentialKind::PersonalAccessToken))]
#[case::a_personal_access_token_cut_short("pat-nc-abc".into())]
#[tokio::test]
async fn these_are_no_bearer_tokens(#[case] text: String) {
    assert_invalid(&present(Presented::Bearer(&text)).await);
}

#[rstest]
#[case::nothing(String::new())]
#[case::an_access_token("a.signed.token".into())]
#[case::a_personal_access_token(shown(CredentialKind::PersonalAccessToken))]
#[case::a_service_credential(shown(CredentialKind::ServiceCredential))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[case::a_mistyped_key(mistyped(CredentialKind::TenantApiKey))]
#[case::a_key_cut_short("tk-nc-abc".into())]
#[case::another_installations_key("tk-acme-abc".into())]
#[tokio::test]
async fn these_are_no_keys_of_a_tenant(#[case] text: String) {
    assert_invalid(&present(as_key(&text)).await);
}

#[rstest]
#[case::well_formed(shown(CredentialKind::ApiKey))]
#[case::mistyped(mistyped(CredentialKind::ApiKey))]
#[tokio::test]
async fn whoever_shows_a_projects_key_learns_that_it_is_for_something_else(#[case] text: String) {
    for presented in [Presented::Bearer(&text), as_key(&text)] {
        let refusal = present(presented).await;
        assert!(matches!(refusal, Err(AuthenticationError::ProjectApiKey)), "{refusal:?}");
    }
}
