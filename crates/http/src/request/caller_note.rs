//! Who turned out to call, left in the request's extensions for the layers around the handlers.

use std::sync::Arc;

use tenantry_domain::access::{Caller, Identity, ServiceCaller, Trail};
use tenantry_domain::id::TenantId;

/// Who turned out to call.
#[derive(Clone)]
pub(crate) enum CallerNote {
    /// A person, or a key that acts for a tenant.
    Caller(Arc<Caller>),
    /// One of the platform's other services, where its credential was recognised for more than an answer.
    Service(Arc<ServiceCaller>),
}

impl CallerNote {
    /// By what kind of credential they act.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Caller(caller) => match caller.identity() {
                Identity::Session { .. } => "session",
                Identity::PersonalAccessToken { .. } => "personal_access_token",
                Identity::TenantApiKey { .. } => "tenant_api_key",
            },
            Self::Service(_) => "service",
        }
    }

    /// In which tenant.
    pub(crate) fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Caller(caller) => caller.tenant(),
            Self::Service(_) => None,
        }
    }

    /// What they leave behind in the audit log.
    pub(crate) fn trail(&self) -> &Trail {
        match self {
            Self::Caller(caller) => caller.trail(),
            Self::Service(service) => service.trail(),
        }
    }
}
