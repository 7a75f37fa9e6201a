//! The page that the link leads to, as far as it can be seen without a browser.

use tenantry_testkit::{Requests as _, TestServer};

const PATH: &str = "/reset-password";

/// What a page could fetch, and how.
const REFERENCES: [&str; 8] =
    [" src=", "<link", "@import", "url(", "<iframe", "<img", "<object", "<base"];

#[tokio::test]
async fn it_fetches_nothing_and_lets_nobody_in() {
    let brand = [("brand.name", "Acme <Cloud>"), ("brand.support_address", "help@acme.example")];
    let server = TestServer::configured(&brand).await;
    let answer = server.get(PATH).await;
    answer.is(200);
    assert_eq!(answer.header("Content-Type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("Referrer-Policy"), "no-referrer");
    assert_eq!(answer.header("X-Frame-Options"), "DENY");
    assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
    let policy = answer.header("Content-Security-Policy");
    let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
    for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(rules.contains(&rule), "{rule} in {policy}");
    }
    assert!(rules.contains(&"connect-src 'self'"), "{policy}");
    for lax in ["unsafe", "*", "http:", "https:", "data:", "blob:"] {
        assert!(!policy.contains(lax), "{lax} in {policy}");
    }

    let page = answer.text();
    for reference in REFERENCES {
        assert!(!page.contains(reference), "{reference} in\n{page}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
    assert!(page.contains("Acme &lt;Cloud&gt;") || page.contains("Acme &#60;Cloud&#62;"), "{page}");
    assert!(!page.contains("<Cloud>") && page.contains("help@acme.example"), "{page}");
    // What runs in it is what it came with.
    for handler in [" onclick=", " onload=", " onsubmit=", "javascript:"] {
        assert!(!page.contains(handler), "{handler} in\n{page}");
    }
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
