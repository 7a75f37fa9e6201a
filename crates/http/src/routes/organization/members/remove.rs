//! `DELETE /api/v1/orgs/{org_id}/members/{member_id}`

use actix_web::{HttpResponse, delete, web};
use serde::Serialize;
use tenantry_domain::inventory::HeldKind;
use tenantry_domain::membership::{EndedCredential, RemainingApiKey, Removal};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, OrganizationMemberPath};
use crate::services::Services;

/// A credential that ended with the membership.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganizationEndedCredential {
    id: Uuid,
    #[schema(example = "laptop")]
    name: String,
    /// Which kind of credential it was.
    #[schema(example = "personal_access_token")]
    kind: &'static str,
}

/// An API key that works on.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganizationRemainingApiKey {
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
pub(crate) struct OrganizationRemovalResponse {
    #[schema(example = "they are out; see which API keys of theirs remain")]
    message: &'static str,
    /// Credentials of their own, which ended.
    ended_credentials: Vec<OrganizationEndedCredential>,
    /// API keys that they made, which whoever has them may go on to use: revoke those that this person could have kept.
    remaining_api_keys: Vec<OrganizationRemainingApiKey>,
}

impl From<Removal> for OrganizationRemovalResponse {
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

impl From<EndedCredential> for OrganizationEndedCredential {
    fn from(ended: EndedCredential) -> Self {
        Self { id: ended.id.uuid(), name: ended.name, kind: HeldKind::PersonalAccessToken.as_str() }
    }
}

impl From<RemainingApiKey> for OrganizationRemainingApiKey {
    fn from(key: RemainingApiKey) -> Self {
        Self {
            id: key.id.uuid(),
            name: key.name,
            project_id: key.project.uuid(),
            created_by: key.created_by.uuid(),
        }
    }
}

/// Take somebody out of an organization
///
/// For those who run it, and for whoever leaves it themselves; takes an invitation back, too. Their rights in it and in its projects
/// end at once, and so do the credentials of their own that were bound to it. The API keys that they made are the projects', and
/// work on.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("member_id" = String, Path, description = "The member")),
    responses(
        (status = 200, description = "They are out", body = OrganizationRemovalResponse),
        CallerRefusals,
        PlaceRefusals,
        (status = 409, description = "The organization has no other owner (`last_owner`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}/members/{member_id}")]
pub(crate) async fn remove_organization_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    OrganizationMemberPath { organization, member }: OrganizationMemberPath,
) -> Result<HttpResponse, Problem> {
    let removed = services.organization_members.remove(&caller, organization, member).await;
    let removal = removed.map_err(Problem::of_organization_members)?;
    Ok(HttpResponse::Ok().json(OrganizationRemovalResponse::from(removal)))
}
