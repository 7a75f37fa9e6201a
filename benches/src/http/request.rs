//! Requests as they go over the wire, written once and sent often.

use std::sync::Arc;

/// A whole request.
pub(crate) type Request = Arc<[u8]>;

pub(crate) fn get(path: &str, bearer: &str) -> Request {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bearer}\r\n\r\n")
        .into_bytes()
        .into()
}

pub(crate) fn post_json(path: &str, bearer: Option<&str>, body: &serde_json::Value) -> Request {
    post(path, bearer, "application/json", &body.to_string())
}

/// The fields are names and values that need no escapes.
pub(crate) fn post_form(path: &str, bearer: &str, name: &str, value: &str) -> Request {
    post(path, Some(bearer), "application/x-www-form-urlencoded", &format!("{name}={value}"))
}

fn post(path: &str, bearer: Option<&str>, content_type: &str, body: &str) -> Request {
    let authorization =
        bearer.map(|bearer| format!("Authorization: Bearer {bearer}\r\n")).unwrap_or_default();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
    .into()
}
