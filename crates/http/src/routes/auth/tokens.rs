//! The answer that holds a session's two tokens.

use serde::Serialize;
use tenantry_domain::session::SignedIn;
use utoipa::ToSchema;

/// A session's tokens.
#[derive(Serialize, ToSchema)]
pub(super) struct TokensResponse {
    /// Authorizes requests: a JWT (RFC 9068) signed with ES256.
    #[schema(example = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Ii4uLiJ9...")]
    access_token: String,
    /// Renews both tokens, once.
    #[schema(example = "rt-nc-…")]
    refresh_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token ends.
    #[schema(example = 600)]
    expires_in: i64,
    /// Seconds until the refresh token ends.
    #[schema(example = 604_800)]
    refresh_expires_in: i64,
}

impl From<SignedIn> for TokensResponse {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            access_token: signed_in.access_token.expose().to_owned(),
            refresh_token: signed_in.refresh_token.expose().to_owned(),
            token_type: "Bearer",
            expires_in: signed_in.access_expires_in.whole_seconds(),
            refresh_expires_in: signed_in.refresh_expires_in.whole_seconds(),
        }
    }
}
