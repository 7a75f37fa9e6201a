//! What is told of a credential that is good.

use serde::Serialize;
use tenantry_domain::api_key::ResourceType;
use tenantry_domain::introspection::ActiveCredential;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::server::Issuer;

/// What is known of a credential, as far as it applies; nothing if it is not good.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct ClaimsResponse<'a> {
    /// `access_token`, `api_key`, `personal_access_token` or `tenant_api_key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "api_key")]
    token_kind: Option<&'static str>,
    /// The person of an access token or a personal one, else the credential itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<Uuid>,
    /// The person's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<Uuid>,
    /// What an API key is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "inference")]
    resource_type: Option<&'a str>,
    /// The role that it acts with: in the tenant `SUPER_ADMIN`, `ADMIN` or `MEMBER`; of a personal access token in its organization
    /// `owner`, `admin` or `member`.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// When it ends, in seconds since 1970-01-01T00:00:00Z.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// When it was made, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// Names the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<Uuid>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
}

impl<'a> ClaimsResponse<'a> {
    pub(super) fn of(credential: &'a ActiveCredential, issuer: &'a Issuer) -> Self {
        Self {
            token_kind: Some(credential.kind.as_str()),
            sub: Some(credential.subject),
            username: credential.username.as_deref(),
            tenant_id: credential.tenant.map(|tenant| tenant.uuid()),
            org_id: credential.organization.map(|organization| organization.uuid()),
            project_id: credential.project.map(|project| project.uuid()),
            resource_type: credential.resource_type.as_ref().map(ResourceType::as_str),
            role: credential.role.map(|role| role.as_str()),
            exp: credential.expires_at.map(|end| end.unix_timestamp()),
            iat: Some(credential.issued_at.unix_timestamp()),
            jti: Some(credential.id),
            iss: Some(&issuer.0),
        }
    }
}
