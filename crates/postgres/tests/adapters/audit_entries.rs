//! What every change leaves in the audit log, and that a change which is refused leaves nothing.

use std::sync::Arc;

use tenantry_domain::access::{CredentialUsed, Denied, SystemScope, TenantScope, Trail, UserScope};
use tenantry_domain::api_key::{ApiKeyStore as _, LimitReached, RevokeError};
use tenantry_domain::id::{OrganizationId, ServiceCredentialId};
use tenantry_domain::organization::{OrganizationChange, OrganizationStore as _};
use tenantry_domain::project::{ProjectChange, ProjectName, ProjectPath, ProjectStore as _};
use tenantry_domain::service_credential::{
    NewServiceCredential, ServiceCredentialName, ServiceCredentialStore as _,
};
use tenantry_domain::session::{EndReason, Refresh, Session, SessionStore as _};
use tenantry_domain::tenant::{FoundingDenied, TenantStore as _};
use tenantry_domain::user::{ProfileChange, Registration, UserStore as _};
use tenantry_postgres::{
    PostgresApiKeyStore, PostgresOrganizationStore, PostgresProjectStore,
    PostgresServiceCredentialStore, PostgresSessionStore, PostgresTenantStore, PostgresUserStore,
};
use tenantry_testkit::fixtures::{
    Home, founding, fresh, fresh_digest, new_api_key, new_organization, new_project, new_session,
    new_user, now, password_hash, registration,
};

use crate::support::{Stage, origin};

/// What the log tells beside when and from where.
const ENTRIES: &str = "SELECT concat_ws(' ', action, outcome, credential_kind, target_kind, \
        'of ' || target, 'in ' || organization_id, 'tenant ' || tenant_id, 'user ' || user_id, 'by ' || actor_id) \
    FROM audit_events ORDER BY ctid";

/// A home about which nothing is told yet, and its founder's leave to work there by a session.
async fn stage() -> (Stage, Home, TenantScope, UserScope) {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("DELETE FROM audit_events").await;
    let credential_id = Some(fresh());
    let by_session = Trail::of_person(home.founder, CredentialUsed::Session, &origin("curl/8"));
    let trail = Trail { credential_id, ..by_session };
    let within = home.scope().by(trail.clone());
    let own = home.own_rows().acting_in(home.tenant).by(trail);
    (stage, home, within, own)
}

/// What the log tells of something that the founder did by a session.
fn told(home: &Home, what: &str) -> String {
    let (tenant, founder) = (home.tenant, home.founder);
    format!("{what} tenant {tenant} user {founder} by {founder}")
}

#[tokio::test]
async fn a_sign_up_is_told_of_as_a_strangers_and_its_founding_as_the_founders() {
    let stage = Stage::new().await;
    let (user, founding) = (new_user("ada"), founding("Engines"));
    let (id, tenant, organization) = (user.id, founding.tenant, founding.organization.id);
    let scope = UserScope::for_tests(id).by(Trail::of_stranger(&origin("curl/8")));
    let registration = Registration { founding: Some(founding), ..registration(user) };
    let users = PostgresUserStore::new(stage.database.clone());
    users.register(&scope, registration, now()).await.unwrap();
    let expected = [
        format!("user.sign_up success user of {id} user {id}"),
        format!(
            "tenant.create success tenant of {tenant} in {organization} tenant {tenant} user {id} by {id}"
        ),
    ];
    assert_eq!(stage.test.sql(ENTRIES).await, expected);
    let whence =
        "SELECT DISTINCT concat_ws(' ', host(ip), user_agent, request_id) FROM audit_events";
    assert_eq!(stage.test.sql(whence).await, ["192.0.2.7 curl/8 request-1"]);
}

