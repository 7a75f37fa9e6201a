//! `GET /.well-known/oauth-authorization-server`

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::server::Issuer;

/// What a client of OAuth finds here (RFC 8414 §2).
#[derive(Serialize, ToSchema)]
pub(crate) struct MetadataResponse {
    /// Who issues credentials, as `iss` says.
    #[schema(example = "https://id.example.com")]
    issuer: String,
    #[schema(example = "https://id.example.com/.well-known/jwks.json")]
    jwks_uri: String,
    #[schema(example = "https://id.example.com/api/v1/introspect")]
    introspection_endpoint: String,
    /// A service credential as the password.
    #[schema(example = json!(["client_secret_basic"]))]
    introspection_endpoint_auth_methods_supported: [&'static str; 1],
    #[schema(example = "https://id.example.com/api/v1/revoke")]
    revocation_endpoint: String,
    /// To hold a credential is enough to end it.
    #[schema(example = json!(["none"]))]
    revocation_endpoint_auth_methods_supported: [&'static str; 1],
    /// None: sessions begin by the login of this API.
    #[schema(example = json!([]))]
    grant_types_supported: [&'static str; 0],
    /// None, likewise.
    #[schema(example = json!([]))]
    response_types_supported: [&'static str; 0],
}

impl MetadataResponse {
    fn of(issuer: &Issuer) -> Self {
        let Issuer(url) = issuer;
        Self {
            issuer: url.clone(),
            jwks_uri: format!("{url}/.well-known/jwks.json"),
            introspection_endpoint: format!("{url}/api/v1/introspect"),
            introspection_endpoint_auth_methods_supported: ["client_secret_basic"],
            revocation_endpoint: format!("{url}/api/v1/revoke"),
            revocation_endpoint_auth_methods_supported: ["none"],
            grant_types_supported: [],
            response_types_supported: [],
        }
    }
}

/// Where clients of OAuth find what (RFC 8414)
///
/// The addresses of introspection, revocation and the keys. No tokens are granted by OAuth here, hence no other address.
#[utoipa::path(
    tag = "For other services",
    responses((status = 200, description = "The metadata", body = MetadataResponse)),
    security(()),
)]
#[get("/.well-known/oauth-authorization-server")]
pub(crate) async fn metadata(issuer: web::Data<Issuer>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(MetadataResponse::of(&issuer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::document;
    use serde_json::Value;

    #[test]
    fn every_address_is_that_of_an_operation_below_the_issuer() {
        let issuer = "https://id.example/iam";
        let told = MetadataResponse::of(&Issuer(issuer.to_owned()));
        let told = serde_json::to_value(told).unwrap();
        assert_eq!(told["issuer"], issuer);
        let document = serde_json::to_value(document(issuer, "/iam")).unwrap();
        let addresses = ["jwks_uri", "introspection_endpoint", "revocation_endpoint"];
        for address in addresses.map(|name| told[name].as_str().unwrap()) {
            let path = address.strip_prefix(issuer).unwrap();
            assert_ne!(document["paths"][path], Value::Null, "{path}");
        }
        assert_eq!(told["grant_types_supported"], serde_json::json!([]));
        assert_eq!(told["response_types_supported"], serde_json::json!([]));
    }
}
