//! An entry of the audit log on the wire.

use serde::Serialize;
use tenantry_domain::audit::AuditEvent;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// What something was done to.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditTargetResponse {
    /// What kind of thing it is: `user`, `session`, `tenant`, `organization`, `project`, `api_key`, `personal_access_token`,
    /// `tenant_api_key`, `setting`, `referral`, `service_credential`, `invitation`, `member`, or the `operation` that was refused.
    #[schema(example = "project")]
    kind: String,
    /// Which one; an operation is named by its method and path.
    #[schema(example = "01890a5d-ac96-774b-bcce-b302099a8057")]
    id: String,
}

/// What somebody did, or tried to do.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditEventResponse {
    id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The person who acted, or the tenant API key; null where nobody had shown who they are.
    actor: Option<Uuid>,
    /// By what they had shown it: `password`, `session`, `personal_access_token`, `tenant_api_key`, `service_credential`,
    /// `refresh_token`, `sent_secret` or `operator`.
    #[schema(example = "session")]
    credential_kind: Option<String>,
    /// What it concerns, and what was done to that.
    #[schema(example = "project.create")]
    action: String,
    /// `success`, `refused`, or `throttled` where it was not even looked at.
    #[schema(example = "success")]
    outcome: String,
    /// What it was done to.
    target: Option<AuditTargetResponse>,
    /// The organization that it happened in.
    org_id: Option<Uuid>,
    #[schema(example = "198.51.100.7")]
    ip: Option<String>,
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0")]
    user_agent: Option<String>,
    /// The request, as its answer's `X-Request-Id` has it.
    #[schema(example = "01890a5d-ac96-774b-bcce-b302099a8058")]
    request_id: Option<String>,
}

impl From<AuditEvent> for AuditEventResponse {
    fn from(event: AuditEvent) -> Self {
        Self {
            id: event.id.uuid(),
            at: event.at,
            actor: event.actor.map(|actor| actor.uuid()),
            credential_kind: event.credential_kind,
            action: event.action,
            outcome: event.outcome,
            target: event.target.map(|(kind, id)| AuditTargetResponse { kind, id }),
            org_id: event.organization.map(|organization| organization.uuid()),
            ip: event.ip.map(|ip| ip.to_string()),
            user_agent: event.user_agent,
            request_id: event.request_id,
        }
    }
}
