//! Invitations, for those who have one: followed with an account that one has, or by signing up.

mod accepting;
mod at_sign_up;
mod dead;
mod page;

use tenantry_testkit::{Organization, Person, TestServer};

use crate::fixtures::add_member;

const KIND: &str = "invitation";
const MARY: &str = "mary@example.com";

/// Ada, who owns an organization.
async fn server_and_ada() -> (TestServer, Person, Organization) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    (server, ada, organization)
}

/// The secret of the link in an invitation to an address.
async fn token_for(
    server: &TestServer,
    by: &Person,
    organization: &Organization,
    email: &str,
) -> String {
    let invited = add_member(by, organization, email, "member").await.ok(201);
    assert_eq!(invited["status"], "invited");
    server.next_mail(KIND, email).await.token()
}
