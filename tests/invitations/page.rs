//! The page that the link leads to, as far as it can be seen without a browser.

use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::assert_self_contained;

const PATH: &str = "/accept-invitation";

#[tokio::test]
async fn it_fetches_nothing_and_lets_nobody_in() {
    assert_self_contained(PATH).await;
}

#[tokio::test]
async fn it_is_for_who_has_an_account_and_for_who_is_new() {
    let server = TestServer::start().await;
    let page = server.get(PATH).await.text();
    for part in [
        "<form",
        r#"autocomplete="current-password""#,
        r#"autocomplete="new-password""#,
        r#"autocomplete="username""#,
        "<noscript",
    ] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
}

#[tokio::test]
async fn it_is_the_same_whatever_stands_behind_its_address() {
    let public = ("server.public_url", "https://id.example.com/tenantry");
    let server = TestServer::configured(&[public]).await;
    let page = server.get(PATH).await;
    for path in ["/accept-invitation?token=inv-nc-x&e=%3Cscript%3E", "/tenantry/accept-invitation"]
    {
        let other = server.get(path).await;
        assert_eq!((other.status, other.text()), (200, page.text()), "{path}");
    }
    server.post(PATH).await.refused(405, "method_not_allowed");
}
