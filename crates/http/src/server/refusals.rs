//! Tells the audit log of every request that was refused for want of a right, before the caller hears of it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};
use tenantry_domain::audit::AuditService;
use tenantry_domain::store_error::StoreError;

use super::operation::Operation;
use crate::problem::{Problem, ProblemKind};
use crate::request::{CallerNote, place};
use crate::services::Services;

/// Lets no refusal out that was not told of.
pub(super) async fn tell(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(services) = response.request().app_data::<web::Data<Services>>().cloned() else {
        return Ok(response);
    };
    Ok(told(&services.audit, response).await)
}

async fn told(audit: &AuditService, response: ServiceResponse) -> ServiceResponse {
    match record(audit, &response).await {
        Ok(()) => response,
        // Whatever the reason, it may be told later.
        Err(error) => {
            let problem = Problem::of(ProblemKind::Unavailable).because(error);
            response.error_response(problem)
        }
    }
}

async fn record(audit: &AuditService, response: &ServiceResponse) -> Result<(), StoreError> {
    let Some(refused) = refused(response) else { return Ok(()) };
    let request = response.request();
    let organization = place(request).organization();
    let operation = Operation::in_words(request);
    audit.record_refusal(refused.trail(), refused.tenant(), organization, operation).await
}

/// Who lacked a right. A stranger who is sent away writes nothing, so that junk fills no log.
fn refused(response: &ServiceResponse) -> Option<CallerNote> {
    let problem = response.response().error()?.as_error::<Problem>()?;
    if !problem.is_want_of_a_right() {
        return None;
    }
    response.request().extensions().get().cloned()
}

#[cfg(test)]
mod tests;
