//! What is wanted of a credential beside being good: a kind of resource, and of an API key the place that it is bound to.

use uuid::Uuid;

use super::*;
use crate::access::{TenantGrant, TenantRole};
use crate::fixtures::{ELSEWHERE, PROJECT, access_claims, session_facts};
use crate::id::{OrganizationId, ProjectId};

const OTHER: ProjectId = ProjectId::new(Uuid::from_u128(0xB3));

fn knowing_an_api_key(facts: ApiKeyFacts) -> Directories {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_api_key()
        .once()
        .returning(move |_| Ok(Some(facts.clone())));
    directories
}

async fn of_api_key(demand: Demand) -> Reason {
    let directories = knowing_an_api_key(api_key_facts());
    reason(directories, &shown(CredentialKind::ApiKey), &demand).await
}

fn made_for(resource_type: &str) -> Demand {
    Demand { resource_type: Some(resource_type.into()), ..Demand::default() }
}

#[rstest]
#[case::its_own("inference", Reason::Ok)]
#[case::another("storage", Reason::WrongResourceType)]
#[case::one_that_is_not_configured("nonsense", Reason::WrongResourceType)]
#[case::part_of_its_own("infer", Reason::WrongResourceType)]
#[case::another_case("Inference", Reason::WrongResourceType)]
#[case::none("", Reason::WrongResourceType)]
#[tokio::test]
async fn an_api_key_serves_for_the_kind_of_resource_that_it_was_made_for(
    #[case] wanted: &str,
    #[case] expected: Reason,
) {
    assert_eq!(of_api_key(made_for(wanted)).await, expected);
}

#[tokio::test]
async fn nothing_else_was_made_for_a_kind_of_resource() {
    let demand = made_for("inference");
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_personal_access_token()
        .returning(|_, _| Ok(Some(token_facts())));
    let token = shown(CredentialKind::PersonalAccessToken);
    assert_eq!(reason(directories, &token, &demand).await, Reason::WrongResourceType);

    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_tenant_api_key()
        .returning(|_, _| Ok(Some(tenant_api_key_facts())));
    let key = shown(CredentialKind::TenantApiKey);
    assert_eq!(reason(directories, &key, &demand).await, Reason::WrongResourceType);

    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().returning(|_, _| Ok(access_claims(Some(TENANT))));
    let grant = TenantGrant { tenant: TENANT, role: TenantRole::SuperAdmin };
    directories
        .sessions
        .expect_find_session()
        .returning(move |_, _, _| Ok(Some(session_facts(Some(grant)))));
    assert_eq!(reason(directories, "a.signed.token", &demand).await, Reason::WrongResourceType);
}

#[rstest]
#[case::its_organization(Some(ORGANIZATION), None, Reason::Ok)]
#[case::its_project(Some(ORGANIZATION), Some(PROJECT), Reason::Ok)]
#[case::its_project_wherever_it_lies(None, Some(PROJECT), Reason::Ok)]
#[case::another_organization(Some(ELSEWHERE), None, Reason::WrongScope)]
#[case::another_project(Some(ORGANIZATION), Some(OTHER), Reason::WrongScope)]
#[case::another_project_wherever_it_lies(None, Some(OTHER), Reason::WrongScope)]
#[case::its_project_where_it_does_not_lie(Some(ELSEWHERE), Some(PROJECT), Reason::WrongScope)]
#[tokio::test]
async fn an_api_key_opens_the_place_that_it_is_bound_to_and_no_other(
    #[case] organization: Option<OrganizationId>,
    #[case] project: Option<ProjectId>,
    #[case] expected: Reason,
) {
    let demand = Demand { resource_type: None, organization, project };
    assert_eq!(of_api_key(demand).await, expected);
}

#[tokio::test]
async fn the_wrong_kind_of_resource_is_told_before_the_wrong_place() {
    let demand = Demand { organization: Some(ELSEWHERE), ..made_for("storage") };
    assert_eq!(of_api_key(demand).await, Reason::WrongResourceType);
    let demand = Demand { organization: Some(ELSEWHERE), ..made_for("inference") };
    assert_eq!(of_api_key(demand).await, Reason::WrongScope);
}

#[tokio::test]
async fn what_is_not_good_is_told_before_what_it_would_be_good_for() {
    let facts = ApiKeyFacts { fault: Some(Fault::Revoked), ..api_key_facts() };
    let demand = Demand { organization: Some(ELSEWHERE), ..made_for("storage") };
    let answer = reason(knowing_an_api_key(facts), &shown(CredentialKind::ApiKey), &demand).await;
    assert_eq!(answer, Reason::Fault(Fault::Revoked));
}
