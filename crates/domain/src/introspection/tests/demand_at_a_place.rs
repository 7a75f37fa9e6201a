//! A place that is wanted of a credential whose rights follow from roles there.

use super::*;
use crate::access::{
    Grants, OrganizationGrant, OrganizationRole, ProjectGrant, ProjectRole, TenantGrant, TenantRole,
};
use crate::authentication::FoundPlace;
use crate::fixtures::{ELSEWHERE, PROJECT, access_claims, session_facts};
use crate::session::SessionFacts;

const ORGANIZATION_PLACE: Place = Place::Organization(ORGANIZATION);
const PROJECT_PLACE: Place = Place::Project(ORGANIZATION, PROJECT);

/// The demand of this place.
fn wanting(place: Place) -> Demand {
    let (organization, project) = match place {
        Place::Tenant => (None, None),
        Place::Organization(organization) => (Some(organization), None),
        Place::Project(organization, project) => (Some(organization), Some(project)),
    };
    Demand { resource_type: None, organization, project }
}

/// Why an access token serves or does not, whose session must be looked up at this place, and has these roles there.
async fn of_session(demand: &Demand, place: Place, grants: Grants) -> Reason {
    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().once().returning(|_, _| Ok(access_claims(Some(TENANT))));
    directories
        .sessions
        .expect_find_session()
        .once()
        .withf(move |_, _, asked| *asked == place)
        .returning(move |_, _, _| {
            Ok(Some(SessionFacts { grants, ..session_facts(grants.tenant) }))
        });
    reason(directories, "a.signed.token", demand).await
}

/// The same of a personal access token.
async fn of_token(demand: &Demand, place: Place, facts: PersonalAccessTokenFacts) -> Reason {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .withf(move |_, asked| *asked == place)
        .returning(move |_, _| Ok(Some(facts.clone())));
    reason(directories, &shown(CredentialKind::PersonalAccessToken), demand).await
}

/// The same of a tenant's API key, in whose tenant there is this of the place.
async fn of_key(demand: &Demand, place: Place, there: FoundPlace) -> Reason {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .withf(move |_, asked| *asked == place)
        .returning(move |_, _| {
            Ok(Some(TenantApiKeyFacts { place: there, ..tenant_api_key_facts() }))
        });
    reason(directories, &shown(CredentialKind::TenantApiKey), demand).await
}

/// These roles, where there is an organization, and a project in it.
fn holding(
    tenant: TenantRole,
    organization: Option<OrganizationRole>,
    project: Option<ProjectRole>,
) -> Grants {
    Grants {
        tenant: Some(TenantGrant { tenant: TENANT, role: tenant }),
        organization: Some(OrganizationGrant { organization: ORGANIZATION, role: organization }),
        project: Some(ProjectGrant { project: PROJECT, role: project }),
    }
}

/// These roles where there is no such project.
fn without_project(grants: Grants) -> Grants {
    Grants { project: None, ..grants }
}

/// The roles of who runs a tenant in which there is no such organization.
fn without_organization() -> Grants {
    let tenant = Some(TenantGrant { tenant: TENANT, role: TenantRole::SuperAdmin });
    Grants { tenant, ..Grants::default() }
}

fn member_of(organization: Option<OrganizationRole>) -> Grants {
    holding(TenantRole::Member, organization, None)
}

#[rstest]
#[case::its_member(member_of(Some(OrganizationRole::Member)), Reason::Ok)]
#[case::who_runs_the_tenant(holding(TenantRole::Admin, None, None), Reason::Ok)]
#[case::a_stranger(member_of(None), Reason::WrongScope)]
#[case::where_it_is_not_there(without_organization(), Reason::WrongScope)]
#[tokio::test]
async fn an_organization_is_open_to_whoever_may_see_it(
    #[case] grants: Grants,
    #[case] expected: Reason,
) {
    let (place, demand) = (ORGANIZATION_PLACE, wanting(ORGANIZATION_PLACE));
    let grants = without_project(grants);
    assert_eq!(of_session(&demand, place, grants).await, expected);
    let facts = PersonalAccessTokenFacts { grants, ..token_facts() };
    assert_eq!(of_token(&demand, place, facts).await, expected);
}

