//! `GET /.well-known/jwks.json`

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use tenantry_domain::signing_key::PublishedKey;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::Services;

/// A public key (RFC 7517 §4, RFC 7518 §6.2.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct JwkResponse {
    #[schema(example = "EC")]
    kty: &'static str,
    #[schema(example = "P-256")]
    crv: &'static str,
    /// Names the key, as a token's header does.
    kid: Uuid,
    #[schema(example = "ES256")]
    alg: &'static str,
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    usage: &'static str,
    /// The point's first coordinate, in base64url.
    x: String,
    /// The point's second coordinate, in base64url.
    y: String,
}

/// The public keys (RFC 7517 §5).
#[derive(Serialize, ToSchema)]
pub(crate) struct JwksResponse {
    keys: Vec<JwkResponse>,
}

impl From<PublishedKey> for JwkResponse {
    fn from(key: PublishedKey) -> Self {
        Self {
            kty: "EC",
            crv: "P-256",
            kid: key.id.uuid(),
            alg: "ES256",
            usage: "sig",
            x: BASE64_URL_SAFE_NO_PAD.encode(key.x),
            y: BASE64_URL_SAFE_NO_PAD.encode(key.y),
        }
    }
}

/// The keys that sign access tokens
///
/// For checking access tokens offline, which sees a revocation only when the token ends. A key is here at least a day before it signs.
#[utoipa::path(
    tag = "For other services",
    responses((status = 200, description = "The keys in use, and those about to be", body = JwksResponse)),
    security(()),
)]
#[get("/.well-known/jwks.json")]
pub(crate) async fn jwks(services: web::Data<Services>) -> HttpResponse {
    let keys = services.published_keys.published().into_iter().map(JwkResponse::from).collect();
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(JwksResponse { keys })
}
