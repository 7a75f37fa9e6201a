//! The servers: one for the API, one for its metrics.

mod api;
mod fallback;
mod headers;
mod leaving;
mod obedience;
mod observe;
mod operation;
mod patience;
mod refusals;
mod route_table;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, web};
use ipnet::IpNet;

pub use self::leaving::Leaving;

use self::headers::TransportSecurity;
use self::route_table::RouteTable;
use crate::metrics::Metrics;
use crate::openapi;
use crate::pages::{Pages, RenderedPages};
use crate::problem::{Problem, ProblemKind};
use crate::request::TrustedProxies;
use crate::services::Services;

/// How long the headers of a request may take to arrive. Bodies have their own time-out.
const HEADER_PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection may idle between two requests.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long requests in flight may take once the server is told to stop, in seconds.
const DRAIN: u64 = 30;

/// How the API is served.
#[derive(Debug)]
pub struct HttpSettings {
    /// Where to listen.
    pub bind: SocketAddr,
    /// Where the API is published: absolute, without a slash at its end. Routes are served below its path too.
    pub public_url: String,
    /// The path of `public_url`, empty where it has none.
    pub path_prefix: String,
    /// The networks of the proxies whose `X-Forwarded-For` is believed; none by default.
    pub trusted_proxies: Vec<IpNet>,
    /// The origins whose pages may call; none by default.
    pub cors_origins: Vec<String>,
    /// The look of the pages that links in mails lead to.
    pub pages: Pages,
    /// The certificate to show, where TLS ends here.
    pub tls: Option<rustls::ServerConfig>,
    /// How many threads answer; as many as there are cores by default.
    pub workers: Option<usize>,
}

/// A server that listens.
pub struct Listening {
    /// Drives it when awaited, stops it by its handle.
    pub server: Server,
    /// Where it listens, with the port that it got.
    pub address: SocketAddr,
    /// To be told some time before it is stopped.
    pub leaving: Leaving,
}

/// Who issues credentials: where the API is published.
pub(crate) struct Issuer(pub(crate) String);

/// The OpenAPI document as it is sent.
pub(crate) struct OpenApiDocument {
    /// In JSON.
    pub(crate) text: String,
}

/// Serves the API.
pub fn serve(
    services: Services,
    settings: HttpSettings,
    metrics: Arc<Metrics>,
) -> io::Result<Listening> {
    let document = openapi::document(&settings.public_url, &settings.path_prefix);
    let routes = web::Data::new(RouteTable::of(&document, &settings.path_prefix));
    let text = document.to_json().map_err(io::Error::other)?;
    let document = web::Data::new(OpenApiDocument { text });
    let transport = web::Data::new(TransportSecurity::of(&settings.public_url));
    let issuer = web::Data::new(Issuer(settings.public_url));
    let proxies = web::Data::new(TrustedProxies::new(settings.trusted_proxies));
    let pages = web::Data::new(RenderedPages::of(&settings.pages).map_err(io::Error::other)?);
    let services = web::Data::new(services);
    let metrics = web::Data::from(metrics);
    let leaving = Leaving::default();
    let announced = web::Data::new(leaving.clone());
    let prefix = settings.path_prefix;
    let origins = settings.cors_origins;

    let mut server = HttpServer::new(move || {
        let mut app = App::new()
            .app_data(services.clone())
            .app_data(metrics.clone())
            .app_data(document.clone())
            .app_data(issuer.clone())
            .app_data(routes.clone())
            .app_data(transport.clone())
            .app_data(proxies.clone())
            .app_data(pages.clone())
            .app_data(announced.clone())
            .default_service(web::to(fallback::fallback));
        if !prefix.is_empty() {
            app = app.configure(|config| api::add(config, &prefix, &origins));
        }
        app.configure(|config| api::add(config, "", &origins)).wrap(from_fn(observe::observe))
    })
    .client_request_timeout(HEADER_PATIENCE)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(DRAIN)
    .disable_signals();
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    let server = match settings.tls {
        Some(tls) => server.bind_rustls_0_23(settings.bind, tls)?,
        None => server.bind(settings.bind)?,
    };
    Ok(listening(&server.addrs(), settings.bind, server.run(), leaving))
}

/// Serves `/metrics`, on an address of its own so that nobody publishes it by mistake.
pub fn serve_metrics(bind: SocketAddr, metrics: Arc<Metrics>) -> io::Result<Listening> {
    let metrics = web::Data::from(metrics);
    let server = HttpServer::new(move || {
        App::new().app_data(metrics.clone()).route("/metrics", web::get().to(scrape))
    })
    .workers(1)
    .disable_signals()
    .bind(bind)?;
    Ok(listening(&server.addrs(), bind, server.run(), Leaving::default()))
}

async fn scrape(metrics: web::Data<Metrics>) -> Result<HttpResponse, Problem> {
    let text =
        metrics.render().map_err(|error| Problem::of(ProblemKind::Internal).because(error))?;
    Ok(HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(text))
}

fn listening(
    addresses: &[SocketAddr],
    bind: SocketAddr,
    server: Server,
    leaving: Leaving,
) -> Listening {
    let address = addresses.first().copied().unwrap_or(bind);
    Listening { server, address, leaving }
}
