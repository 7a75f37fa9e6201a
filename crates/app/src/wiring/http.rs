//! How the API is served.

use tenantry_http::server::HttpSettings;

use super::tls::{TlsError, server_config};
use crate::settings::Settings;

/// What the HTTP server is to know of the settings.
pub(crate) fn http_settings(settings: &Settings) -> Result<HttpSettings, TlsError> {
    let server = &settings.server;
    let tls = match (&server.tls_certificate, &server.tls_private_key) {
        (Some(certificate), Some(key)) => Some(server_config(certificate, key)?),
        (Some(_), None) | (None, Some(_) | None) => None,
    };
    Ok(HttpSettings {
        bind: server.bind.socket_address(),
        public_url: server.public_url.as_str().to_owned(),
        path_prefix: server.public_url.path(),
        cors_origins: server.cors_origins.values().iter().map(|o| o.as_str().to_owned()).collect(),
        tls,
        workers: server.workers.map(|workers| workers.count()),
    })
}
