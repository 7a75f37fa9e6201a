//! Members: who is in an organization, a project and a tenant, as what, and how they come and go.

mod adding;
mod inviting;
mod leaving;
mod project;
mod roles;
mod tenant;
mod tenant_departure;

use tenantry_testkit::{Organization, Person, TestServer};

use crate::fixtures::{joins_organization, member_of};

/// What an entry for a member of an organization or a project has.
const MEMBER: [&str; 5] = ["created_at", "member_email", "member_id", "member_role", "status"];

/// An organization that Ada owns, with Grace in it as this.
async fn with_grace_as(role: &str) -> (TestServer, Person, Person, Organization) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, role).await;
    (server, ada, grace, organization)
}
