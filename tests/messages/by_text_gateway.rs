//! Text messages by Twilio's API.

use tenantry_testkit::twilio::{TwilioBehaviour, TwilioServer};
use tenantry_testkit::{TestServer, code_in};

use super::waiting_until;
use crate::fixtures::{add_phone, verify_phone};

const ACCOUNT: &str = "AC00000000000000000000000000000000";
const TOKEN: &str = "a token for the gateway";
const NUMBER: &str = "+4915123456789";

async fn server_with(gateway: &TwilioServer) -> TestServer {
    let settings = [
        ("sms.transport", "twilio"),
        ("sms.twilio.base_url", &gateway.base_url()),
        ("sms.twilio.account_sid", ACCOUNT),
        ("sms.twilio.auth_token", TOKEN),
        ("sms.twilio.from", "+15005550006"),
    ];
    TestServer::configured(&settings).await
}

#[tokio::test]
async fn the_code_comes_by_the_gateway() {
    let gateway = TwilioServer::start(ACCOUNT, TOKEN).await;
    let server = server_with(&gateway).await;
    let ada = server.signed_up("ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let texts = gateway.texts_once_there_are(1).await;
    assert_eq!((texts[0].to.as_str(), texts[0].from.as_deref()), (NUMBER, Some("+15005550006")));
    verify_phone(&ada, &code_in(&texts[0].body)).await.ok(200);
    server.has_sent_all().await;
    assert!(server.texts().is_empty());
}

#[tokio::test]
async fn while_the_gateway_is_away_requests_go_on_and_afterwards_the_code_comes() {
    let mut gateway = TwilioServer::start(ACCOUNT, TOKEN).await;
    let server = server_with(&gateway).await;
    gateway.stop().await;
    let ada = server.signed_up("ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let is_tried = |waiting: &[serde_json::Value]| {
        let of_phone = waiting.iter().find(|message| message["kind"] == "verify_phone");
        of_phone.is_some_and(|message| !message["last_error"].is_null())
    };
    let waiting = waiting_until(&server, is_tried).await;
    let told = format!("{waiting:?} {}", server.log());
    assert!(!told.contains(TOKEN), "{told}");
    gateway.start_again().await;
    server.program().run(&["outbox", "retry", "--all"]).await.succeeded();
    let texts = gateway.texts_once_there_are(1).await;
    verify_phone(&ada, &code_in(&texts[0].body)).await.ok(200);
}

#[tokio::test]
async fn a_number_that_can_not_be_reached_is_given_up_visibly() {
    let gateway = TwilioServer::start(ACCOUNT, TOKEN).await;
    let server = server_with(&gateway).await;
    // "The 'To' number is not a valid phone number."
    gateway.behave(TwilioBehaviour::Refuses(400, 21211));
    let ada = server.signed_up("ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let is_given_up = |message: &&serde_json::Value| !message["given_up_at"].is_null();
    let waiting = waiting_until(&server, |waiting| waiting.iter().any(|it| is_given_up(&it))).await;
    // The mail of the sign-up may still be there, on its way to its folder.
    let text = waiting.iter().find(is_given_up).unwrap();
    assert_eq!(text["recipient"], NUMBER);
    assert!(text["last_error"].as_str().unwrap().contains("21211"), "{waiting:#?}");
}