#[rstest]
#[case::its_member(
    holding(TenantRole::Member, Some(OrganizationRole::Member), Some(ProjectRole::Member)),
    Reason::Ok
)]
#[case::who_runs_the_organization(member_of(Some(OrganizationRole::Admin)), Reason::Ok)]
#[case::who_runs_the_tenant(holding(TenantRole::Admin, None, None), Reason::Ok)]
#[case::a_member_of_the_organization(member_of(Some(OrganizationRole::Member)), Reason::WrongScope)]
#[case::a_stranger(member_of(None), Reason::WrongScope)]
#[case::where_it_is_not_there(
    without_project(holding(TenantRole::SuperAdmin, Some(OrganizationRole::Owner), None)),
    Reason::WrongScope
)]
#[tokio::test]
async fn a_project_is_open_to_whoever_may_see_it(#[case] grants: Grants, #[case] expected: Reason) {
    let (place, demand) = (PROJECT_PLACE, wanting(PROJECT_PLACE));
    assert_eq!(of_session(&demand, place, grants).await, expected);
    let facts = PersonalAccessTokenFacts { grants, ..token_facts() };
    assert_eq!(of_token(&demand, place, facts).await, expected);
}

#[tokio::test]
async fn a_session_without_a_tenant_opens_no_place() {
    let demand = wanting(ORGANIZATION_PLACE);
    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().returning(|_, _| Ok(access_claims(None)));
    directories.sessions.expect_find_session().returning(|_, _, _| Ok(Some(session_facts(None))));
    assert_eq!(reason(directories, "a.signed.token", &demand).await, Reason::WrongScope);
}

#[rstest]
#[case::an_organization(ORGANIZATION_PLACE)]
#[case::a_project_in_it(PROJECT_PLACE)]
#[tokio::test]
async fn a_token_opens_nothing_outside_its_organization_whatever_its_owner_may(
    #[case] place: Place,
) {
    let grants =
        holding(TenantRole::SuperAdmin, Some(OrganizationRole::Owner), Some(ProjectRole::Admin));
    let own = PersonalAccessTokenFacts { grants, ..token_facts() };
    assert_eq!(of_token(&wanting(place), place, own.clone()).await, Reason::Ok);
    let elsewhere = PersonalAccessTokenFacts { organization: ELSEWHERE, ..own };
    assert_eq!(of_token(&wanting(place), place, elsewhere).await, Reason::WrongScope);
}

#[rstest]
#[case::the_organization(ORGANIZATION_PLACE, Some(()), None, Reason::Ok)]
#[case::the_project(PROJECT_PLACE, Some(()), Some(()), Reason::Ok)]
#[case::no_such_organization(ORGANIZATION_PLACE, None, None, Reason::WrongScope)]
#[case::no_such_project(PROJECT_PLACE, Some(()), None, Reason::WrongScope)]
#[case::neither(PROJECT_PLACE, None, None, Reason::WrongScope)]
#[tokio::test]
async fn a_tenants_key_opens_all_that_there_is_in_its_tenant(
    #[case] place: Place,
    #[case] organization: Option<()>,
    #[case] project: Option<()>,
    #[case] expected: Reason,
) {
    let there = FoundPlace {
        organization: organization.map(|()| ORGANIZATION),
        project: project.map(|()| PROJECT),
    };
    assert_eq!(of_key(&wanting(place), place, there).await, expected);
}

#[tokio::test]
async fn a_project_without_its_organization_is_open_to_none_of_these() {
    let demand = Demand { project: Some(PROJECT), ..Demand::default() };
    // As if somebody had read the roles of who may do everything there.
    let grants =
        holding(TenantRole::SuperAdmin, Some(OrganizationRole::Owner), Some(ProjectRole::Admin));
    assert_eq!(of_session(&demand, Place::Tenant, grants).await, Reason::WrongScope);
    let facts = PersonalAccessTokenFacts { grants, ..token_facts() };
    assert_eq!(of_token(&demand, Place::Tenant, facts).await, Reason::WrongScope);
    let there = FoundPlace { organization: Some(ORGANIZATION), project: Some(PROJECT) };
    assert_eq!(of_key(&demand, Place::Tenant, there).await, Reason::WrongScope);
}
