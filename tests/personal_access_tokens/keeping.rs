//! Making, listing and revoking tokens.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{PATH, World, world_with_grace_as};
use crate::fixtures::{
    dies_within_a_second, dump, joins_organization, joins_tenant, keys, make_token, member_of,
    never_issued, seconds, switch_tenant,
};

const DAY: i64 = 24 * 60 * 60;

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_answer_to_a_create_has_the_bearer_this_once() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    assert_eq!(ada.get(PATH).await.ok(200), json!({"items": [], "total": 0}));
    let answer = make_token(&ada, &organization, "laptop").await;
    let made = answer.ok(201);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    assert_eq!(keys(&made), ["bearer", "created_at", "expires_at", "id", "name", "prefix"]);
    let bearer = made["bearer"].as_str().unwrap();
    assert!(bearer.starts_with("pat-nc-") && bearer.len() == 7 + 43 + 6, "{bearer}");
    let prefix = made["prefix"].as_str().unwrap();
    assert!(bearer.starts_with(prefix) && prefix.len() < 16, "{prefix}");
    assert_eq!(made["name"], "laptop");
    assert_eq!(seconds(&made["expires_at"]) - seconds(&made["created_at"]), 90 * DAY);

    let answer = ada.get(PATH).await;
    let listed = answer.ok(200);
    assert_eq!(keys(&listed), ["items", "total"]);
    let expected = json!([{
        "id": made["id"],
        "org_id": organization.id,
        "name": "laptop",
        "prefix": prefix,
        "created_at": made["created_at"],
        "expires_at": made["expires_at"],
        "revoked_at": null,
    }]);
    assert_eq!((&listed["items"], &listed["total"]), (&expected, &json!(1)));
    let inner = &bearer[12..bearer.len() - 5];
    assert!(!answer.text().contains(inner) && !server.log().contains(inner));
    assert!(!dump(&server).await.contains(inner));
}

#[tokio::test]
async fn it_lives_for_as_many_days_as_were_asked_for() {
    let World { server: _server, grace, organization, .. } = world_with_grace_as("member").await;
    for days in [1, 30, 90] {
        let body = json!({"org_id": organization.id, "name": "a", "expires_in_days": days});
        let made = grace.post(PATH).json(&body).await.ok(201);
        assert_eq!(seconds(&made["expires_at"]) - seconds(&made["created_at"]), days * DAY);
    }
}

#[tokio::test]
async fn those_of_all_organizations_and_tenants_are_listed() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("member").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "admin").await;
    let of_second = grace.creates_token(&second, "second").await;
    let eve = server.owner("eve").await;
    joins_tenant(&server, &grace, &eve.tenant().await, "MEMBER").await;
    let third = eve.organization().await;
    joins_organization(&eve, &grace, &third, "member").await;
    // Also one for an organization of a tenant that the session is not in.
    let of_third = grace.creates_token(&third, "third").await;
    ada.creates_token(&organization, "ada's own").await;

    let all = [&of_third.id, &of_second.id, &token.id];
    assert_eq!(ids(&grace.get(PATH).await.ok(200)), all);
    let elsewhere = grace.with_tokens(&switch_tenant(&grace, &eve.tenant().await).await.ok(200));
    let listed = elsewhere.get(PATH).await.ok(200);
    assert_eq!((ids(&listed), &listed["total"]), (all.map(String::as_str).to_vec(), &json!(3)));
    for (organization, expected) in
        [(&organization, &token), (&second, &of_second), (&third, &of_third)]
    {
        let listed = elsewhere.get(&format!("{PATH}?org_id={}", organization.id)).await.ok(200);
        assert_eq!((ids(&listed), &listed["total"]), (vec![expected.id.as_str()], &json!(1)));
    }
    let listed = elsewhere.get(&format!("{PATH}?org_id={}", never_issued())).await;
    assert_eq!(listed.ok(200), json!({"items": [], "total": 0}));
    for odd in ["", "x", "00", "%27"] {
        elsewhere.get(&format!("{PATH}?org_id={odd}")).await.blames(&["org_id"]);
    }
}

#[tokio::test]
async fn a_list_is_read_in_slices() {
    let World { server: _server, grace, organization, token, .. } =
        world_with_grace_as("member").await;
    let mut newest = vec![token.id];
    for number in 0..29 {
        let made = grace.creates_token(&organization, &format!("token {number}")).await;
        newest.insert(0, made.id);
    }
    let slice = async |query: &str| {
        let listed = grace.get(&format!("{PATH}?{query}")).await.ok(200);
        assert_eq!(listed["total"], 30, "{listed}");
        ids(&listed).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(slice("").await, newest[..25]);
    assert_eq!(slice("offset=25").await, newest[25..]);
    assert_eq!(slice("limit=100").await, newest);
    assert_eq!(slice("limit=3&offset=4").await, newest[4..7]);
    assert_eq!(slice("limit=1").await, newest[..1]);
    assert_eq!(slice("offset=30").await, Vec::<String>::new());
    assert_eq!(slice("offset=4294967295").await, Vec::<String>::new());
    let filtered = format!("org_id={}&limit=2&offset=1", organization.id);
    assert_eq!(slice(&filtered).await, newest[1..3]);
}

#[tokio::test]
async fn revoking_one_is_for_good() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("member").await;
    let other_node = server.program().serve().await;
    other_node.get(&organization.path("")).bearer(&token.secret).await.ok(200);
    let stays = grace.creates_token(&organization, "stays").await;
    ada.delete(&token.path()).await.refused(404, "not_found");

    let revoked = grace.delete(&token.path()).await;
    assert_eq!((revoked.status, revoked.text().as_str()), (204, ""));
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    dies_within_a_second(other_node.get(&organization.path("")).bearer(&token.secret)).await;
    stays.get(&organization.path("")).await.ok(200);

    let again = grace.delete(&token.path()).await;
    for id in [&never_issued(), "x", "1", "null", "pat-nc-x", "%00"] {
        let unknown = grace.delete(&format!("{PATH}/{id}")).await;
        unknown.refused(404, "not_found");
        assert_eq!(unknown.without_request_id(), again.without_request_id());
    }
    let listed = grace.get(PATH).await.ok(200);
    assert_eq!((ids(&listed), &listed["total"]), (vec![stays.id.as_str()], &json!(1)));
    let kept = format!(
        "SELECT revoked_at IS NOT NULL FROM personal_access_tokens WHERE id = '{}'",
        token.id
    );
    assert_eq!(server.sql(&kept).await, ["t"]);
}

#[tokio::test]
async fn one_that_has_expired_is_dead_and_not_listed() {
    let World { server, grace, organization, token, .. } = world_with_grace_as("member").await;
    let gateway = server.service("gateway").await;
    server.sql("UPDATE personal_access_tokens SET expires_at = now()").await;
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    assert_eq!(gateway.learns(&token.secret).await, json!({"active": false}));
    assert_eq!(grace.get(PATH).await.ok(200), json!({"items": [], "total": 0}));
}

#[tokio::test]
async fn two_people_do_not_see_each_others() {
    let World { server, ada, grace, organization, .. } = world_with_grace_as("member").await;
    let mary = member_of(&server, &ada.tenant().await, "mary").await;
    for person in [&ada, &mary] {
        assert_eq!(person.get(PATH).await.ok(200)["total"], 0);
    }
    let mine = ada.creates_token(&organization, "mine").await;
    assert_eq!(ids(&ada.get(PATH).await.ok(200)), [&mine.id]);
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 1);
}
