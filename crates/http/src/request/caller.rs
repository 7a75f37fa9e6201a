//! Who calls.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use tenantry_domain::access::Caller;
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::TenantId;

use super::credential::{Presented, presented};
use super::origin::origin;
use super::path::place;
use crate::problem::{Problem, ProblemKind};
use crate::services::Services;

/// A caller whose access token holds, with the roles that they have where the request goes.
pub(crate) struct Authenticated(pub(crate) Arc<Caller>);

/// Who turned out to call, left in the request's extensions for the layers around the handlers.
#[derive(Clone)]
pub(crate) enum CallerNote {
    /// A person, by a session.
    Session(Arc<Caller>),
    /// One of the platform's other services.
    Service,
}

impl CallerNote {
    /// By what kind of credential they act.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Session(_) => "session",
            Self::Service => "service",
        }
    }

    /// In which tenant.
    pub(crate) fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Session(caller) => caller.tenant(),
            Self::Service => None,
        }
    }
}

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = request
                .app_data::<web::Data<Services>>()
                .ok_or_else(|| Problem::of(ProblemKind::Internal))?;
            let token = match presented(&request)? {
                Some(Presented::Bearer(token)) => token,
                Some(Presented::BasicPassword(_) | Presented::ApiKeyHeader(_)) | None => {
                    return Err(Problem::of(ProblemKind::Unauthorized));
                }
            };
            // It may be a good key, yet not for this door; saying so saves a person an hour.
            if services.format.claimed_kind(&token) == Some(CredentialKind::ApiKey) {
                let words =
                    "a project's API key is for the platform's other services; here, sign in";
                return Err(Problem::new(ProblemKind::Unauthorized, words));
            }
            let (place, origin) = (place(&request), origin(&request));
            let caller = services.authenticator.authenticate(&token, place, origin).await?;
            let caller = Arc::new(caller);
            request.extensions_mut().insert(CallerNote::Session(Arc::clone(&caller)));
            Ok(Self(caller))
        })
    }
}
