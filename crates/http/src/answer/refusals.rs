//! The refusals that many operations share, for the OpenAPI document.

use utoipa::IntoResponses;

use crate::problem::ProblemResponse;

/// What every operation that needs a caller may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum CallerRefusals {
    /// Several credentials in one request, or a parameter that is not valid
    #[response(status = 400)]
    Several(#[to_schema] ProblemResponse),
    /// No credential, or none that holds (`unauthorized`)
    #[response(status = 401)]
    Unauthorized(#[to_schema] ProblemResponse),
}

/// What every operation with a body may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum BodyRefusals {
    /// The body is not valid; `details` names the fields (`invalid_request`)
    #[response(status = 400)]
    Invalid(#[to_schema] ProblemResponse),
    /// The body took more than 10 s to arrive (`request_timeout`)
    #[response(status = 408)]
    Slow(#[to_schema] ProblemResponse),
    /// The body has more than 64 KiB (`payload_too_large`)
    #[response(status = 413)]
    Large(#[to_schema] ProblemResponse),
    /// The body is of another type (`unsupported_media_type`)
    #[response(status = 415)]
    Foreign(#[to_schema] ProblemResponse),
}

/// What every operation on a thing that not everybody may see or change may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum PlaceRefusals {
    /// The caller may see it, yet not do this (`forbidden`)
    #[response(status = 403)]
    Forbidden(#[to_schema] ProblemResponse),
    /// It does not exist, or not for this caller (`not_found`)
    #[response(status = 404)]
    NotFound(#[to_schema] ProblemResponse),
}

/// What every operation for which nothing but a session will do may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum SessionRefusal {
    /// A personal access token or a tenant API key, which don't do this: sign in (`session_required`)
    #[response(status = 403)]
    SessionRequired(#[to_schema] ProblemResponse),
}

/// What every operation for those who own a tenant may answer. Nothing but a session will do.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum SuperAdminRefusals {
    /// The caller is no `SUPER_ADMIN` of the tenant (`forbidden`), or shows a personal access token or a tenant API key, which
    /// don't do this: sign in (`session_required`)
    #[response(status = 403)]
    Forbidden(#[to_schema] ProblemResponse),
    /// The caller has no tenant, or there is no such thing in it (`not_found`)
    #[response(status = 404)]
    NotFound(#[to_schema] ProblemResponse),
}

/// What every operation for those who run a tenant, among them its API keys, may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum ManagerRefusals {
    /// The caller doesn't run the tenant (`forbidden`), or shows a personal access token, which doesn't reach it (`session_required`)
    #[response(status = 403)]
    Forbidden(#[to_schema] ProblemResponse),
    /// The caller has no tenant, or there is no such thing in it (`not_found`)
    #[response(status = 404)]
    NotFound(#[to_schema] ProblemResponse),
}

/// What every operation that is limited may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum ThrottleRefusal {
    /// It was tried too often, with these data or from this network; `Retry-After` says how many seconds to wait (`rate_limited`)
    #[response(status = 429, headers(("Retry-After" = u64, description = "Seconds to wait")))]
    Throttled(#[to_schema] ProblemResponse),
}

/// What every operation that reaches for the database may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, is none itself")]
pub(crate) enum ServerFailures {
    /// A fault of ours (`internal_error`)
    #[response(status = 500)]
    Internal(#[to_schema] ProblemResponse),
    /// The database, or room, is missing for the moment; `Retry-After` says when to come again (`unavailable`)
    #[response(status = 503)]
    Unavailable(#[to_schema] ProblemResponse),
}
