//! One run: the scenarios one after the other, and the table of what they found.

use clap::ValueEnum as _;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome, While as _};
use crate::finding::Finding;
use crate::machine;
use crate::report;
use crate::scenario::Scenario;

/// Whether everything holds.
pub(crate) fn run(arguments: &Arguments) -> Outcome<bool> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.when("start a runtime")?;
    let chosen = match arguments.scenarios.as_slice() {
        [] => Scenario::value_variants(),
        chosen => chosen,
    };
    // On the main thread, which ends last: the nodes end with the thread that started them.
    let findings = runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).when("listen to signals")?;
        tokio::select! {
            findings = all(arguments, chosen) => findings,
            _ = terminate.recv() => Err(Failure::new("stopped")),
            _ = tokio::signal::ctrl_c() => Err(Failure::new("stopped")),
        }
    })?;
    if cfg!(debug_assertions) && arguments.tenantry.is_none() {
        println!("A debug build: its times say little.\n");
    }
    if arguments.markdown {
        for (name, value) in machine::facts() {
            println!("- {name}: {value}");
        }
        println!();
    }
    println!("{}", report::table(&findings));
    Ok(findings.iter().all(|(_, finding)| finding.holds))
}

async fn all(arguments: &Arguments, chosen: &[Scenario]) -> Outcome<Vec<(&'static str, Finding)>> {
    let mut findings = Vec::new();
    for scenario in chosen {
        let name = scenario.name();
        eprintln!("{name}: {}", scenario.tells());
        let found = scenario
            .run(arguments)
            .await
            .map_err(|failure| Failure::new(format!("{name} came to no end: {failure}")))?;
        for Finding { what, seen, bound, holds } in &found {
            let verdict = if *holds { "" } else { "  DOES NOT HOLD" };
            eprintln!("  {what}: {seen} ({bound}){verdict}");
        }
        findings.extend(found.into_iter().map(|finding| (name, finding)));
    }
    Ok(findings)
}
