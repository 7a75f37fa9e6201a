//! `GET /api/v1/users/me/sessions`

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tenantry_domain::id::SessionId;
use tenantry_domain::session::SessionEntry;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionResponse {
    id: Uuid,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When one of its tokens was last used or renewed, at most a second behind.
    #[serde(with = "time::serde::rfc3339")]
    last_used_at: OffsetDateTime,
    /// The address that it was begun from.
    #[schema(example = "198.51.100.7")]
    ip: Option<String>,
    /// The program that it was begun by.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0")]
    user_agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

/// The caller's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsResponse {
    /// The one used last first.
    data: Vec<SessionResponse>,
}

impl SessionResponse {
    fn of(entry: SessionEntry, current: SessionId) -> Self {
        Self {
            id: entry.id.uuid(),
            created_at: entry.created_at,
            last_used_at: entry.last_used_at,
            ip: entry.ip.map(|ip| ip.to_string()),
            user_agent: entry.user_agent,
            current: entry.id == current,
        }
    }
}

/// List one's sessions
///
/// Those that are not over, the one used last first.
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 200, description = "The caller's sessions", body = SessionsResponse),
        CallerRefusals,
        SessionRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/v1/users/me/sessions")]
pub(crate) async fn list_sessions(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    let found = services.sessions.list(&caller).await?;
    let current = caller.session();
    let data = found.into_iter().map(|entry| SessionResponse::of(entry, current)).collect();
    Ok(HttpResponse::Ok().json(SessionsResponse { data }))
}
