//! One run, from the empty folder to the printed figures.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::rc::Rc;

use tenantry_embedded_postgres::{Cluster, Options};

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome, While as _};
use crate::ground::Ground;
use crate::group::{Findings, Group};
use crate::interruption::Interruption;
use crate::machine;
use crate::others::{self, Ours};
use crate::pgbench::{self, Pgbench};
use crate::psql::Psql;
use crate::verdict;

/// How much of its databases PostgreSQL keeps in memory of its own, in MiB: what whoever has a million keys would give it.
const ROOMY: u32 = 512;

pub(crate) fn run(arguments: &Arguments) -> Outcome<()> {
    let interruption = Interruption::listen()?;
    // Root's PostgreSQL runs as somebody else, who passes through; the secrets lie in closed folders within.
    let folder = tempfile::Builder::new()
        .prefix("tenantry-bench-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .when("make a temporary folder")?;
    let folder = folder.path();
    let options = Options { shared_buffers: ROOMY, ..Options::new(folder.join("database")) };
    let cluster = Cluster::start(&options).when("start PostgreSQL")?;
    let database = machine::first_process(cluster.data_dir())?;
    let programs = machine::programs_of(database)?;
    let pgbench =
        Pgbench::beside(&programs, folder, arguments.connections, arguments.threads).map(Rc::new);
    let has_pgbench = pgbench.is_some();
    let ground = Ground {
        arguments,
        folder,
        cluster: &cluster,
        database,
        psql: Psql::beside(&programs, folder),
        pgbench,
        interruption: &interruption,
        yardstick: OnceCell::new(),
        many: RefCell::new(BTreeMap::new()),
    };
    let (mut measured, mut failures) = (Vec::new(), Vec::new());
    for group in arguments.groups() {
        eprintln!("== {}", group.title());
        match group.measure(&ground) {
            Ok(findings) => measured.push((group, findings)),
            // What the others show is not lost for it.
            Err(failure) => {
                interruption.check()?;
                eprintln!("bench: {failure}");
                failures.push(format!("{}: {failure}", group.title()));
            }
        }
    }

    print_surroundings(arguments, folder, &programs);
    print_findings(measured);
    if !has_pgbench {
        println!("Skipped: {}.", pgbench::missing(&programs));
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("\n"))) }
}

fn print_findings(measured: Vec<(Group, Findings)>) {
    let (mut verdicts, mut ours, mut tables) = (Vec::new(), Ours::default(), Vec::new());
    for (group, findings) in measured {
        verdicts.extend(findings.verdicts);
        ours = ours.or(findings.ours);
        tables.push((group.title(), findings.tables));
    }
    println!("### What was wanted\n\n{}", verdict::table(&verdicts));
    println!("### Beside what others do on such a machine\n\n{}", others::table(ours));
    for (title, tables) in tables {
        println!("### {title}\n");
        for table in tables {
            println!("{table}");
        }
    }
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
             a pool of {pool_size}, {keys} keys where their number does not matter"
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
