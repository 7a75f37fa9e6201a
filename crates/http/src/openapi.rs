//! The OpenAPI document, made from the operations themselves.

use actix_web::App;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, Server};
use utoipa_actix_web::AppExt as _;

use crate::configure::{operations, verifications};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tenantry",
        description = "The identity and account layer in front of a platform's services: people, tenants, organizations, projects, \
            and the credentials that authorize everything else.\n\n\
            Times are RFC 3339 in UTC. Every answer has an `X-Request-Id`. A refusal's body has a `code` for programs and a \
            `message` for people; `details` names fields. `503` and `429` say in `Retry-After` how many seconds to wait.\n\n\
            Each operation lists the kinds of credential that it takes; a request carries one. Where a session is needed, a personal \
            access token or a tenant API key gets `403` with the code `session_required`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Tenantry"),
    ),
    tags(
        (name = "Sign-up and sessions", description = "Accounts begin here; sessions begin, go on and end here."),
        (name = "One's own account", description = "What a person sees and changes of their own account."),
        (name = "Personal access tokens", description = "What acts as its owner, with the rights of the moment, in one organization."),
        (name = "Tenants", description = "The outermost boundary of isolation. In camelCase."),
        (name = "Tenant settings", description = "What a tenant keeps for the platform's services under names of its own. In camelCase."),
        (name = "Tenant API keys", description = "What acts for a tenant with no person behind it. In camelCase."),
        (name = "Organizations", description = "The parts of a tenant."),
        (name = "Projects", description = "What an organization works on."),
        (name = "Members and invitations", description = "Who is in a tenant, an organization or a project, and as what. Those of tenants are in camelCase."),
        (name = "Referrals", description = "Who signed up with an organization's code, and the credit for it."),
        (name = "API keys", description = "What a project shows to the platform's other services."),
        (name = "For other services", description = "Whether a credential is good, and for what; and how its holder ends it."),
        (name = "Audit log", description = "Who did what, by which credential, from where."),
        (name = "Pages", description = "Where the links in mails lead, for people."),
        (name = "Operations", description = "What keeps the service running and explains it."),
    ),
    modifiers(&Schemes),
    security(("access_token" = [])),
)]
struct Base;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let bearer = |format: Option<&str>, description: &str| {
            let mut scheme =
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description));
            if let Some(format) = format {
                scheme = scheme.bearer_format(format);
            }
            SecurityScheme::Http(scheme.build())
        };
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("A service credential as the password; the name does not matter."))
            .build();
        let components = document.components.get_or_insert_default();
        components
            .add_security_scheme("access_token", bearer(Some("JWT"), "What a login answers with."));
        components.add_security_scheme(
            "personal_access_token",
            bearer(
                None,
                "What `POST /api/v1/users/me/pats` answers with; reaches its one organization.",
            ),
        );
        let key = "What `POST /api/tenant-api-key` answers with. `X-APP-ID` may come along, and must then be the key's `prefix`.";
        components.add_security_scheme(
            "tenant_api_key",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description("X-API-Key", key))),
        );
        components.add_security_scheme(
            "service_credential",
            bearer(None, "What `tenantry service-credential create NAME` prints."),
        );
        components.add_security_scheme("service_credential_basic", SecurityScheme::Http(basic));
        let gateway = "A service credential, of a gateway that forwards its clients' headers.";
        components.add_security_scheme(
            "gateway_credential",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "X-Service-Credential",
                gateway,
            ))),
        );
    }
}

/// The document of an installation that is published at this URL, whose path is `path_prefix`.
pub fn document(public_url: &str, path_prefix: &str) -> Document {
    let mut base = Base::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut base.info.version);
    // The first is wherever the document was read, so that the reference works under every name of the machine.
    let here = if path_prefix.is_empty() { "/" } else { path_prefix };
    base.servers = Some(vec![Server::new(here), Server::new(public_url)]);
    let app = App::new().into_utoipa_app().openapi(base);
    app.configure(|config| operations(config))
        .configure(|config| verifications(config, ""))
        .split_for_parts()
        .1
}

#[cfg(test)]
mod credential_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_openapi_3_1_of_this_version() {
        let json = serde_json::to_value(document("https://id.example/iam", "/iam")).unwrap();
        assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(json["info"]["title"], "Tenantry");
        assert_eq!(json["info"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(json["servers"][0]["url"], "/iam");
        assert_eq!(json["servers"][1]["url"], "https://id.example/iam");
    }

    #[test]
    fn every_operation_says_what_it_does_and_belongs_to_a_described_group() {
        let json = serde_json::to_value(document("https://id.example/iam", "/iam")).unwrap();
        let groups: Vec<_> =
            json["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
        for (path, item) in json["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(operation["summary"].is_string(), "{method} {path}");
                assert!(groups.contains(&&operation["tags"][0]), "{method} {path}");
            }
        }
    }
}
