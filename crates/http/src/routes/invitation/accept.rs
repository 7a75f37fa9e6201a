//! `POST /api/v1/invitations/accept`

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::invitation::Accepted;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, Json};
use crate::services::Services;

/// What shows that one is invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptInvitationRequest {
    /// What the link in the mail has behind `#token=`.
    #[schema(example = "inv-nc-…")]
    invite_token: String,
}

/// A tenant or an organization that one is in now.
#[derive(Serialize, ToSchema)]
pub(crate) struct JoinedResponse {
    id: Uuid,
    #[schema(example = "Analytical Engines")]
    name: String,
}

/// What one is in now.
#[derive(Serialize, ToSchema)]
pub(crate) struct AcceptedInvitationResponse {
    /// The tenant.
    tenant: JoinedResponse,
    /// The organization, for an invitation to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organization: Option<JoinedResponse>,
}

impl From<Accepted> for AcceptedInvitationResponse {
    fn from(accepted: Accepted) -> Self {
        let Accepted { tenant, organization } = accepted;
        Self {
            tenant: JoinedResponse { id: tenant.id.uuid(), name: tenant.name.into_string() },
            organization: organization.map(|organization| JoinedResponse {
                id: organization.id.uuid(),
                name: organization.name.into_string(),
            }),
        }
    }
}

/// Accept an invitation
///
/// With the token of the link that was mailed, good once and for 7 days, by somebody who is signed in and whose verified address is the
/// one that it was sent to. They are a `MEMBER` of the tenant, where they were not in it yet, and have the role of the invitation.
/// Sessions of theirs that acted in no tenant act in this one from then on; the others switch there when asked.
#[utoipa::path(
    tag = "Members and invitations",
    request_body = AcceptInvitationRequest,
    responses(
        (status = 200, description = "What the caller is in now", body = AcceptedInvitationResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or the token is unknown, used, replaced, taken back, over or for another address (`invalid_invite_token`)", body = ProblemResponse),
        (status = 403, description = "The caller must verify their address first (`email_not_verified`), or shows a personal access token or a tenant API key, which don't do this: sign in (`session_required`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/invitations/accept")]
pub(crate) async fn accept_invitation(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<AcceptInvitationRequest>,
) -> Result<HttpResponse, Problem> {
    let token = PlainSecret::new(request.invite_token);
    let accepted = services.invitations.accept(&caller, &token).await?;
    Ok(HttpResponse::Ok().json(AcceptedInvitationResponse::from(accepted)))
}
