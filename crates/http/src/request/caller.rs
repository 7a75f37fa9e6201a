//! Who calls.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use tenantry_domain::access::{Caller, ServiceCaller, SessionCaller};
use tenantry_domain::authentication::{Authenticator, Presented};

use super::caller_note::CallerNote;
use super::credential::{Shown, shown};
use super::origin::origin;
use super::path::place;
use crate::problem::{Problem, ProblemKind};
use crate::services::Services;

/// A caller whose credential holds, whatever its kind, with the roles that they have where the request goes.
pub(crate) struct Authenticated(pub(crate) Arc<Caller>);

/// A caller who acts by a session. Tokens and keys, good as they may be, are refused.
pub(crate) struct InSession(pub(crate) SessionCaller);

/// One of the platform's other services, by its own credential.
pub(crate) struct CallingService(pub(crate) Arc<ServiceCaller>);

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = services(&request)?;
            caller(&services.authenticator, &request).await.map(Self)
        })
    }
}

impl FromRequest for InSession {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = services(&request)?;
            in_session(&services.authenticator, &request).await.map(Self)
        })
    }
}

impl FromRequest for CallingService {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = services(&request)?;
            service(&services.authenticator, &request).await.map(Self)
        })
    }
}

pub(super) fn services(request: &HttpRequest) -> Result<&web::Data<Services>, Problem> {
    request.app_data().ok_or_else(|| Problem::of(ProblemKind::Internal))
}

async fn caller(
    authenticator: &Authenticator,
    request: &HttpRequest,
) -> Result<Arc<Caller>, Problem> {
    let shown = shown(request)?;
    let presented = match &shown {
        Some(Shown::Bearer(token)) => Presented::Bearer(token),
        Some(Shown::ApiKeyHeader { key, prefix }) => {
            Presented::TenantApiKey { key, prefix: prefix.as_deref() }
        }
        Some(Shown::BasicPassword(_)) | None => {
            return Err(Problem::of(ProblemKind::Unauthorized));
        }
    };
    let (place, origin) = (place(request), origin(request));
    let caller = Arc::new(authenticator.authenticate(presented, place, origin).await?);
    request.extensions_mut().insert(CallerNote::Caller(Arc::clone(&caller)));
    Ok(caller)
}

pub(super) async fn in_session(
    authenticator: &Authenticator,
    request: &HttpRequest,
) -> Result<SessionCaller, Problem> {
    Ok(SessionCaller::new(caller(authenticator, request).await?)?)
}

async fn service(
    authenticator: &Authenticator,
    request: &HttpRequest,
) -> Result<Arc<ServiceCaller>, Problem> {
    let Some(Shown::Bearer(credential) | Shown::BasicPassword(credential)) = shown(request)? else {
        return Err(Problem::of(ProblemKind::Unauthorized));
    };
    let origin = origin(request);
    let service = Arc::new(authenticator.authenticate_service(&credential, origin).await?);
    request.extensions_mut().insert(CallerNote::Service(Arc::clone(&service)));
    Ok(service)
}

#[cfg(test)]
mod tests;
