//! The headers that every answer has: nothing is cached, sniffed or framed unless its operation says otherwise.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

const DEFAULTS: [(HeaderName, HeaderValue); 5] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Whether browsers are told to come by TLS only (RFC 6797), which holds where the API is published so.
#[derive(Clone, Copy)]
pub(super) struct TransportSecurity(bool);

impl TransportSecurity {
    pub(super) fn of(public_url: &str) -> Self {
        Self(public_url.starts_with("https://"))
    }
}

/// Adds what an answer's own operation has not set.
pub(super) fn add(headers: &mut HeaderMap, transport: TransportSecurity) {
    // Once for all of them, and the request's name.
    headers.reserve(DEFAULTS.len() + 2);
    for (name, value) in DEFAULTS {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if transport.0 {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}
