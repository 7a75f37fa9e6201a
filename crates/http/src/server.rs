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
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};
use ipnet::IpNet;

pub(crate) use self::fallback::fallback;
pub use self::leaving::Leaving;
pub(crate) use self::route_table::RouteTable;

use self::headers::TransportSecurity;
use self::observe::{Observe, Observer};
use crate::metrics::Metrics;
use crate::openapi;
use crate::pages::{Pages, RenderedPages};
use crate::problem::{Problem, ProblemKind};
use crate::request::TrustedProxies;
use crate::routes::verification::Desk;
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

/// The OpenAPI document as it is sent, made for the first who asks for it.
pub(crate) struct OpenApiDocument {
    public_url: String,
    path_prefix: String,
    text: OnceLock<Bytes>,
}

impl OpenApiDocument {
    fn of(settings: &HttpSettings) -> Self {
        let (public_url, path_prefix) = (settings.public_url.clone(), settings.path_prefix.clone());
        Self { public_url, path_prefix, text: OnceLock::new() }
    }

    /// In JSON.
    pub(crate) fn text(&self) -> Result<Bytes, Problem> {
        if let Some(text) = self.text.get() {
            return Ok(text.clone());
        }
        let text = openapi::document(&self.public_url, &self.path_prefix).to_json();
        let text = text.map_err(|error| Problem::of(ProblemKind::Internal).because(error))?;
        Ok(self.text.get_or_init(|| text.into()).clone())
    }
}

/// Serves the API.
pub fn serve(
    services: Services,
    settings: HttpSettings,
    metrics: Arc<Metrics>,
) -> io::Result<Listening> {
    let document = web::Data::new(OpenApiDocument::of(&settings));
    let routes = web::Data::new(RouteTable::below(&settings.path_prefix));
    let transport = TransportSecurity::of(&settings.public_url);
    let issuer = web::Data::new(Issuer(settings.public_url));
    let proxies = web::Data::new(TrustedProxies::new(settings.trusted_proxies));
    let pages = web::Data::new(RenderedPages::of(&settings.pages).map_err(io::Error::other)?);
    let services = web::Data::new(services);
    let leaving = Leaving::default();
    let announced = leaving.clone();
    let prefix = settings.path_prefix;
    let origins = settings.cors_origins;

    let mut server = HttpServer::new(move || {
        let observer = Rc::new(Observer {
            counters: metrics.request_counters(),
            routes: routes.clone(),
            transport,
            leaving: announced.clone(),
        });
        let mut app = App::new()
            .app_data(Desk::new(services.clone(), Arc::clone(&metrics), issuer.clone()))
            .app_data(services.clone())
            .app_data(document.clone())
            .app_data(issuer.clone())
            .app_data(routes.clone())
            .app_data(proxies.clone())
            .app_data(pages.clone())
            .app_data(web::Data::new(announced.clone()))
            .default_service(web::to(fallback));
        if !prefix.is_empty() {
            app = app.configure(|config| api::add(config, &prefix, &origins));
        }
        app.configure(|config| api::add(config, "", &origins)).wrap(Observe(observer))
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