#[tokio::test]
async fn what_happens_to_organizations_and_projects_is_told_in_the_tenant() {
    let (stage, home, within, _) = stage().await;
    let organizations = PostgresOrganizationStore::new(stage.database.clone());
    let projects = PostgresProjectStore::new(stage.database.clone());
    let new = new_organization("Research");
    let organization = new.id;
    organizations.insert(&within, new, now()).await.unwrap();
    let change = OrganizationChange::default;
    organizations.change(&within, organization, change(), now()).await.unwrap();
    let new = new_project(organization, "Engine");
    let path = ProjectPath { organization, project: new.id };
    projects.insert(&within, new, now()).await.unwrap();
    projects.change(&within, path, ProjectChange::default(), now()).await.unwrap();
    projects.delete(&within, path, now()).await.unwrap();
    let of_organization = |action| {
        told(
            &home,
            &format!(
                "organization.{action} success session organization of {organization} in {organization}"
            ),
        )
    };
    let of_project = |action| {
        told(
            &home,
            &format!(
                "project.{action} success session project of {} in {organization}",
                path.project
            ),
        )
    };
    let expected = [
        of_organization("create"),
        of_organization("update"),
        of_project("create"),
        of_project("update"),
        of_project("delete"),
    ];
    assert_eq!(stage.test.sql(ENTRIES).await, expected);

    // What is gone can't be changed, and nothing is told of it.
    let gone = OrganizationId::new(fresh());
    assert!(organizations.change(&within, gone, change(), now()).await.unwrap().is_none());
    assert!(!projects.delete(&within, path, now()).await.unwrap());
    assert!(projects.change(&within, path, ProjectChange::default(), now()).await.is_err());
    assert_eq!(stage.test.sql(ENTRIES).await, expected);
}

#[tokio::test]
async fn a_name_that_is_taken_leaves_no_entry() {
    let (stage, home, within, _) = stage().await;
    let projects = PostgresProjectStore::new(stage.database.clone());
    stage.fixtures.project(&home, "Engine").await;
    let other = stage.fixtures.project(&home, "Other").await;
    let before = stage.actions().await;
    let again = new_project(home.organization, "Engine");
    assert!(projects.insert(&within, again, now()).await.is_err());
    let name = Some(ProjectName::new("Engine").unwrap());
    let change = ProjectChange { name, description: None };
    assert!(projects.change(&within, other, change, now()).await.is_err());
    assert_eq!(stage.actions().await, before);
}

#[tokio::test]
async fn keys_are_told_of_when_they_are_made_and_when_they_are_revoked() {
    let (stage, home, within, _) = stage().await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.test.sql("DELETE FROM audit_events").await;
    let keys = PostgresApiKeyStore::new(stage.database.clone());
    let full = |_| Err(LimitReached { most: 0 });
    assert!(keys.issue(&within, new_api_key(project, "key"), &full, now()).await.is_err());
    let key = keys.issue(&within, new_api_key(project, "key"), &|_| Ok(()), now()).await.unwrap();
    let refuse = |_: &_| Err(RevokeError::Denied(Denied::Forbidden));
    assert!(keys.revoke(&within, project, key.id, &refuse, now()).await.is_err());
    keys.revoke(&within, project, key.id, &|_| Ok(()), now()).await.unwrap();
    let of_key = |action| {
        told(
            &home,
            &format!(
                "api_key.{action} success session api_key of {} in {}",
                key.id, home.organization
            ),
        )
    };
    assert_eq!(stage.test.sql(ENTRIES).await, [of_key("create"), of_key("revoke")]);
}

#[tokio::test]
async fn what_an_operator_does_is_told_in_nobodys_log() {
    let stage = Stage::new().await;
    let job = SystemScope::for_job("test");
    let credentials = PostgresServiceCredentialStore::new(stage.database.clone());
    let id = ServiceCredentialId::new(fresh());
    let name = ServiceCredentialName::new("gateway").unwrap();
    let (digest, masked) = (fresh_digest(), "svc".to_owned());
    let new = NewServiceCredential { id, name, digest, masked, rights: vec![] };
    credentials.insert(&job, new, now()).await.unwrap();
    credentials.revoke(&job, id, now()).await.unwrap();
    assert!(credentials.revoke(&job, id, now()).await.is_err());
    let expected = ["create", "revoke"].map(|action| {
        format!("service_credential.{action} success operator service_credential of {id}")
    });
    assert_eq!(stage.test.sql(ENTRIES).await, expected);
}

