//! Two tenants with all there can be in them, and people of every standing in the first.

use serde_json::Value;
use tenantry_testkit::{ApiKey, Organization, Person, Project, Requests as _, Service, TestServer};

use super::cases::Who;
use crate::fixtures::{
    TENANT_MEMBERS, add_member, add_to_project, claims, joins_organization, joins_project, last_of,
    member_of, never_issued, place_of, roster,
};

const MEMBERS: &str = "/api/v1/orgs/{org_id}/members";
const PROJECT_MEMBERS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members";

/// Of the first tenant, in all that there is, as little as can be.
const SOMEBODY: &str = "somebody.ada@example.com";

/// What the ids in a path stand for.
#[derive(Clone, Debug)]
pub(super) struct Target {
    organization: String,
    project: String,
    key: String,
    /// Of whoever owns the tenant.
    session: String,
    tenant: String,
    members: Members,
}

/// Somebody's places in the tenant, and the invitation of somebody else.
#[derive(Clone, Debug)]
struct Members {
    of_tenant: String,
    of_organization: String,
    of_project: String,
    invited: String,
}

impl Target {
    pub(super) fn never_issued() -> Self {
        Self {
            organization: never_issued(),
            project: never_issued(),
            key: never_issued(),
            session: never_issued(),
            tenant: never_issued(),
            members: Members {
                of_tenant: never_issued(),
                of_organization: never_issued(),
                of_project: never_issued(),
                invited: never_issued(),
            },
        }
    }

    async fn of(key: &ApiKey, owner: &Person, members: Members) -> Self {
        Self {
            organization: key.project.organization.id.clone(),
            project: key.project.id.clone(),
            key: key.id.clone(),
            session: claims(&owner.access_token)["sid"].as_str().unwrap().to_owned(),
            tenant: owner.tenant().await,
            members,
        }
    }

    pub(super) fn path(&self, template: &str) -> String {
        let member = if template.ends_with("/resend-invitation") {
            &self.members.invited
        } else if template.contains("{project_id}") {
            &self.members.of_project
        } else {
            &self.members.of_organization
        };
        template
            .replace("{id}", &self.members.of_tenant)
            .replace("{member_id}", member)
            .replace("{org_id}", &self.organization)
            .replace("{project_id}", &self.project)
            .replace("{api_key_id}", &self.key)
            .replace("{session_id}", &self.session)
    }

    pub(super) fn body(&self, template: &str) -> String {
        template
            .replace("{tenant_id}", &self.tenant)
            .replace("{member_id}", &self.members.of_organization)
    }

    pub(super) fn ids(&self) -> [&str; 9] {
        let Members { of_tenant, of_organization, of_project, invited } = &self.members;
        let members = [of_tenant, of_organization, of_project, invited];
        let [one, two, three, four] = members.map(String::as_str);
        let Self { organization, project, key, session, tenant, .. } = self;
        [organization, project, key, session, tenant, one, two, three, four]
    }

    /// Every path that names something of the other, below one's own or above it.
    pub(super) fn mixed_with(&self, other: &Self) -> Vec<Self> {
        (1_u8..32)
            .map(|mask| {
                let pick = |bit: u8, own: &str, others: &str| {
                    if mask & bit == 0 { own.to_owned() } else { others.to_owned() }
                };
                Self {
                    organization: pick(1, &self.organization, &other.organization),
                    project: pick(2, &self.project, &other.project),
                    key: pick(4, &self.key, &other.key),
                    session: pick(8, &self.session, &other.session),
                    tenant: self.tenant.clone(),
                    members: if mask & 16 == 0 { &self.members } else { &other.members }.clone(),
                }
            })
            .collect()
    }
}

pub(super) struct World {
    pub(super) server: TestServer,
    pub(super) service: Service,
    pub(super) revoked_service: Service,
    /// Owns the first tenant.
    pub(super) ada: Person,
    pub(super) signed_out: Person,
    pub(super) key: ApiKey,
    pub(super) ours: Target,
    /// Owns the other.
    pub(super) eve: Person,
    pub(super) theirs: Target,
    tenant_member: Person,
    organization_member: Person,
    project_member: Person,
    project_admin: Person,
}

