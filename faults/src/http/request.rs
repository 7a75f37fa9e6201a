//! Requests as they go over the wire.

use serde_json::Value;

/// A whole request.
pub(crate) type Request = Vec<u8>;

pub(crate) fn get(path: &str, bearer: &str) -> Request {
    request("GET", path, bearer, "")
}

pub(crate) fn delete(path: &str, bearer: &str) -> Request {
    request("DELETE", path, bearer, "")
}

/// Without a body.
pub(crate) fn post(path: &str, bearer: &str) -> Request {
    request("POST", path, bearer, "Content-Length: 0\r\n")
}

pub(crate) fn post_json(path: &str, bearer: &str, body: &Value) -> Request {
    with_body(path, bearer, "application/json", &body.to_string())
}

/// The value needs no escapes.
pub(crate) fn post_form(path: &str, bearer: &str, name: &str, value: &str) -> Request {
    with_body(path, bearer, "application/x-www-form-urlencoded", &format!("{name}={value}"))
}

fn with_body(path: &str, bearer: &str, kind: &str, body: &str) -> Request {
    let length = body.len();
    let more = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
    let mut whole = request("POST", path, bearer, &more);
    whole.extend_from_slice(body.as_bytes());
    whole
}

/// Nobody is who has no name.
fn request(method: &str, path: &str, bearer: &str, more: &str) -> Request {
    let authorization = if bearer.is_empty() {
        String::new()
    } else {
        format!("Authorization: Bearer {bearer}\r\n")
    };
    format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}{more}\r\n").into_bytes()
}
