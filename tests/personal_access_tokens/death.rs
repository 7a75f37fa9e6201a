//! How a token ends: with everything that it draws on.

use serde_json::json;
use tenantry_testkit::{PASSWORD, Requests as _, Service};

use super::{ME, PATH, World, world_with_grace_as};
use crate::fixtures::{TENANT_MEMBERS, delete_account, joins_organization, place_of};

impl World {
    async fn assert_dead(&self, gateway: &Service) {
        let paths = [self.organization.path(""), ME.to_owned(), "/api/tenant".to_owned()];
        for path in paths {
            self.token.get(&path).await.refused(401, "unauthorized");
        }
        assert_eq!(gateway.learns(&self.token.secret).await, json!({"active": false}));
    }

    async fn assert_alive(&self, gateway: &Service) {
        self.token.get(&self.organization.path("")).await.ok(200);
        self.token.get(ME).await.ok(200);
        assert_eq!(gateway.learns(&self.token.secret).await["active"], true);
    }
}

#[tokio::test]
async fn it_ends_with_the_membership_and_for_good() {
    let world = world_with_grace_as("admin").await;
    let World { server, ada, grace, organization, .. } = &world;
    let gateway = server.service("gateway").await;
    world.assert_alive(&gateway).await;
    let members = organization.path("/members");
    let hers = place_of(ada, &members, &grace.email()).await;
    ada.delete(&hers).await.ok(200);
    world.assert_dead(&gateway).await;
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 0);
    // Who comes back makes a new one.
    joins_organization(ada, grace, organization, "admin").await;
    world.assert_dead(&gateway).await;
    grace.creates_token(organization, "new").await.get(&organization.path("")).await.ok(200);

    let hers = place_of(ada, &members, &grace.email()).await;
    grace.delete(&hers).await.ok(200);
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 0);
}

#[tokio::test]
async fn it_ends_when_its_owner_leaves_the_tenant() {
    let world = world_with_grace_as("member").await;
    let World { server, ada, grace, token, .. } = &world;
    let gateway = server.service("gateway").await;
    let place = place_of(ada, TENANT_MEMBERS, &grace.email()).await;
    let left = ada.delete(&place).await.ok(200);
    assert_eq!(left["endedCredentials"][0]["id"], token.id);
    world.assert_dead(&gateway).await;
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 0);
}

#[tokio::test]
async fn it_ends_with_its_owners_account() {
    let world = world_with_grace_as("member").await;
    let gateway = world.server.service("gateway").await;
    delete_account(&world.grace, PASSWORD).await.ok(200);
    world.assert_dead(&gateway).await;
}

#[tokio::test]
async fn it_ends_with_its_organization() {
    let world = world_with_grace_as("member").await;
    let World { server, ada, grace, organization, .. } = &world;
    let gateway = server.service("gateway").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(ada, grace, &second, "member").await;
    let of_second = grace.creates_token(&second, "second").await;
    ada.delete(&organization.path("")).await.is(204);
    world.assert_dead(&gateway).await;
    of_second.get(&second.path("")).await.ok(200);
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 1);
}

#[tokio::test]
async fn what_is_suspended_suspends_it_and_what_works_again_wakes_it() {
    let world = world_with_grace_as("member").await;
    let World { server, ada, grace, organization, .. } = &world;
    let gateway = server.service("gateway").await;
    let tenant = ada.tenant().await;
    let subjects = [("user", grace.id()), ("org", organization.id.clone()), ("tenant", tenant)];
    for (kind, id) in subjects {
        server.operator(&[kind, "suspend", &id]).await;
        world.assert_dead(&gateway).await;
        server.operator(&[kind, "reactivate", &id]).await;
        world.assert_alive(&gateway).await;
    }
    // Somebody else's suspension is not felt.
    server.operator(&["user", "suspend", &ada.id()]).await;
    world.assert_alive(&gateway).await;
}

#[tokio::test]
async fn a_changed_password_does_not_end_it() {
    let world = world_with_grace_as("member").await;
    let gateway = world.server.service("gateway").await;
    let new = crate::fixtures::NEW_PASSWORD;
    crate::fixtures::change_password(&world.grace, PASSWORD, new).await.ok(200);
    world.assert_alive(&gateway).await;
    world.grace.signs_out().await;
    world.assert_alive(&gateway).await;
}
