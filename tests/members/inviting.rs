//! Inviting people from outside of the tenant to an organization.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{MEMBER, with_grace_as};
use crate::fixtures::{accept_invitation, add_member, dump, keys, place_of, roster, verified};

const KIND: &str = "invitation";
const MARY: &str = "mary@example.com";

#[tokio::test]
async fn a_stranger_gets_a_mail_with_a_link() {
    let public = ("server.public_url", "https://id.example.com/tenantry");
    let server = TestServer::configured(&[public]).await;
    let ada = server.owner("ada").await;
    let organization = ada.creates_organization("Difference Engines").await;
    let answer = add_member(&ada, &organization, MARY, "member").await;
    let invited = answer.ok(201);
    assert_eq!(keys(&invited), MEMBER);
    assert_eq!((&invited["member_email"], &invited["status"]), (&json!(MARY), &json!("invited")));
    assert_eq!(roster(&ada, &organization.path("/members")).await[0], invited);

    let mail = server.next_mail(KIND, MARY).await;
    let begin = "https://id.example.com/tenantry/accept-invitation#token=";
    assert!(mail.link().starts_with(begin), "{}", mail.link());
    assert!(mail.token().starts_with("inv-nc-"), "{}", mail.token());
    for words in ["Difference Engines", "ada", "good for 7 days"] {
        assert!(mail.text.contains(words) && mail.html.contains(words), "{words} in {mail:#?}");
    }
    assert!(!answer.text().contains(&mail.token()));
    server.has_sent_all().await;
    assert!(!dump(&server).await.contains(&mail.token()), "the link is kept");
    assert!(!server.log().contains(&mail.token()), "the link is logged");
    let days =
        "SELECT round(extract(epoch FROM expires_at - created_at) / 86400)::text FROM invitations";
    assert_eq!(server.sql(days).await, ["7"]);
}

#[tokio::test]
async fn who_has_an_account_elsewhere_is_invited_like_one_without() {
    let (server, ada, _grace, organization) = with_grace_as("member").await;
    let (eve, paul) = (server.owner("eve").await, server.signed_up("paul").await);
    let mut answers: Vec<Value> = Vec::new();
    for email in [&eve.email(), &paul.email(), MARY] {
        let mut invited = add_member(&ada, &organization, email, "member").await.ok(201);
        assert_eq!(
            (&invited["member_email"], &invited["status"]),
            (&json!(email), &json!("invited"))
        );
        for own in ["member_id", "member_email", "created_at"] {
            invited.as_object_mut().unwrap().remove(own);
        }
        answers.push(invited);
        server.next_mail(KIND, email).await.token();
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    eve.get(&organization.path("")).await.refused(404, "not_found");
}

#[tokio::test]
async fn sent_again_the_older_link_dies() {
    let (server, ada, _grace, organization) = with_grace_as("member").await;
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, MARY, "member").await.ok(201);
    let older = server.next_mail(KIND, MARY).await.token();
    let hers = place_of(&ada, &organization.path("/members"), MARY).await;
    ada.post(&format!("{hers}/resend-invitation")).await.is(204);
    let newer = server.next_mail(KIND, MARY).await.token();
    assert_ne!(older, newer);
    accept_invitation(&mary, &older).await.refused(400, "invalid_invite_token");
    accept_invitation(&mary, &newer).await.ok(200);
    // There is nothing to send to who is in, nor to who was never invited.
    ada.post(&format!("{hers}/resend-invitation")).await.refused(404, "not_found");
    let active = place_of(&ada, &organization.path("/members"), MARY).await;
    ada.post(&format!("{active}/resend-invitation")).await.refused(404, "not_found");
}

#[tokio::test]
async fn who_is_invited_again_has_one_invitation_the_newer() {
    let (server, ada, _grace, organization) = with_grace_as("member").await;
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, MARY, "member").await.ok(201);
    let older = server.next_mail(KIND, MARY).await.token();
    add_member(&ada, &organization, "Mary@Example.com", "admin").await.ok(201);
    let newer = server.next_mail(KIND, MARY).await.token();

    let invited = roster(&ada, &organization.path("/members")).await;
    let invited: Vec<_> = invited.iter().filter(|it| it["status"] == "invited").collect();
    assert_eq!((invited.len(), &invited[0]["member_role"]), (1, &json!("admin")), "{invited:#?}");
    accept_invitation(&mary, &older).await.refused(400, "invalid_invite_token");
    accept_invitation(&mary, &newer).await.ok(200);
    assert_eq!(mary.get("/api/v1/orgs").await.ok(200)["data"][0]["role"], "admin");
}

#[tokio::test]
async fn an_invitation_that_is_taken_back_is_void() {
    let (server, ada, _grace, organization) = with_grace_as("member").await;
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, MARY, "member").await.ok(201);
    let token = server.next_mail(KIND, MARY).await.token();
    let hers = place_of(&ada, &organization.path("/members"), MARY).await;
    let left = ada.delete(&hers).await.ok(200);
    assert_eq!(keys(&left), ["ended_credentials", "message", "remaining_api_keys"]);
    assert_eq!(left["remaining_api_keys"], json!([]));

    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 2);
    ada.post(&format!("{hers}/resend-invitation")).await.refused(404, "not_found");
    ada.delete(&hers).await.refused(404, "not_found");
    // And another may follow.
    add_member(&ada, &organization, MARY, "member").await.ok(201);
    let token = server.next_mail(KIND, MARY).await.token();
    accept_invitation(&mary, &token).await.ok(200);
}

#[tokio::test]
async fn nobody_meddles_with_an_invitation_to_more_than_they_are() {
    let (server, ada, grace, organization) = with_grace_as("admin").await;
    let invited = add_member(&ada, &organization, MARY, "owner").await.ok(201);
    let link = server.next_mail(KIND, MARY).await.token();
    let place = place_of(&ada, &organization.path("/members"), MARY).await;
    add_member(&grace, &organization, MARY, "member").await.refused(403, "forbidden");
    grace.post(&format!("{place}/resend-invitation")).await.refused(403, "forbidden");
    grace.delete(&place).await.refused(403, "forbidden");
    assert_eq!(roster(&ada, &organization.path("/members")).await[0], invited);
    // The link is the one that was sent.
    let mary = verified(&server, "mary").await;
    accept_invitation(&mary, &link).await.ok(200);
    assert_eq!(mary.get("/api/v1/orgs").await.ok(200)["data"][0]["role"], "owner");
}

#[tokio::test]
async fn a_tenant_sends_so_many_invitations_and_no_more() {
    let server = TestServer::configured(&[("limits.invitations", "2")]).await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    for number in 0..2 {
        let email = format!("stranger{number}@example.com");
        add_member(&ada, &organization, &email, "member").await.ok(201);
    }
    let pause = add_member(&ada, &organization, MARY, "member").await.is_too_often();
    assert!((1..=3600).contains(&pause), "{pause}");
    let other = server.owner("eve").await;
    add_member(&other, &other.organization().await, MARY, "member").await.ok(201);
}
