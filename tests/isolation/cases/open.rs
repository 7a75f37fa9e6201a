//! What is open to everybody, and what is for the platform's other services.

use serde_json::json;
use tenantry_testkit::Request;

/// Open to everybody, and why.
pub(in crate::isolation) const PUBLIC: &[(&str, &str, &str)] = &[
    ("POST", "/api/v1/auth/signup", "nobody has an account before"),
    ("POST", "/api/v1/auth/login", "the password is the credential"),
    ("POST", "/api/v1/auth/refresh", "the refresh token is the credential"),
    ("POST", "/api/v1/auth/verify-email", "the code is the credential"),
    ("POST", "/api/v1/auth/resend-email-verification", "the answer is the same for everybody"),
    ("POST", "/api/v1/auth/forgot-password", "the answer is the same for everybody"),
    ("POST", "/api/v1/auth/reset-password", "the link's secret is the credential"),
    (
        "GET",
        "/reset-password",
        "the same for everybody; the secret never leaves the browser with it",
    ),
    (
        "GET",
        "/accept-invitation",
        "the same for everybody; the secret never leaves the browser with it",
    ),
    ("POST", "/api/v1/revoke", "the credential that it ends is the credential"),
    ("GET", "/.well-known/jwks.json", "public keys"),
    ("GET", "/.well-known/oauth-authorization-server", "the same for everybody"),
    ("GET", "/healthz", "tells that the process lives, and nothing else"),
    ("GET", "/readyz", "tells whether it can serve, and nothing else"),
    ("GET", "/openapi.json", "the same for every installation"),
    ("GET", "/docs", "the same for every installation"),
    ("GET", "/docs/", "the same for every installation"),
    ("GET", "/docs/{file}", "the same for every installation"),
];

/// For gateways, whose own credential is in a header of its own and not that of whom they ask about.
pub(in crate::isolation) const GATEWAYS: &[(&str, &str)] = &[("GET", "/api/v1/authorize")];

/// What a service asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::isolation) enum Asks {
    /// Whether a credential is good.
    ToIntrospect,
    /// The same, and why not.
    ToVerify,
    /// For a credit.
    ForCredit,
}

impl Asks {
    /// Sends the question, about this credential if it is about one.
    pub(in crate::isolation) fn send(self, request: Request, secret: &str) -> Request {
        match self {
            Self::ToIntrospect => request.form(&[("token", secret)]),
            Self::ToVerify => request.json(&json!({"token": secret})),
            Self::ForCredit => request.json(&json!({"credit_amount_micro_dollars": 5})),
        }
    }

    /// The answer about what is another tenant's.
    pub(in crate::isolation) const fn foreign(self) -> &'static str {
        match self {
            Self::ToIntrospect => r#"{"active":false}"#,
            Self::ToVerify => r#"{"valid":false,"reason":"unknown"}"#,
            Self::ForCredit => "",
        }
    }
}

/// For the platform's other services.
pub(in crate::isolation) struct ServiceCase {
    pub(in crate::isolation) operation: (&'static str, &'static str),
    /// The right that a service must have been made with.
    pub(in crate::isolation) right: Option<&'static str>,
    /// Whether a key of a tenant will do.
    pub(in crate::isolation) takes_keys: bool,
    pub(in crate::isolation) asks: Asks,
}

/// All of them.
pub(in crate::isolation) const SERVICES: &[ServiceCase] = &[
    ServiceCase {
        operation: ("POST", "/api/v1/introspect"),
        right: None,
        takes_keys: true,
        asks: Asks::ToIntrospect,
    },
    ServiceCase {
        operation: ("POST", "/api/v1/verify"),
        right: None,
        takes_keys: true,
        asks: Asks::ToVerify,
    },
    ServiceCase {
        operation: ("POST", "/api/v1/referrals/{referral_id}/credit"),
        right: Some("referrals"),
        takes_keys: false,
        asks: Asks::ForCredit,
    },
];
