//! Roles in an organization: who gives which, and that they hold at once.

use serde_json::json;
use tenantry_testkit::{Person, Requests as _};

use super::with_grace_as;
use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, add_member, at_once, change_role, joins_organization, keys,
    last_of, member_of, never_issued, place_of, roster, verified,
};

#[tokio::test]
async fn nobody_gives_or_takes_a_role_above_their_own() {
    let (server, ada, grace, organization) = with_grace_as("admin").await;
    let mary = member_of(&server, &ada.tenant().await, "mary").await;
    joins_organization(&grace, &mary, &organization, "member").await;
    let path = organization.path("/members");
    let (adas, hers) = (
        place_of(&grace, &path, &ada.email()).await,
        place_of(&grace, &path, &grace.email()).await,
    );
    let marys = place_of(&grace, &path, &mary.email()).await;

    change_role(&grace, &adas, "member").await.refused(403, "forbidden");
    change_role(&grace, &adas, "owner").await.refused(403, "forbidden");
    grace.delete(&adas).await.refused(403, "forbidden");
    change_role(&grace, &hers, "owner").await.refused(403, "forbidden");
    change_role(&grace, &marys, "owner").await.refused(403, "forbidden");
    let invited = add_member(&grace, &organization, "paul@example.com", "owner").await;
    invited.refused(403, "forbidden");

    let changed = change_role(&grace, &marys, "admin").await.ok(200);
    assert_eq!(keys(&changed), super::MEMBER);
    assert_eq!((&changed["member_role"], &changed["status"]), (&json!("admin"), &json!("active")));
    assert_eq!(changed["member_id"], last_of(&marys));
    change_role(&mary, &hers, "member").await.ok(200);
    mary.delete(&hers).await.ok(200);
    assert_eq!(roster(&ada, &path).await.len(), 2);
}

#[tokio::test]
async fn an_owner_makes_others_owners_and_members_again() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let path = organization.path("/members");
    let (adas, hers) =
        (place_of(&ada, &path, &ada.email()).await, place_of(&ada, &path, &grace.email()).await);
    assert_eq!(change_role(&ada, &hers, "owner").await.ok(200)["member_role"], "owner");
    assert_eq!(change_role(&grace, &adas, "member").await.ok(200)["member_role"], "member");
    grace.delete(&adas).await.ok(200);
    assert_eq!(roster(&grace, &path).await.len(), 1);
}

#[tokio::test]
async fn the_last_owner_stays_one() {
    let (_server, ada, grace, organization) = with_grace_as("admin").await;
    let path = organization.path("/members");
    let adas = place_of(&ada, &path, &ada.email()).await;
    let hers = place_of(&ada, &path, &grace.email()).await;
    // Who is only invited is no owner yet.
    add_member(&ada, &organization, "mary@example.com", "owner").await.ok(201);
    for role in ["admin", "member"] {
        change_role(&ada, &adas, role).await.refused(409, "last_owner");
    }
    ada.delete(&adas).await.refused(409, "last_owner");
    assert_eq!(change_role(&ada, &adas, "owner").await.ok(200)["member_role"], "owner");

    change_role(&ada, &hers, "owner").await.ok(200);
    change_role(&ada, &adas, "member").await.ok(200);
    grace.delete(&hers).await.refused(409, "last_owner");
    change_role(&grace, &hers, "admin").await.refused(409, "last_owner");
    grace.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn who_owns_the_tenant_takes_no_last_owner_out_either() {
    let (_server, ada, grace, organization) = with_grace_as("owner").await;
    let path = organization.path("/members");
    let hers = place_of(&ada, &path, &grace.email()).await;
    ada.delete(&place_of(&ada, &path, &ada.email()).await).await.ok(200);
    ada.delete(&hers).await.refused(409, "last_owner");
    change_role(&ada, &hers, "member").await.refused(409, "last_owner");
    joins_organization(&ada, &ada, &organization, "owner").await;
    ada.delete(&hers).await.ok(200);
}

#[tokio::test]
async fn of_two_owners_who_demote_each_other_at_once_one_stays() {
    let (_server, ada, grace, organization) = with_grace_as("owner").await;
    let path = organization.path("/members");
    let (adas, hers) =
        (place_of(&ada, &path, &ada.email()).await, place_of(&ada, &path, &grace.email()).await);
    for _ in 0..5 {
        let both = [change_role(&ada, &hers, "member"), change_role(&grace, &adas, "member")];
        let answers = at_once(both).await;
        let done = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{answers:#?}");
        let owners = roster(&grace, &path).await;
        let owners: Vec<_> = owners.iter().filter(|it| it["member_role"] == "owner").collect();
        assert_eq!(owners.len(), 1, "{owners:#?}");
        // Ada's rights in the tenant reach so far.
        for place in [&adas, &hers] {
            change_role(&ada, place, "owner").await.ok(200);
        }
    }
}

#[tokio::test]
async fn a_right_that_was_lost_is_lost_at_the_next_request() {
    let (_server, ada, grace, organization) = with_grace_as("admin").await;
    let path = organization.path("");
    let rename = |who: &Person| who.patch(&path).json(&json!({"name": "Compilers"}));
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    rename(&grace).await.ok(200);
    change_role(&ada, &hers, "member").await.ok(200);
    rename(&grace).await.refused(403, "forbidden");
    grace.get(&path).await.ok(200);
    change_role(&ada, &hers, "owner").await.ok(200);
    rename(&grace).await.ok(200);
    ada.delete(&hers).await.ok(200);
    rename(&grace).await.refused(404, "not_found");
    grace.get(&path).await.refused(404, "not_found");
    assert_eq!(grace.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 0);
}

#[tokio::test]
async fn an_invitation_may_be_given_another_role() {
    let (server, ada, _grace, organization) = with_grace_as("member").await;
    let path = organization.path("/members");
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, &mary.email(), "member").await.ok(201);
    let hers = place_of(&ada, &path, &mary.email()).await;
    let changed = change_role(&ada, &hers, "admin").await.ok(200);
    assert_eq!((&changed["member_role"], &changed["status"]), (&json!("admin"), &json!("invited")));
    let token = server.next_mail("invitation", &mary.email()).await.token();
    accept_invitation(&mary, &token).await.ok(200);
    assert_eq!(roster(&ada, &path).await[0]["member_role"], "admin");
}

#[tokio::test]
async fn who_is_no_member_of_it_does_not_exist() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let (path, other) =
        (organization.path("/members"), ada.creates_organization("Second").await.path("/members"));
    let project = ada.creates_project(&organization, "engine").await;
    let elsewhere = place_of(&ada, &other, &ada.email()).await;
    let in_tenant = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    let in_project = place_of(&ada, &project.path("/members"), &ada.email()).await;
    let never = never_issued();
    for id in
        [last_of(&elsewhere), last_of(&in_tenant), last_of(&in_project), &never, "x", "%00", "1"]
    {
        let place = format!("{path}/{id}");
        change_role(&ada, &place, "member").await.refused(404, "not_found");
        ada.delete(&place).await.refused(404, "not_found");
        ada.post(&format!("{place}/resend-invitation")).await.refused(404, "not_found");
    }
    assert_eq!(roster(&ada, &path).await.len(), 2);
    assert_eq!(roster(&ada, &other).await.len(), 1);
}