impl World {
    pub(super) async fn create() -> Self {
        let server = TestServer::start().await;
        let revoked_service = server.service("formerly").await;
        server.sql("UPDATE service_credentials SET revoked_at = now()").await;
        let service = server.service("gateway").await;

        let ada = server.owner("ada").await;
        let (organization, project, key) = furnished(&ada).await;
        let eve = server.owner("eve").await;
        let (_, _, eves_key) = furnished(&eve).await;

        let tenant = ada.tenant().await;
        let tenant_member = member_of(&server, &tenant, "terry").await;
        let organization_member = member_of(&server, &tenant, "olga").await;
        joins_organization(&ada, &organization_member, &organization, "member").await;
        let project_member = member_of(&server, &tenant, "pia").await;
        joins_project(&server, &project_member, &project, "member").await;
        let project_admin = member_of(&server, &tenant, "paul").await;
        joins_project(&server, &project_admin, &project, "admin").await;

        let signed_out = ada.signs_in().await;
        signed_out.signs_out().await;
        // Sessions that nobody here uses, so that they may be ended.
        let (adas, eves) = (ada.signs_in().await, eve.signs_in().await);
        let (our_members, their_members) =
            (members_of(&server, &ada, &key).await, members_of(&server, &eve, &eves_key).await);
        let ours = Target::of(&key, &adas, our_members).await;
        let theirs = Target::of(&eves_key, &eves, their_members).await;
        Self {
            server,
            service,
            revoked_service,
            ada,
            signed_out,
            key,
            ours,
            eve,
            theirs,
            tenant_member,
            organization_member,
            project_member,
            project_admin,
        }
    }

    pub(super) fn member(&self, who: Who) -> &Person {
        match who {
            Who::TenantMember => &self.tenant_member,
            Who::OrganizationMember => &self.organization_member,
            Who::ProjectMember => &self.project_member,
            Who::ProjectAdmin => &self.project_admin,
        }
    }

    /// Holds the first tenant to be what it was.
    pub(super) async fn assert_untouched(&self) {
        assert_eq!(self.ada.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 1);
        let projects =
            self.ada.get(&self.ours.path("/api/v1/orgs/{org_id}/projects")).await.ok(200);
        assert_eq!(projects["data"][0]["name"], "engine");
        assert_eq!(projects["data"][0]["description"], Value::Null);
        assert_eq!(projects["pagination"]["total_items"], 1);
        for (list, members) in [(TENANT_MEMBERS, 6), (MEMBERS, 4), (PROJECT_MEMBERS, 4)] {
            let members_now = roster(&self.ada, &self.ours.path(list)).await;
            assert_eq!(members_now.len(), members, "{members_now:#?}");
            let changed =
                |it: &&Value| it["member_email"] == SOMEBODY && it["member_role"] != "member";
            assert_eq!(members_now.iter().find(changed), None);
        }
        let keys = self.ada.get(&self.key.project.path("/api-keys")).await.ok(200);
        assert_eq!(keys["pagination"]["total_items"], 1);
        assert_eq!(self.service.learns(&self.key.secret).await["active"], true);
    }
}

async fn furnished(owner: &Person) -> (Organization, Project, ApiKey) {
    let organization = owner.organization().await;
    let project = owner.creates_project(&organization, "engine").await;
    let key = owner.creates_api_key(&project, "ci").await;
    (organization, project, key)
}

/// Puts somebody into all that a key lies in, invites somebody else, and says by which names.
async fn members_of(server: &TestServer, owner: &Person, key: &ApiKey) -> Members {
    let organization = &key.project.organization;
    let name = format!("somebody.{}", owner.account["first_name"].as_str().unwrap());
    let somebody = member_of(server, &owner.tenant().await, &name).await;
    joins_organization(owner, &somebody, organization, "member").await;
    let of_organization = place_of(owner, &organization.path("/members"), &somebody.email()).await;
    let of_organization = last_of(&of_organization).to_owned();
    let of_tenant = place_of(owner, TENANT_MEMBERS, &somebody.email()).await;
    let added = add_to_project(owner, &key.project, &of_organization, "member").await.ok(201);
    let invited = add_member(owner, organization, "invited@example.com", "member").await.ok(201);
    let id = |member: &Value| member["member_id"].as_str().unwrap().to_owned();
    Members {
        of_tenant: last_of(&of_tenant).to_owned(),
        of_organization,
        of_project: id(&added),
        invited: id(&invited),
    }
}
