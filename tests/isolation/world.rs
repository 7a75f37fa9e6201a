//! Two tenants with all there can be in them, people of every standing in the first, and a credential of every kind.

mod furnished;
mod target;

use serde_json::Value;
use tenantry_testkit::{
    Client, Person, PersonalAccessToken, Requests as _, Service, TenantKey, TestServer,
};

use self::furnished::{Furnished, SOMEBODY};
pub(super) use self::target::Target;
use super::cases::Who;
use crate::fixtures::{
    TENANT_MEMBERS, joins_organization, joins_project, joins_tenant, member_of, roster,
};

const MEMBERS: &str = "/api/v1/orgs/{org_id}/members";
const PROJECT_MEMBERS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members";

pub(super) struct World {
    pub(super) server: TestServer,
    /// May do what services may at all.
    pub(super) service: Service,
    /// May only verify.
    pub(super) verifier: Service,
    /// Owns the first tenant.
    pub(super) ada: Person,
    pub(super) ours: Target,
    /// Reaches what is named there.
    pub(super) token: PersonalAccessToken,
    pub(super) tenant_key: TenantKey,
    /// Of Ada's as well, for another organization of the tenant.
    pub(super) token_for_another: PersonalAccessToken,
    /// Owns the other.
    pub(super) eve: Person,
    pub(super) theirs: Target,
    pub(super) their_token: PersonalAccessToken,
    pub(super) their_key: TenantKey,
    dead: Vec<(&'static str, Client)>,
    key: tenantry_testkit::ApiKey,
    members: [Person; 6],
}

impl World {
    pub(super) async fn create() -> Self {
        let server = TestServer::start().await;
        let revoked_service = server.service_for("formerly", "referrals").await;
        server.sql("UPDATE service_credentials SET revoked_at = now()").await;
        let service = server.service_for("billing", "referrals").await;
        let verifier = server.service("gateway").await;

        let ada = server.owner("ada").await;
        let ours = Furnished::of(&server, &ada).await;
        let eve = server.owner("eve").await;
        let theirs = Furnished::of(&server, &eve).await;
        let another = ada.creates_organization("Elsewhere").await;
        let token_for_another = ada.creates_token(&another, "elsewhere").await;

        let members = members(&server, &ada, &ours.key).await;
        let mut dead = dead_credentials(&server, &ada, &ours).await;
        dead.push(("a revoked service", revoked_service.client().clone()));
        Self {
            service,
            verifier,
            ours: ours.target,
            token: ours.token,
            tenant_key: ours.tenant_key,
            token_for_another,
            theirs: theirs.target,
            their_token: theirs.token,
            their_key: theirs.tenant_key,
            dead,
            key: ours.key,
            members,
            server,
            ada,
            eve,
        }
    }

    pub(super) fn member(&self, who: Who) -> &Person {
        let [member, admin, of_organization, runs_organization, of_project, runs_project] =
            &self.members;
        match who {
            Who::TenantMember => member,
            Who::TenantAdmin => admin,
            Who::OrganizationMember => of_organization,
            Who::OrganizationAdmin => runs_organization,
            Who::ProjectMember => of_project,
            Who::ProjectAdmin => runs_project,
        }
    }

    /// Nobody, and everybody whose credential is over, or for another door.
    pub(super) fn strangers(&self) -> Vec<(&'static str, Client)> {
        let anonymous = self.server.client();
        let mut strangers = vec![
            ("nobody", anonymous.clone()),
            ("an API key", anonymous.bearing(&self.key.secret)),
            ("an API key in the header of tenants' keys", anonymous.with_key(&self.key.secret)),
            ("a token in the header of keys", anonymous.with_key(&self.token.secret)),
            ("a session in the header of keys", anonymous.with_key(&self.ada.access_token)),
            ("a tenant's key as bearer", anonymous.bearing(&self.tenant_key.secret)),
            ("a refresh token", anonymous.bearing(&self.ada.refresh_token)),
            ("a service in the header of keys", anonymous.with_key(&self.service.credential)),
        ];
        strangers.extend(self.dead.iter().cloned());
        strangers
    }

