//! What a page is made of.

use actix_web::body::to_bytes;
use actix_web::http::header;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rstest::rstest;
use sha2::{Digest as _, Sha256};

use super::{Pages, RenderedPage, RenderedPages};

struct Sent {
    html: String,
    policy: String,
}

type Choose = fn(RenderedPages) -> RenderedPage;

const RESET_PASSWORD: Choose = |pages| pages.reset_password;
const ACCEPT_INVITATION: Choose = |pages| pages.accept_invitation;

async fn sent(look: &Pages, page: Choose) -> Sent {
    let answer = page(RenderedPages::of(look).unwrap()).answer();
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

#[rstest]
#[case::reset_password(RESET_PASSWORD)]
#[case::accept_invitation(ACCEPT_INVITATION)]
#[actix_web::test]
async fn the_policy_names_the_one_style_and_the_one_script(#[case] page: Choose) {
    let Sent { html, policy } = sent(&look(), page).await;
    for (directive, element) in [("script-src", "script"), ("style-src", "style")] {
        let [text] =
            between(&html, &format!("<{element}>"), &format!("</{element}>")).try_into().unwrap();
        let digest = BASE64_STANDARD.encode(Sha256::digest(text));
        assert!(policy.contains(&format!("{directive} 'sha256-{digest}';")), "{policy}");
        assert_eq!(html.matches(&format!("<{element}")).count(), 1);
    }
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
}

#[rstest]
#[case::reset_password(RESET_PASSWORD)]
#[case::accept_invitation(ACCEPT_INVITATION)]
#[actix_web::test]
async fn the_page_needs_nothing_from_elsewhere(#[case] page: Choose) {
    let Sent { html, .. } = sent(&look(), page).await;
    for foreign in ["http:", "https:", "src=", "@import", "url(", " style=", " onclick="] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[rstest]
#[case::reset_password(RESET_PASSWORD, "Choose a new password")]
#[case::accept_invitation(ACCEPT_INVITATION, "Accept your invitation")]
#[actix_web::test]
async fn the_look_is_the_owners(#[case] page: Choose, #[case] title: &str) {
    let support = Some("help@engines.example".to_owned());
    let Sent { html, .. } = sent(&Pages { support_address: support, ..look() }, page).await;
    assert!(html.contains(&format!("<title>{title} – Engines</title>")), "{html}");
    assert!(html.contains("--brand: #2f5d50; --ink: #ffffff;"), "{html}");
    assert!(html.contains(r#"<a href="mailto:help@engines.example">"#), "{html}");
    assert!(
        html.contains(r#"minlength="10""#) && html.contains("At least 10 characters"),
        "{html}"
    );
    assert!(!sent(&look(), page).await.html.contains("mailto:"));
}

#[rstest]
#[case::reset_password(RESET_PASSWORD)]
#[case::accept_invitation(ACCEPT_INVITATION)]
#[actix_web::test]
async fn nothing_of_the_look_is_taken_for_html_or_style(#[case] page: Choose) {
    let hostile = r#""><script>alert(1)</script></style>"#.to_owned();
    let look = Pages {
        name: hostile.clone(),
        color: hostile.clone(),
        support_address: Some(hostile.clone()),
        password_min_length: 8,
    };
    let Sent { html, .. } = sent(&look, page).await;
    assert!(!html.contains(&hostile) && !html.contains("<script>alert"), "{html}");
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("</style").count(), 1);
}

#[rstest]
#[case::reset_password(RESET_PASSWORD)]
#[case::accept_invitation(ACCEPT_INVITATION)]
#[actix_web::test]
async fn every_field_is_labelled_and_every_part_that_the_script_names_is_there(
    #[case] page: Choose,
) {
    let Sent { html, .. } = sent(&look(), page).await;
    for input in between(&html, "<input id=\"", "\"") {
        let labelled = html.contains(&format!("<label for=\"{input}\">"));
        assert!(labelled || html.contains(&format!("\"><input id=\"{input}\"")), "{input}");
    }
    for call in ["page.find(\"", "page.show(\"", "finish(\""] {
        for part in between(&html, call, "\"") {
            assert!(html.contains(&format!(" id=\"{part}\"")), "{part}");
        }
    }
}
