//! Personal access tokens, to the letter of the API that they replace: a person's rights of the moment in one organization.

mod death;
mod keeping;
mod reach;
mod refusals;

use tenantry_testkit::{Organization, Person, PersonalAccessToken, TestServer};

use crate::fixtures::{joins_organization, member_of};

const PATH: &str = "/api/v1/users/me/pats";
const ME: &str = "/api/v1/users/me";

/// An organization of Ada's, in which Grace has a token.
struct World {
    server: TestServer,
    ada: Person,
    grace: Person,
    organization: Organization,
    token: PersonalAccessToken,
}

async fn world_with_grace_as(role: &str) -> World {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, role).await;
    let token = grace.creates_token(&organization, "laptop").await;
    World { server, ada, grace, organization, token }
}
