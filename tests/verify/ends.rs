//! Why a credential does not serve: what it draws on is closed, or gone.

use tenantry_testkit::{PASSWORD, Requests as _};

use crate::fixtures::{
    EveryKind, delete_account, joins_organization, member_of, place_of, reason, reason_of, verify,
    within_a_second,
};

/// The reasons that are told about the access token, the API key, the personal access token and the tenant's key.
async fn assert_reasons(world: &EveryKind, expected: [&str; 4]) {
    for (secret, expected) in world.secrets().into_iter().zip(expected) {
        let question = verify(&world.gateway, secret);
        within_a_second(question, |answer| reason_of(answer) == expected).await;
    }
}

#[tokio::test]
async fn a_suspended_person_takes_what_is_theirs_along() {
    let world = EveryKind::made().await;
    let user = world.ada.id();
    assert_reasons(&world, ["ok"; 4]).await;
    world.server.operator(&["user", "suspend", &user]).await;
    assert_reasons(&world, ["owner_inactive", "ok", "owner_inactive", "ok"]).await;
    world.server.operator(&["user", "reactivate", &user]).await;
    assert_reasons(&world, ["ok"; 4]).await;
}

#[tokio::test]
async fn a_suspended_organization_takes_what_is_bound_to_it_along() {
    let world = EveryKind::made().await;
    let organization = &world.organization.id;
    assert_reasons(&world, ["ok"; 4]).await;
    world.server.operator(&["org", "suspend", organization]).await;
    assert_reasons(&world, ["ok", "org_inactive", "org_inactive", "ok"]).await;
    world.server.operator(&["org", "reactivate", organization]).await;
    assert_reasons(&world, ["ok"; 4]).await;
}

#[tokio::test]
async fn a_suspended_tenant_takes_all_its_credentials_along() {
    let world = EveryKind::made().await;
    let tenant = world.ada.tenant().await;
    assert_reasons(&world, ["ok"; 4]).await;
    world.server.operator(&["tenant", "suspend", &tenant]).await;
    // The person is not suspended, and acts in no tenant.
    assert_reasons(&world, ["ok", "tenant_inactive", "tenant_inactive", "tenant_inactive"]).await;
    let homeless = |answer: &tenantry_testkit::Answer| {
        let told = answer.ok(200);
        told["valid"] == true && told.get("tenant_id").is_none() && told.get("role").is_none()
    };
    within_a_second(verify(&world.gateway, &world.ada.access_token), homeless).await;
    world.server.operator(&["tenant", "reactivate", &tenant]).await;
    assert_reasons(&world, ["ok"; 4]).await;
}

#[tokio::test]
async fn the_outermost_of_several_is_told() {
    let world = EveryKind::made().await;
    let tenant = world.ada.tenant().await;
    world.server.operator(&["org", "suspend", &world.organization.id]).await;
    world.server.operator(&["tenant", "suspend", &tenant]).await;
    assert_reasons(&world, ["ok", "tenant_inactive", "tenant_inactive", "tenant_inactive"]).await;
    world.server.operator(&["tenant", "reactivate", &tenant]).await;
    assert_reasons(&world, ["ok", "org_inactive", "org_inactive", "ok"]).await;
    world.server.operator(&["user", "suspend", &world.ada.id()]).await;
    assert_reasons(&world, ["owner_inactive", "org_inactive", "owner_inactive", "ok"]).await;
}

#[tokio::test]
async fn a_project_that_is_closed_closes_its_keys() {
    let world = EveryKind::made().await;
    // Nobody has asked before, so that nothing is remembered of what no operation changes.
    world.server.sql("UPDATE projects SET status = 'suspended'").await;
    assert_reasons(&world, ["ok", "project_inactive", "ok", "ok"]).await;
}

