//! Who calls.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use tenantry_domain::access::Caller;
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::TenantId;

use super::credential::{Presented, presented};
use super::path::place;
use crate::problem::{Problem, ProblemKind};
use crate::services::Services;

/// A caller whose access token holds, with the roles that they have where the request goes.
pub(crate) struct Authenticated(pub(crate) Caller);

/// What the log says about a caller.
#[derive(Clone, Copy)]
pub(crate) struct CallerNote {
    /// By what kind of credential they act.
    pub(crate) kind: &'static str,
    /// In which tenant.
    pub(crate) tenant: Option<TenantId>,
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
            let caller = services.authenticator.authenticate(&token, place(&request)).await?;
            let note = CallerNote { kind: "session", tenant: caller.tenant() };
            request.extensions_mut().insert(note);
            Ok(Self(caller))
        })
    }
}
