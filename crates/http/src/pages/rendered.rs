//! A page as it is sent.

use actix_web::HttpResponse;
use actix_web::http::header::{self, ContentType};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// A page with the policy that lets its own style and script work, and nothing else.
pub(crate) struct RenderedPage {
    html: String,
    policy: String,
}

impl RenderedPage {
    /// The page whose only style and script are these (CSP Level 3 §6.7.3.3: digests stand for them).
    pub(super) fn new(html: String, style: &str, script: &str) -> Self {
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            digest(script),
            digest(style)
        );
        Self { html, policy }
    }

    /// The page as an answer. That it is not stored and tells nobody where it was, is said of every answer.
    pub(crate) fn answer(&self) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(ContentType::html())
            .insert_header((header::CONTENT_SECURITY_POLICY, self.policy.as_str()))
            .body(self.html.clone())
    }
}

fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}
