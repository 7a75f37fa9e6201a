//! Text messages to a gateway that speaks Twilio's API.

use std::time::Duration;

use rstest::rstest;
use tenantry_domain::notification::TextMessenger as _;
use tenantry_domain::secret::PlainSecret;
use tenantry_notify::{InvalidSettings, TwilioMessenger, TwilioSettings};

use crate::fixtures::{CODE, brand, later, never, text_message};
use crate::twilio::{SentText, TwilioBehaviour, TwilioServer};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "a-token-that-nobody-may-see";
const NUMBER: &str = "+4915123456789";

fn settings(server: &TwilioServer) -> TwilioSettings {
    let base_url = server.base_url();
    let token = PlainSecret::new(TOKEN);
    TwilioSettings { base_url, ..TwilioSettings::new(ACCOUNT, token, "+15005550006") }
}

fn messenger(settings: TwilioSettings) -> TwilioMessenger {
    TwilioMessenger::new(settings, brand()).unwrap()
}

#[tokio::test]
async fn a_message_is_handed_to_the_gateway() {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    messenger(settings(&server)).send(&text_message(NUMBER)).await.unwrap();
    let expected = SentText {
        to: NUMBER.into(),
        from: Some("+15005550006".into()),
        messaging_service: None,
        body: "428913 is your Acme Cloud code, good for 10 minutes.".into(),
    };
    assert_eq!(server.texts_once_there_are(1).await, [expected]);
}

#[tokio::test]
async fn a_messaging_service_is_named_as_one() {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    let settings = TwilioSettings { sender: "MG0123".into(), ..settings(&server) };
    messenger(settings).send(&text_message(NUMBER)).await.unwrap();
    let texts = server.texts();
    assert_eq!(texts[0].from, None);
    assert_eq!(texts[0].messaging_service.as_deref(), Some("MG0123"));
}

#[rstest]
#[case(400, 21211)]
#[case(400, 21214)]
#[case(400, 21217)]
#[case(400, 21408)]
#[case(403, 21408)]
#[case(400, 21610)]
#[case(400, 21612)]
#[case(400, 21614)]
#[case(400, 21635)]
#[tokio::test]
async fn a_number_that_is_refused_is_given_up(#[case] status: u16, #[case] code: u32) {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    server.behave(TwilioBehaviour::Refuses(status, code));
    let told = never(messenger(settings(&server)).send(&text_message(NUMBER)).await);
    assert!(told.contains(&format!("{status} with error {code}")), "{told}");
}

#[rstest]
#[case(400, 21606)]
#[case(400, 21608)]
#[case(401, 20003)]
#[case(403, 20005)]
#[case(404, 20404)]
#[case(429, 20429)]
#[case(500, 20500)]
#[case(503, 21211)]
#[tokio::test]
async fn any_other_refusal_may_pass(#[case] status: u16, #[case] code: u32) {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    server.behave(TwilioBehaviour::Refuses(status, code));
    let messenger = messenger(settings(&server));
    let told = later(messenger.send(&text_message(NUMBER)).await);
    assert!(told.contains(&status.to_string()), "{told}");
    assert!(!told.contains(CODE) && !told.contains(TOKEN), "{told}");
    server.behave(TwilioBehaviour::Takes);
    messenger.send(&text_message(NUMBER)).await.unwrap();
    assert_eq!(server.texts().len(), 1);
}

#[tokio::test]
async fn what_stands_before_the_gateway_may_answer_in_its_own_way() {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    for (status, body) in [(400, ""), (400, "<h1>Bad</h1>"), (502, "{\"code\": null}")] {
        server.behave(TwilioBehaviour::Answers(status, body));
        later(messenger(settings(&server)).send(&text_message(NUMBER)).await);
    }
}

#[tokio::test]
async fn a_wrong_token_is_a_matter_for_the_operator_and_is_not_repeated() {
    let server = TwilioServer::start(ACCOUNT, "another").await;
    let told = later(messenger(settings(&server)).send(&text_message(NUMBER)).await);
    assert!(told.contains("401 with error 20003"), "{told}");
    assert!(!told.contains(TOKEN), "{told}");
    assert!(server.texts().is_empty());
}

#[tokio::test]
async fn a_gateway_that_hangs_is_given_up() {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    server.behave(TwilioBehaviour::Hangs);
    let timeout = Duration::from_millis(400);
    let messenger = messenger(TwilioSettings { timeout, ..settings(&server) });
    later(messenger.send(&text_message(NUMBER)).await);
}

#[tokio::test]
async fn a_gateway_that_is_gone_is_tried_again() {
    let mut server = TwilioServer::start(ACCOUNT, TOKEN).await;
    let messenger = messenger(settings(&server));
    server.stop().await;
    let told = later(messenger.send(&text_message(NUMBER)).await);
    assert!(!told.contains(ACCOUNT) && !told.contains(CODE), "{told}");
    server.start_again().await;
    messenger.send(&text_message(NUMBER)).await.unwrap();
    assert_eq!(server.texts().len(), 1);
}

#[tokio::test]
async fn nobody_is_followed_elsewhere() {
    let server = TwilioServer::start(ACCOUNT, TOKEN).await;
    let elsewhere = TwilioServer::start(ACCOUNT, TOKEN).await;
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    server.behave(TwilioBehaviour::Redirects(format!("{}{path}", elsewhere.base_url())));
    let told = later(messenger(settings(&server)).send(&text_message(NUMBER)).await);
    assert!(told.contains("307"), "{told}");
    assert!(elsewhere.texts().is_empty());
}

#[test]
fn a_base_that_is_no_url_is_refused_at_once() {
    let base_url = "twilio".to_owned();
    let settings =
        TwilioSettings { base_url, ..TwilioSettings::new(ACCOUNT, PlainSecret::new(TOKEN), "Us") };
    let refused = TwilioMessenger::new(settings, brand());
    assert!(matches!(refused.err(), Some(InvalidSettings::BaseUrl(_))));
}