#[tokio::test]
async fn the_keys_of_a_deleted_project_were_ended_with_it() {
    let world = EveryKind::made().await;
    assert_reasons(&world, ["ok"; 4]).await;
    world.ada.delete(&world.key.project.path("")).await.is(204);
    assert_eq!(reason(&world.gateway, &world.key.secret).await, "revoked");
    assert_reasons(&world, ["ok", "revoked", "ok", "ok"]).await;
}

#[tokio::test]
async fn a_deleted_organization_is_an_inactive_one() {
    let world = EveryKind::made().await;
    assert_reasons(&world, ["ok"; 4]).await;
    world.ada.delete(&world.organization.path("")).await.is(204);
    for secret in [&world.key.secret, &world.token.secret] {
        assert_eq!(reason(&world.gateway, secret).await, "org_inactive");
    }
    assert_reasons(&world, ["ok", "org_inactive", "org_inactive", "ok"]).await;
}

#[tokio::test]
async fn a_deleted_tenant_is_an_inactive_one_as_long_as_it_is_known() {
    let world = EveryKind::made().await;
    assert_reasons(&world, ["ok"; 4]).await;
    world.ada.delete("/api/tenant").await.is(200);
    let [session, bound @ ..] = world.secrets();
    for secret in bound {
        // Its rows go by and by.
        let told = reason(&world.gateway, secret).await;
        assert!(["tenant_inactive", "unknown"].contains(&&*told), "{told}");
    }
    let told = verify(&world.gateway, session).await.ok(200);
    assert_eq!((&told["reason"], told.get("tenant_id")), (&"ok".into(), None));
}

#[tokio::test]
async fn who_deletes_their_account_ends_what_is_theirs() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, key, .. } = &world;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    joins_organization(ada, &grace, organization, "admin").await;
    let (token, made) = (
        grace.creates_token(organization, "laptop").await,
        grace.creates_api_key(&key.project, "grace's").await,
    );
    for secret in [&grace.access_token, &token.secret, &made.secret] {
        assert_eq!(reason(gateway, secret).await, "ok");
    }
    delete_account(&grace, PASSWORD).await.ok(200);
    assert_eq!(reason(gateway, &grace.access_token).await, "revoked");
    // Whoever is in its organization no more has none.
    assert_eq!(reason(gateway, &token.secret).await, "unknown");
    assert_eq!(reason(gateway, &made.secret).await, "ok");
}

#[tokio::test]
async fn who_is_taken_out_of_an_organization_has_no_token_for_it() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, .. } = &world;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    joins_organization(ada, &grace, organization, "member").await;
    let token = grace.creates_token(organization, "laptop").await;
    assert_eq!(reason(gateway, &token.secret).await, "ok");
    let place = place_of(ada, &organization.path("/members"), &grace.email()).await;
    ada.delete(&place).await.ok(200);
    assert_eq!(reason(gateway, &token.secret).await, "unknown");
    assert_eq!(reason(gateway, &grace.access_token).await, "ok");
}

#[tokio::test]
async fn a_role_is_that_of_the_moment() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, .. } = &world;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    joins_organization(ada, &grace, organization, "admin").await;
    let token = grace.creates_token(organization, "laptop").await;
    let role = async |secret: &str| verify(gateway, secret).await.ok(200)["role"].clone();
    assert_eq!(role(&token.secret).await, "admin");
    assert_eq!(role(&grace.access_token).await, "MEMBER");
    let of_organization = place_of(ada, &organization.path("/members"), &grace.email()).await;
    let of_tenant = place_of(ada, crate::fixtures::TENANT_MEMBERS, &grace.email()).await;
    for (of_organization_now, of_tenant_now) in [("member", "ADMIN"), ("owner", "MEMBER")] {
        crate::fixtures::change_role(ada, &of_organization, of_organization_now).await.ok(200);
        crate::fixtures::change_role(ada, &of_tenant, of_tenant_now).await.ok(200);
        assert_eq!(role(&token.secret).await, of_organization_now);
        assert_eq!(role(&grace.access_token).await, of_tenant_now);
    }
}
