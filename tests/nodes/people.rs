//! People whose rights change at one node.

use serde_json::json;
use tenantry_testkit::{Answer, Organization, PASSWORD, Person, Requests as _};

use super::Nodes;
use crate::fixtures::{
    NEW_PASSWORD, TENANT_MEMBERS, change_password, change_role, delete_account, joins_organization,
    member_of, place_of, reason_of, revoke, verify, within_a_second,
};

const ME: &str = "/api/v1/users/me";

/// Somebody who runs the organization, and whom both nodes know well.
async fn grace(nodes: &Nodes, organization: &Organization) -> Person {
    let (server, ada) = (&nodes.world.server, &nodes.world.ada);
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    joins_organization(ada, &grace, organization, "admin").await;
    knows(nodes, &grace, organization).await;
    grace
}

/// Has both nodes know this session, and what it may do in the organization.
async fn knows(nodes: &Nodes, person: &Person, organization: &Organization) {
    let other = nodes.at_other(&person.access_token);
    for _ in 0..2 {
        for node in [person.client(), &other] {
            node.get(ME).await.ok(200);
            node.patch(&organization.path("")).json(&json!({"name": "Known"})).await.ok(200);
        }
    }
}

fn is_unauthorized(answer: &Answer) -> bool {
    answer.status == 401
}

#[tokio::test]
async fn a_session_that_is_ended_at_one_is_over_at_the_other() {
    let nodes = Nodes::running().await;
    let ada = &nodes.world.ada;
    for number in 0..5 {
        let session = ada.signs_in().await;
        knows(&nodes, &session, &nodes.world.organization).await;
        match number {
            0 => session.signs_out().await,
            1 => drop(revoke(&nodes.world.server, &session.refresh_token).await.is(200)),
            2 => drop(revoke(&nodes.world.server, &session.access_token).await.is(200)),
            3 => drop(ada.delete("/api/v1/users/me/sessions").await.is(204)),
            _ => {
                // A replaced refresh token that comes back.
                let renewed = session.refreshes().await.refreshes().await;
                let body = json!({"refresh_token": session.refresh_token});
                let replayed = renewed.post("/api/v1/auth/refresh").json(&body).await;
                replayed.refused(401, "invalid_refresh_token");
            }
        }
        session.get(ME).await.refused(401, "unauthorized");
        let there = nodes.at_other(&session.access_token).get(ME);
        within_a_second(there, is_unauthorized).await;
        let question = verify(&nodes.gateway, &session.access_token);
        within_a_second(question, |answer| reason_of(answer) == "revoked").await;
    }
}

#[tokio::test]
async fn a_member_who_is_removed_at_one_is_none_at_the_other() {
    let nodes = Nodes::running().await;
    let (ada, organization) = (&nodes.world.ada, &nodes.world.organization);
    let grace = grace(&nodes, organization).await;
    let token = grace.creates_token(organization, "laptop").await;
    let by_token = nodes.at_other(&token.secret).get(&organization.path(""));
    for _ in 0..2 {
        by_token.clone().await.ok(200);
    }
    let place = place_of(ada, &organization.path("/members"), &grace.email()).await;
    ada.delete(&place).await.ok(200);
    let there = nodes.at_other(&grace.access_token).get(&organization.path(""));
    within_a_second(there, |answer| answer.status == 404).await;
    within_a_second(by_token, is_unauthorized).await;
    let question = verify(&nodes.gateway, &token.secret);
    within_a_second(question, |answer| reason_of(answer) != "ok").await;
}

#[tokio::test]
async fn a_role_that_is_lowered_or_raised_at_one_is_so_at_the_other() {
    let nodes = Nodes::running().await;
    let (ada, organization) = (&nodes.world.ada, &nodes.world.organization);
    let grace = grace(&nodes, organization).await;
    let place = place_of(ada, &organization.path("/members"), &grace.email()).await;
    let there = nodes.at_other(&grace.access_token);
    let rename = there.patch(&organization.path("")).json(&json!({"name": "Renamed"}));
    for (role, status) in [("member", 403), ("admin", 200), ("member", 403), ("owner", 200)] {
        change_role(ada, &place, role).await.ok(200);
        within_a_second(rename.clone(), |answer| answer.status == status).await;
    }
    let of_tenant = place_of(ada, TENANT_MEMBERS, &grace.email()).await;
    let question = verify(&nodes.gateway, &grace.access_token);
    for role in ["ADMIN", "SUPER_ADMIN", "MEMBER"] {
        change_role(ada, &of_tenant, role).await.ok(200);
        within_a_second(question.clone(), |answer| answer.ok(200)["role"] == role).await;
    }
}

#[tokio::test]
async fn who_is_taken_in_at_one_is_in_at_the_other() {
    let nodes = Nodes::running().await;
    let (server, ada) = (&nodes.world.server, &nodes.world.ada);
    let organization = &nodes.world.organization;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    let there = nodes.at_other(&grace.access_token).get(&organization.path(""));
    for _ in 0..2 {
        there.clone().await.refused(404, "not_found");
    }
    joins_organization(ada, &grace, organization, "member").await;
    within_a_second(there, |answer| answer.status == 200).await;
}

#[tokio::test]
async fn who_is_removed_from_the_tenant_is_a_stranger_at_both() {
    let nodes = Nodes::running().await;
    let (ada, organization) = (&nodes.world.ada, &nodes.world.organization);
    let grace = grace(&nodes, organization).await;
    let place = place_of(ada, TENANT_MEMBERS, &grace.email()).await;
    ada.delete(&place).await.ok(200);
    let there = nodes.at_other(&grace.access_token);
    let path = organization.path("");
    within_a_second(there.get(&path), |answer| answer.status == 404).await;
    within_a_second(there.get("/api/tenant"), |answer| answer.status == 404).await;
    there.get(ME).await.ok(200);
}

#[tokio::test]
async fn a_changed_password_or_a_deleted_account_ends_the_sessions_at_both() {
    let nodes = Nodes::running().await;
    let organization = &nodes.world.organization;
    let grace = grace(&nodes, organization).await;
    let kept = grace.signs_in().await;
    knows(&nodes, &kept, organization).await;
    change_password(&kept, PASSWORD, NEW_PASSWORD).await.ok(200);
    let there = nodes.at_other(&grace.access_token).get(ME);
    within_a_second(there, is_unauthorized).await;
    let there = nodes.at_other(&kept.access_token).get(ME);
    there.clone().await.ok(200);
    delete_account(&kept, NEW_PASSWORD).await.ok(200);
    within_a_second(there, is_unauthorized).await;
}
