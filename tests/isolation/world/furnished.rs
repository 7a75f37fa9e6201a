//! A tenant with one of everything that can be named.

use serde_json::Value;
use tenantry_testkit::{
    ApiKey, Person, PersonalAccessToken, Requests as _, SignUp, TenantKey, TestServer,
};

use super::target::{Named, Target};
use crate::fixtures::{
    TENANT_MEMBERS, add_member, add_to_project, claims, joins_organization, last_of, member_of,
    place_of,
};

/// Of the first tenant, in all that there is, as little as can be.
pub(super) const SOMEBODY: &str = "somebody.ada@example.com";

pub(super) struct Furnished {
    pub(super) target: Target,
    pub(super) key: ApiKey,
    /// Reaches the organization.
    pub(super) token: PersonalAccessToken,
    pub(super) tenant_key: TenantKey,
}

impl Furnished {
    /// Furnishes the tenant of its owner.
    pub(super) async fn of(server: &TestServer, owner: &Person) -> Self {
        let organization = owner.organization().await;
        let project = owner.creates_project(&organization, "engine").await;
        let key = owner.creates_api_key(&project, "ci").await;
        let token = owner.creates_token(&organization, "laptop").await;
        let tenant_key = owner.creates_tenant_key("ci").await;
        owner.sets("theme", "dark").await;
        // These are named, and nothing else is done with them.
        let named_token = owner.creates_token(&organization, "named").await;
        let held_token = owner.creates_token(&organization, "held").await;
        let named_key = owner.creates_tenant_key("named").await;
        let setting = id(&owner.sets("smtp.password", "hunter2").await, "id");
        // A session that nobody here uses, so that it may be ended.
        let session = claims(&owner.signs_in().await.access_token)["sid"].clone();

        let name = format!("somebody.{}", owner.account["first_name"].as_str().unwrap());
        let tenant = owner.tenant().await;
        let somebody = member_of(server, &tenant, &name).await;
        joins_organization(owner, &somebody, &organization, "member").await;
        let members = organization.path("/members");
        let of_organization = place_of(owner, &members, &somebody.email()).await;
        let of_organization = last_of(&of_organization).to_owned();
        let of_tenant = place_of(owner, TENANT_MEMBERS, &somebody.email()).await;
        let added = add_to_project(owner, &project, &of_organization, "member").await.ok(201);
        let invited = add_member(owner, &organization, "invited@example.com", "member").await;

        let shown = owner.get(&organization.path("")).await.ok(200);
        let request = SignUp::named(&format!("referred.{name}"))
            .with("referral_code", shown["referral_code"].clone());
        Person::sign_up(server.client(), request).await;
        let referrals = owner.get(&organization.path("/referrals")).await.ok(200);

        let target = Target::of([
            (Named::Tenant, tenant),
            (Named::TenantMember, last_of(&of_tenant).to_owned()),
            (Named::Setting, setting),
            (Named::TenantKey, named_key.id),
            (Named::Session, session.as_str().unwrap().to_owned()),
            (Named::Token, named_token.id),
            (Named::Organization, organization.id),
            (Named::OrganizationMember, of_organization),
            (Named::Invitation, id(&invited.ok(201), "member_id")),
            (Named::Credential, held_token.id),
            (Named::Referral, id(&referrals["referrals"][0], "id")),
            (Named::Project, project.id),
            (Named::ProjectMember, id(&added, "member_id")),
            (Named::ApiKey, key.id.clone()),
        ]);
        Self { target, key, token, tenant_key }
    }
}

fn id(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap().to_owned()
}