    /// What a service may be asked about, and learn to be good.
    pub(super) fn secret(&self) -> &str {
        &self.key.secret
    }

    /// Holds the first tenant to be what it was.
    pub(super) async fn assert_untouched(&self) {
        let ada = &self.ada;
        assert_eq!(ada.get("/api/tenant").await.ok(200)["name"], "ada's tenant");
        assert_eq!(ada.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 2);
        let projects = ada.get(&self.ours.path("/api/v1/orgs/{org_id}/projects")).await.ok(200);
        assert_eq!(projects["data"][0]["name"], "engine");
        assert_eq!(projects["data"][0]["description"], Value::Null);
        assert_eq!(projects["pagination"]["total_items"], 1);
        for (list, members) in [(TENANT_MEMBERS, 8), (MEMBERS, 5), (PROJECT_MEMBERS, 4)] {
            let members_now = roster(ada, &self.ours.path(list)).await;
            assert_eq!(members_now.len(), members, "{members_now:#?}");
            let changed =
                |it: &&Value| it["member_email"] == SOMEBODY && it["member_role"] != "member";
            assert_eq!(members_now.iter().find(changed), None);
        }
        let credentials = ada.get(&self.ours.path("/api/v1/orgs/{org_id}/credentials")).await;
        assert_eq!(credentials.ok(200)["pagination"]["total_items"], 4, "{credentials}");
        let referrals = ada.get(&self.ours.path("/api/v1/orgs/{org_id}/referrals")).await.ok(200);
        assert_eq!(referrals["referrals"][0]["status"], "signed_up");
        for list in ["/api/tenant-setting", "/api/tenant-api-key"] {
            let entries = ada.get(list).await.ok(200);
            assert_eq!(entries.as_array().unwrap().len(), 2, "{entries}");
        }
        assert_eq!(ada.get("/api/v1/users/me/pats").await.ok(200)["total"], 4);
        for secret in [&self.key.secret, &self.token.secret, &self.tenant_key.secret] {
            assert_eq!(self.service.learns(secret).await["active"], true);
        }
    }
}

/// Somebody of each standing, in the order of `Who`.
async fn members(server: &TestServer, ada: &Person, key: &tenantry_testkit::ApiKey) -> [Person; 6] {
    let (tenant, organization) = (ada.tenant().await, &key.project.organization);
    let member = member_of(server, &tenant, "terry").await;
    let admin = server.signed_up("mary").await;
    joins_tenant(server, &admin, &tenant, "ADMIN").await;
    let admin = admin.signs_in().await;
    let of_organization = member_of(server, &tenant, "olga").await;
    joins_organization(ada, &of_organization, organization, "member").await;
    let runs_organization = member_of(server, &tenant, "oscar").await;
    joins_organization(ada, &runs_organization, organization, "admin").await;
    let of_project = member_of(server, &tenant, "pia").await;
    joins_project(server, &of_project, &key.project, "member").await;
    let runs_project = member_of(server, &tenant, "paul").await;
    joins_project(server, &runs_project, &key.project, "admin").await;
    [member, admin, of_organization, runs_organization, of_project, runs_project]
}

/// Credentials of Ada's that were good, and are not any more.
async fn dead_credentials(
    server: &TestServer,
    ada: &Person,
    ours: &Furnished,
) -> Vec<(&'static str, Client)> {
    let signed_out = ada.signs_in().await;
    signed_out.signs_out().await;
    let organization = &ours.key.project.organization;
    let token = ada.creates_token(organization, "revoked").await;
    ada.delete(&token.path()).await.is(204);
    let key = ada.creates_tenant_key("deleted").await;
    ada.delete(&key.path()).await.is(200);
    let expired = ada.creates_token(organization, "expired").await;
    let end = "UPDATE personal_access_tokens SET expires_at = now() WHERE name = 'expired'";
    server.sql(end).await;
    vec![
        ("a session that is over", signed_out.client().clone()),
        ("a revoked token", token.client().clone()),
        ("a token that has expired", expired.client().clone()),
        ("a deleted key of the tenant", key.client().clone()),
    ]
}
