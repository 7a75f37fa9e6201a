//! What answers about credentials are made with.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use tenantry_domain::introspection::IntrospectionService;

use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind};
use crate::server::Issuer;
use crate::services::Services;

/// One worker's: it is lent to each request, so that none has to share in counting who uses it.
pub(crate) struct Desk {
    services: web::Data<Services>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) issuer: web::Data<Issuer>,
}

impl Desk {
    pub(crate) fn new(
        services: web::Data<Services>,
        metrics: Arc<Metrics>,
        issuer: web::Data<Issuer>,
    ) -> Self {
        Self { services, metrics, issuer }
    }

    /// The one at which this request is answered.
    pub(super) fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        request.app_data().ok_or_else(|| Problem::of(ProblemKind::Internal))
    }

    pub(super) fn introspection(&self) -> &IntrospectionService {
        &self.services.introspection
    }
}
