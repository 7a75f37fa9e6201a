//! What a page is made of.

use actix_web::body::to_bytes;
use actix_web::http::header;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Pages, RenderedPages};

struct Sent {
    html: String,
    policy: String,
}

async fn sent(look: &Pages) -> Sent {
    let answer = RenderedPages::of(look).unwrap().reset_password.answer();
    let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY).unwrap();
    let policy = policy.to_str().unwrap().to_owned();
    assert_eq!(answer.headers().get(header::CONTENT_TYPE).unwrap(), "text/html; charset=utf-8");
    let html = String::from_utf8(to_bytes(answer.into_body()).await.unwrap().to_vec()).unwrap();
    Sent { html, policy }
}

fn look() -> Pages {
    Pages {
        name: "Engines".to_owned(),
        color: "#2f5d50".to_owned(),
        support_address: None,
        password_min_length: 10,
    }
}

fn between<'a>(html: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    html.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[actix_web::test]
async fn the_policy_names_the_one_style_and_the_one_script() {
    let Sent { html, policy } = sent(&look()).await;
    for (directive, element) in [("script-src", "script"), ("style-src", "style")] {
        let [text] =
            between(&html, &format!("<{element}>"), &format!("</{element}>")).try_into().unwrap();
        let digest = BASE64_STANDARD.encode(Sha256::digest(text));
        assert!(policy.contains(&format!("{directive} 'sha256-{digest}';")), "{policy}");
        assert_eq!(html.matches(&format!("<{element}")).count(), 1);
    }
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
}

#[actix_web::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let Sent { html, .. } = sent(&look()).await;
    for foreign in ["http:", "https:", "src=", "@import", "url(", " style=", " onclick="] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[actix_web::test]
async fn the_look_is_the_owners() {
    let support = Some("help@engines.example".to_owned());
    let Sent { html, .. } = sent(&Pages { support_address: support, ..look() }).await;
    assert!(html.contains("<title>Choose a new password – Engines</title>"), "{html}");
    assert!(html.contains("--brand: #2f5d50; --ink: #ffffff;"), "{html}");
    assert!(html.contains(r#"<a href="mailto:help@engines.example">"#), "{html}");
    assert!(
        html.contains(r#"minlength="10""#) && html.contains("At least 10 characters"),
        "{html}"
    );
    assert!(!sent(&look()).await.html.contains("mailto:"));
}

#[actix_web::test]
async fn nothing_of_the_look_is_taken_for_html_or_style() {
    let hostile = r#""><script>alert(1)</script></style>"#.to_owned();
    let look = Pages {
        name: hostile.clone(),
        color: hostile.clone(),
        support_address: Some(hostile.clone()),
        password_min_length: 8,
    };
    let Sent { html, .. } = sent(&look).await;
    assert!(!html.contains(&hostile) && !html.contains("<script>alert"), "{html}");
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("</style").count(), 1);
}
