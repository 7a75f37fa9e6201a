//! Requests as they go over the wire, written once and sent often.

use std::net::IpAddr;
use std::sync::Arc;

/// A whole request.
pub(crate) type Request = Arc<[u8]>;

pub(crate) fn get(path: &str, bearer: &str) -> Request {
    get_with(path, &[("Authorization", &format!("Bearer {bearer}"))])
}

/// With these headers beside the host's.
pub(crate) fn get_with(path: &str, headers: &[(&str, &str)]) -> Request {
    let headers = lines(headers);
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n").into_bytes().into()
}

pub(crate) fn post_json(path: &str, bearer: Option<&str>, body: &serde_json::Value) -> Request {
    let authorization = bearer.map(|bearer| format!("Bearer {bearer}"));
    let headers: Vec<_> =
        authorization.iter().map(|value| ("Authorization", value.as_str())).collect();
    post(path, &headers, "application/json", &body.to_string())
}

/// As a proxy forwards it for a client of its.
pub(crate) fn post_json_from(client: IpAddr, path: &str, body: &serde_json::Value) -> Request {
    let client = client.to_string();
    post(path, &[("X-Forwarded-For", &client)], "application/json", &body.to_string())
}

/// The field is a name and a value that needs no escapes.
pub(crate) fn post_form(path: &str, bearer: Option<&str>, name: &str, value: &str) -> Request {
    let authorization = bearer.map(|bearer| format!("Bearer {bearer}"));
    let headers: Vec<_> =
        authorization.iter().map(|value| ("Authorization", value.as_str())).collect();
    post(path, &headers, "application/x-www-form-urlencoded", &format!("{name}={value}"))
}

fn post(path: &str, headers: &[(&str, &str)], content_type: &str, body: &str) -> Request {
    let headers = lines(headers);
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
    .into()
}

fn lines(headers: &[(&str, &str)]) -> String {
    headers.iter().flat_map(|(name, value)| [*name, ": ", *value, "\r\n"]).collect()
}