#[tokio::test]
async fn what_a_person_does_with_their_account_is_told_to_them_and_their_tenant() {
    let (stage, home, _, own) = stage().await;
    let users = PostgresUserStore::new(stage.database.clone());
    let change = ProfileChange::default();
    users.change_profile(&own, change.clone(), now()).await.unwrap();
    let update = format!("user.update success session user of {}", home.founder);
    assert_eq!(stage.test.sql(ENTRIES).await, [told(&home, &update)]);
    // A tenant that they have left does not hear of it.
    stage.test.sql("DELETE FROM organization_members; DELETE FROM tenant_members").await;
    users.change_profile(&own, change, now()).await.unwrap();
    let alone = format!("{update} user {0} by {0}", home.founder);
    assert_eq!(stage.test.sql(ENTRIES).await, [told(&home, &update), alone]);
}

#[tokio::test]
async fn a_founding_that_is_refused_leaves_no_entry() {
    let (stage, home, _, own) = stage().await;
    let tenants = PostgresTenantStore::new(stage.database.clone());
    let refuse = |_| Err(FoundingDenied::TenantExists);
    assert!(tenants.provision(&own, founding("Again"), &refuse, now()).await.is_err());
    assert_eq!(stage.actions().await, [""; 0]);
    let again = founding("Again");
    let (tenant, organization) = (again.tenant, again.organization.id);
    tenants.provision(&own, again, &|_| Ok(()), now()).await.unwrap();
    let expected = format!(
        "tenant.create success session tenant of {tenant} in {organization} tenant {tenant} user {0} by {0}",
        home.founder
    );
    assert_eq!(stage.test.sql(ENTRIES).await, [expected]);
}

#[tokio::test]
async fn a_session_is_told_of_when_it_begins_and_when_it_ends() {
    let (stage, home, _, own) = stage().await;
    let sessions = PostgresSessionStore::new(stage.database.clone());
    let new = new_session(now());
    let id = new.id;
    let trail = Trail::of_person(home.founder, CredentialUsed::Password, &origin("curl/8"));
    let stranger = home.own_rows().by(trail);
    sessions.open(&stranger, new, password_hash(), now()).await.unwrap();
    sessions.end_others(&own, id, EndReason::Revoked, now()).await.unwrap();
    sessions.end(&own, id, EndReason::SignedOut, now()).await.unwrap();
    sessions.end(&own, id, EndReason::SignedOut, now()).await.unwrap();
    let (other, _) = stage.fixtures.session(home.founder).await;
    sessions.end(&own, other, EndReason::Revoked, now()).await.unwrap();
    let founder = home.founder;
    let expected = [
        format!("session.log_in success password session of {id}"),
        format!("session.revoke_others success session user of {founder}"),
        format!("session.log_out success session session of {id}"),
        format!("session.log_in success session of {other}"),
        format!("session.revoke success session session of {other}"),
    ];
    assert_eq!(stage.test.sql(ENTRIES).await, expected.map(|what| told(&home, &what)));
}

#[tokio::test]
async fn a_refresh_is_told_of_only_when_it_ends_the_session() {
    let (stage, home, _, _) = stage().await;
    let (id, digest) = stage.fixtures.session(home.founder).await;
    stage.test.sql("DELETE FROM audit_events").await;
    let sessions = PostgresSessionStore::new(stage.database.clone());
    let at = now();
    let end = Refresh::End(EndReason::TokenReplayed, at);
    for decision in [Refresh::Repeat, Refresh::Refuse, end, end] {
        let decide = |_: &Session| decision;
        sessions.refresh(digest, Arc::clone(&origin("curl/8")), &decide).await.unwrap();
    }
    let replay = format!("session.replay success refresh_token session of {id}");
    assert_eq!(stage.test.sql(ENTRIES).await, [told(&home, &replay)]);
    let whence = "SELECT concat_ws(' ', host(ip), user_agent, request_id) FROM audit_events";
    assert_eq!(stage.test.sql(whence).await, ["192.0.2.7 curl/8 request-1"]);
}
