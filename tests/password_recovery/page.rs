//! The page that the link leads to, as far as it can be seen without a browser.

use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::assert_self_contained;

const PATH: &str = "/reset-password";

#[tokio::test]
async fn it_fetches_nothing_and_lets_nobody_in() {
    assert_self_contained(PATH).await;
}

#[tokio::test]
async fn it_asks_for_a_new_password_as_password_stores_understand() {
    let server = TestServer::start().await;
    let page = server.get(PATH).await.text();
    assert!(page.contains("<form"), "{page}");
    assert!(page.contains(r#"type="password""#), "{page}");
    assert!(page.contains(r#"autocomplete="new-password""#), "{page}");
    assert!(page.contains("<noscript"), "{page}");
}

#[tokio::test]
async fn it_is_the_same_whatever_stands_behind_its_address() {
    let public = ("server.public_url", "https://id.example.com/tenantry");
    let server = TestServer::configured(&[public]).await;
    let page = server.get(PATH).await;
    for path in ["/reset-password?token=pr-nc-x&error=%3Cscript%3E", "/tenantry/reset-password"] {
        let other = server.get(path).await;
        assert_eq!((other.status, other.text()), (200, page.text()), "{path}");
    }
    server.post(PATH).await.refused(405, "method_not_allowed");
}
