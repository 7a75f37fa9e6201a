//! News of a sign-in from a device that the account has not seen before.

use tenantry_testkit::{PASSWORD, TestServer};

use crate::fixtures::login;

const KIND: &str = "new-sign-in";

async fn signs_in_from(server: &TestServer, device: &str) {
    login(server, "ada@example.com", PASSWORD).header("User-Agent", device).await.ok(200);
}

async fn news(server: &TestServer) -> usize {
    server.has_sent_all().await;
    let kinds = server.kinds_of_mail_to("ada@example.com");
    kinds.iter().filter(|kind| *kind == KIND).count()
}

#[tokio::test]
async fn a_device_that_is_new_to_the_account_is_news_once() {
    let server = TestServer::configured(&[("auth.notify_new_device", "true")]).await;
    // The first device of all is nobody's surprise.
    server.signed_up("ada").await;
    assert_eq!(news(&server).await, 0);
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    signs_in_from(&server, firefox).await;
    let mail = server.next_mail(KIND, "ada@example.com").await;
    assert!(mail.text.contains("Firefox on Linux") && mail.text.contains("127.0.0.1"), "{mail:#?}");
    signs_in_from(&server, firefox).await;
    assert_eq!(news(&server).await, 1);
    signs_in_from(&server, "Mozilla/5.0 (iPhone) Safari/604.1").await;
    assert_eq!(news(&server).await, 2);
    // Nobody is alarmed by who did not get in.
    let wrong = login(&server, "ada@example.com", "not the password").header("User-Agent", "curl");
    wrong.await.refused(401, "invalid_credentials");
    assert_eq!(news(&server).await, 2);
}

#[tokio::test]
async fn nobody_gets_such_news_unless_it_is_switched_on() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    signs_in_from(&server, "curl/8.5.0").await;
    assert_eq!(news(&server).await, 0);
}
