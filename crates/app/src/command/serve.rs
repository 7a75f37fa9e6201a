//! `tenantry serve`: everything up, until it is told to stop, and everything down again.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use tenantry_embedded_postgres::{Cluster, ExitWatch};
use tenantry_http::metrics::Metrics;
use tenantry_http::server::{Leaving, Listening, serve, serve_metrics};
use tokio::task::JoinHandle;

use super::stop::{StopSignals, database_ended};
use super::upkeep::Upkeep;
use crate::failure::Failure;
use crate::output::print;
use crate::settings::{BindAddress, Settings};
use crate::wiring::{self, DatabaseTarget, Wired};

/// How long it says that it goes before it takes no more: a load balancer that asks `/readyz` every second has turned elsewhere by then, and
/// connections that are in use have been ended with an answer.
const NOTICE: Duration = Duration::from_millis(1500);

/// How long the server has to turn to nobody new before those who answer go.
const PAUSED: Duration = Duration::from_millis(20);

/// Runs the service, and the private database around it where none is given.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    crate::process::raise_file_limit();
    if let Some(target) = DatabaseTarget::given(settings) {
        return run_on(settings, &target, None);
    }
    // On the main thread, before there are others: the server is to end with this process, not with a thread of it.
    let cluster = Cluster::start(&wiring::private_cluster(settings))?;
    let target = DatabaseTarget::private(settings, |database| cluster.database_url(database));
    run_on(settings, &target, Some(cluster.watch()))?;
    Ok(cluster.stop()?)
}

/// Runs the service on its own threads; they have ended when this returns.
fn run_on(
    settings: &Settings,
    target: &DatabaseTarget,
    watch: Option<ExitWatch>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut signals = StopSignals::listen()?;
        let mut database_ended = pin!(database_ended(watch));
        let mut running = tokio::select! {
            started = start(settings, target) => started?,
            () = signals.next() => return Ok(()),
            ended = &mut database_ended => return Ok(ended?),
        };
        print(&running.banner)?;
        tokio::select! {
            ended = running.api.ended() => ended?,
            ended = running.metrics.ended() => ended?,
            ended = &mut database_ended => {
                running.stop_at_once().await;
                ended?;
            }
            () = signals.next() => {
                tracing::info!("stopping: answering the requests at hand");
                tokio::select! {
                    () = running.drain() => tracing::info!("stopped"),
                    () = signals.insistence() => tracing::warn!("stopped with requests at hand"),
                }
            }
        }
        Ok(())
    })
}

/// The service while it runs.
struct Running {
    api: Serving,
    metrics: Serving,
    upkeep: Upkeep,
    banner: String,
}

/// Brings everything up on a database.
async fn start(settings: &Settings, target: &DatabaseTarget) -> Result<Running, Failure> {
    let database = wiring::connect(target).await?;
    let Wired { services, upkeep } = wiring::wire(settings, &database).await?;
    let metrics = Arc::new(Metrics::default());
    let http = wiring::http_settings(settings)?;
    let scheme = if http.tls.is_some() { "https" } else { "http" };
    let api = serve(services, http, Arc::clone(&metrics))
        .map_err(|source| CannotListen::new("server.bind", &settings.server.bind, source))?;
    let upkeep_metrics = Arc::clone(&metrics);
    let metrics = serve_metrics(settings.metrics.bind.socket_address(), metrics)
        .map_err(|source| CannotListen::new("metrics.bind", &settings.metrics.bind, source))?;
    let upkeep = Upkeep::start(upkeep, &upkeep_metrics);
    let banner = format!(
        "Tenantry listens on {scheme}://{api}\ndata: {data}\ndocs: {scheme}://{api}/docs\nmetrics: http://{metrics}/metrics",
        api = api.address,
        data = target.description,
        metrics = metrics.address,
    );
    Ok(Running { api: Serving::spawn(api), metrics: Serving::spawn(metrics), upkeep, banner })
}

impl Running {
    /// Says that it goes, takes no new requests, answers those at hand, and keeps what they leave behind.
    async fn drain(&mut self) {
        self.api.leaving.announce();
        tokio::time::sleep(NOTICE).await;
        // Else whoever still comes is taken by a server that has nobody left to answer.
        self.api.handle.pause().await;
        tokio::time::sleep(PAUSED).await;
        self.api.handle.stop(true).await;
        self.metrics.handle.stop(false).await;
        self.upkeep.finish().await;
    }

    /// Leaves every request as it is.
    async fn stop_at_once(&self) {
        self.api.handle.stop(false).await;
        self.metrics.handle.stop(false).await;
    }
}

/// A server at work.
struct Serving {
    handle: ServerHandle,
    leaving: Leaving,
    task: JoinHandle<io::Result<()>>,
}

impl Serving {
    fn spawn(listening: Listening) -> Self {
        let Listening { server, leaving, .. } = listening;
        Self { handle: server.handle(), leaving, task: tokio::spawn(server) }
    }

    /// Waits until it ends, which by itself it should not.
    async fn ended(&mut self) -> Result<(), Failure> {
        (&mut self.task).await??;
        Err("a server ended by itself".into())
    }
}

/// An address can't be listened at.
#[derive(Debug, thiserror::Error)]
#[error("{address} can't be listened at: free it, or set `{key}` to another")]
struct CannotListen {
    key: &'static str,
    address: SocketAddr,
    source: io::Error,
}

impl CannotListen {
    const fn new(key: &'static str, bind: &BindAddress, source: io::Error) -> Self {
        Self { key, address: bind.socket_address(), source }
    }
}
