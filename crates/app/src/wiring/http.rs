//! How the API is served.

use tenantry_http::pages::Pages;
use tenantry_http::server::HttpSettings;

use super::messages::{UnusableMessages, brand};
use super::tls::server_config;
use crate::failure::Failure;
use crate::settings::Settings;

/// What the HTTP server is to know of the settings.
pub(crate) fn http_settings(settings: &Settings) -> Result<HttpSettings, Failure> {
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
        trusted_proxies: server.trusted_proxies.values().iter().map(|it| it.net()).collect(),
        pages: pages(settings)?,
        workers: server.workers.map(|workers| workers.count()),
    })
}

/// How the pages that links lead to present themselves: as the mail does.
fn pages(settings: &Settings) -> Result<Pages, UnusableMessages> {
    let brand = brand(settings)?;
    Ok(Pages {
        name: brand.name,
        color: settings.brand.color.clone(),
        support_address: brand.support_address.map(|address| address.as_str().to_owned()),
        password_min_length: settings.passwords.min_length.count(),
    })
}
