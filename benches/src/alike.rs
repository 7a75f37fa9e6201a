//! Whether answers tell by their time what they don't tell by their words: whether an address has an account.
//!
//! Requests about addresses with an account, without one, and with one that is suspended take turns over one connection, so that
//! what else the machine does falls on all of them. A median more than a twentieth away from the others' is a failure.

mod contest;
mod people;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE, Options};

use crate::arguments::{Alike, Arguments};
use crate::failure::{Failure, Outcome, While as _};
use crate::machine;
use crate::psql::Psql;
use crate::service::Service;
use crate::table::Table;
use contest::{Figures, contest};
use people::People;

/// How far the ratio of two medians may be from one.
const TOLERANCE: f64 = 0.05;

/// What has nothing to do with the question would answer first, and alike.
const NO_LIMITS: [(&str, &str); 4] = [
    ("TENANTRY_LIMITS__WRONG_PASSWORDS", "1000000"),
    ("TENANTRY_LIMITS__SIGN_UPS", "1000000"),
    ("TENANTRY_LIMITS__MAIL_REQUESTS", "1000000"),
    ("TENANTRY_LOG__LEVEL", "warn"),
];

pub(crate) fn run(arguments: &Arguments, alike: &Alike) -> Outcome<()> {
    let folder = tempfile::Builder::new()
        .prefix("tenantry-bench-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .when("make a temporary folder")?;
    let folder = folder.path();
    let cluster =
        Cluster::start(&Options::new(folder.join("database"))).when("start PostgreSQL")?;
    let url = cluster.database_url(DEFAULT_DATABASE);
    let service = Service::start(arguments, &url, folder, &NO_LIMITS)?;
    let outcome = measure(&service, alike, &cluster, folder);
    let results = outcome.map_err(|failure| service.explain(failure))?;
    println!("{} requests of each kind, taking turns over one connection.\n", alike.samples);
    println!("{}", table(&results));
    match results.iter().find(|figures| !figures.is_alike()) {
        None => Ok(()),
        Some(figures) => Err(Failure::new(format!(
            "{}: the time tells what the answer does not. On a busy machine, try again with more --samples",
            figures.request
        ))),
    }
}

fn measure(
    service: &Service,
    alike: &Alike,
    cluster: &Cluster,
    folder: &Path,
) -> Outcome<Vec<Figures>> {
    let programs = machine::programs_of(machine::first_process(cluster.data_dir())?)?;
    let psql = Psql::beside(&programs, folder);
    let people = People::sign_up(service.address, alike.samples)?;
    People::suspend(&psql, &cluster.database_url(DEFAULT_DATABASE))?;
    ["/api/v1/auth/login", "/api/v1/auth/forgot-password", "/api/v1/auth/resend-email-verification"]
        .into_iter()
        .map(|path| contest(service.address, path, &people))
        .collect()
}

fn table(results: &[Figures]) -> String {
    let mut table = Table::new(&[
        "request",
        "known, ms",
        "unknown, ms",
        "suspended, ms",
        "unknown/known",
        "suspended/known",
    ]);
    for figures in results {
        let milliseconds = |seconds: f64| format!("{:.2}", seconds * 1000.0);
        table.add(vec![
            format!("POST {}", figures.request),
            milliseconds(figures.known),
            milliseconds(figures.unknown),
            milliseconds(figures.suspended),
            format!("{:.3}", figures.unknown / figures.known),
            format!("{:.3}", figures.suspended / figures.known),
        ]);
    }
    table.text()
}

impl Figures {
    fn is_alike(&self) -> bool {
        [self.unknown, self.suspended]
            .iter()
            .all(|median| (median / self.known - 1.0).abs() <= TOLERANCE)
    }
}
