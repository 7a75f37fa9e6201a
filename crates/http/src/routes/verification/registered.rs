//! Where an operation is found.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{Resource, Route, web};

use crate::server::fallback;

/// Routes of one path, found by it alone: other methods than theirs end here too, and reach no layer that is for pages.
pub(super) fn register_at(prefix: &str, path: &str, route: Route, config: &mut AppService) {
    let refuse = web::to(fallback);
    Resource::new(format!("{prefix}{path}")).route(route).default_service(refuse).register(config);
}
