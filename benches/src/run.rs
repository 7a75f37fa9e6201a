//! One run, from the empty folder to the printed figures.

mod contenders;
mod ground;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE, Options};

use crate::arguments::Arguments;
use crate::failure::{Outcome, While as _};
use crate::figures::Subject;
use crate::interruption::Interruption;
use crate::machine;
use crate::pgbench::{self, Pgbench};
use crate::report;
use crate::rounds;
use crate::service::Service;
use contenders::Contenders;
use ground::Ground;

const ALL: [Subject; 7] = [
    Subject::Introspect,
    Subject::IntrospectBare,
    Subject::ReadMe,
    Subject::ReadMeBare,
    Subject::CreateKey,
    Subject::CreateKeySql,
    Subject::SelectRow,
];

pub(crate) fn run(arguments: &Arguments) -> Outcome<()> {
    let interruption = Interruption::listen()?;
    // Root's PostgreSQL runs as somebody else, who passes through; the secrets lie in closed folders within.
    let folder = tempfile::Builder::new()
        .prefix("tenantry-bench-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .when("make a temporary folder")?;
    let folder = folder.path();
    let cluster =
        Cluster::start(&Options::new(folder.join("database"))).when("start PostgreSQL")?;
    let database = machine::first_process(cluster.data_dir())?;
    let programs = machine::programs_of(database)?;
    let service = Service::start(arguments, &cluster.database_url(DEFAULT_DATABASE), folder, &[])?;
    let pgbench =
        Pgbench::beside(&programs, folder, arguments.connections, arguments.threads).map(Rc::new);
    let ground =
        Ground { arguments, folder, cluster: &cluster, database, service: &service, pgbench };
    let measured = Contenders::gather(&ground).and_then(|mut contenders| {
        let time = Duration::from_secs(arguments.seconds);
        rounds::take(&mut contenders.all, arguments.rounds, time, &interruption)
    });
    let results = measured.map_err(|failure| {
        failure.with(format!("the last that tenantry said:\n{}", service.log_tail()))
    })?;

    print_surroundings(arguments, folder, &programs);
    println!("{}", report::ratios(&results));
    println!("{}", report::figures(&results, &ALL));
    if !results.contains_key(&Subject::SelectRow) {
        println!("Skipped: {}.", pgbench::missing(&programs));
    }
    Ok(())
}

fn print_surroundings(arguments: &Arguments, folder: &Path, programs: &Path) {
    let Arguments { seconds, rounds, connections, threads, workers, pool_size, keys, .. } =
        arguments;
    let mut facts = machine::facts(folder, programs);
    facts.push(("Command", std::env::args().collect::<Vec<_>>().join(" ")));
    facts.push((
        "Run",
        format!(
            "{rounds} × {seconds} s each, {connections} connections from {threads} threads, {workers} workers, \
             a pool of {pool_size}, {keys} keys"
        ),
    ));
    for (name, value) in facts {
        if arguments.markdown {
            println!("- {name}: {value}");
        } else {
            println!("{name:<11} {value}");
        }
    }
    println!();
    if cfg!(debug_assertions) {
        println!("A debug build: these figures say nothing.\n");
    }
    if machine::is_in_memory(folder) {
        println!(
            "The data are in memory, where a commit costs nothing: set TMPDIR to a folder on a disk.\n"
        );
    }
}
