//! `DELETE /api/tenant/members/{id}`

use actix_web::{HttpResponse, delete, web};
use serde::Serialize;
use tenantry_domain::inventory::HeldKind;
use tenantry_domain::membership::{EndedCredential, RemainingApiKey, Removal, WholeTenant};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{CallerRefusals, ManagerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, TenantMemberPath};
use crate::services::Services;

/// A credential that ended with the membership.
#[derive(Serialize, ToSchema)]
pub(crate) struct TenantEndedCredential {
    id: Uuid,
    #[schema(example = "laptop")]
    name: String,
    /// Which kind of credential it was.
    #[schema(example = "personal_access_token")]
    kind: &'static str,
}

/// An API key that works on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantRemainingApiKey {
    id: Uuid,
    #[schema(example = "nightly runs")]
    name: String,
    /// Its project.
    project_id: Uuid,
    /// Who made it: the account of the person who is out now.
    created_by: Uuid,
}

/// What somebody who is out leaves behind.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantRemovalResponse {
    #[schema(example = "they are out; see which API keys of theirs remain")]
    message: &'static str,
    /// Credentials of their own, which ended.
    ended_credentials: Vec<TenantEndedCredential>,
    /// API keys that they made, which whoever has them may go on to use: revoke those that this person could have kept.
    remaining_api_keys: Vec<TenantRemainingApiKey>,
}

impl From<Removal> for TenantRemovalResponse {
    fn from(removal: Removal) -> Self {
        let message = if removal.remaining_api_keys.is_empty() {
            "they are out"
        } else {
            "they are out; see which API keys of theirs remain"
        };
        Self {
            message,
            ended_credentials: removal.ended_credentials.into_iter().map(Into::into).collect(),
            remaining_api_keys: removal.remaining_api_keys.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<EndedCredential> for TenantEndedCredential {
    fn from(ended: EndedCredential) -> Self {
        Self { id: ended.id.uuid(), name: ended.name, kind: HeldKind::PersonalAccessToken.as_str() }
    }
}

impl From<RemainingApiKey> for TenantRemainingApiKey {
    fn from(key: RemainingApiKey) -> Self {
        Self {
            id: key.id.uuid(),
            name: key.name,
            project_id: key.project.uuid(),
            created_by: key.created_by.uuid(),
        }
    }
}

/// Take somebody out of the tenant
///
/// For those who run it, and for whoever leaves it themselves; takes an invitation back, too. They are out of its organizations and
/// projects at once, and the credentials of their own that were bound to these end. The API keys that they made are the projects',
/// and work on.
#[utoipa::path(
    tag = "Members and invitations",
    params(("id" = String, Path, description = "The member")),
    responses(
        (status = 200, description = "They are out", body = TenantRemovalResponse),
        CallerRefusals,
        ManagerRefusals,
        (status = 409, description = "The tenant has no other `SUPER_ADMIN` (`last_super_admin`), or organizations in it have no other owner; `details` names each `organization` (`last_owner`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/tenant/members/{id}")]
pub(crate) async fn remove_tenant_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    TenantMemberPath(member): TenantMemberPath,
) -> Result<HttpResponse, Problem> {
    let removed = services.tenant_members.remove(&caller, WholeTenant, member).await;
    let removal = removed.map_err(Problem::of_tenant_members)?;
    Ok(HttpResponse::Ok().json(TenantRemovalResponse::from(removal)))
}
