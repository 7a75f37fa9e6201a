//! What is open to everybody, and what is for the platform's other services.

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
    ("GET", "/.well-known/jwks.json", "public keys"),
    ("GET", "/healthz", "tells that the process lives, and nothing else"),
    ("GET", "/readyz", "tells whether it can serve, and nothing else"),
    ("GET", "/openapi.json", "the same for every installation"),
    ("GET", "/docs", "the same for every installation"),
    ("GET", "/docs/", "the same for every installation"),
    ("GET", "/docs/{file}", "the same for every installation"),
];

/// For the platform's other services.
pub(in crate::isolation) struct ServiceCase {
    pub(in crate::isolation) operation: (&'static str, &'static str),
    /// The right that a service must have been made with.
    pub(in crate::isolation) right: Option<&'static str>,
    /// Whether a key of a tenant will do.
    pub(in crate::isolation) takes_keys: bool,
}

/// All of them.
pub(in crate::isolation) const SERVICES: &[ServiceCase] = &[
    ServiceCase { operation: ("POST", "/api/v1/introspect"), right: None, takes_keys: true },
    ServiceCase {
        operation: ("POST", "/api/v1/referrals/{referral_id}/credit"),
        right: Some("referrals"),
        takes_keys: false,
    },
];
