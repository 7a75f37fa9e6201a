//! The program `bench`: it measures the server on this machine beside what it is compared with, in one run, and prints the
//! ratios.

mod alike;
mod arguments;
mod bare;
mod bulk;
mod contender;
mod cpu;
mod failure;
mod figures;
mod ground;
mod group;
mod http;
mod interruption;
mod keys;
mod latency;
mod load;
mod machine;
mod others;
mod pgbench;
mod plot;
mod population;
mod process;
mod psql;
mod random;
mod report;
mod resident;
mod rounds;
mod run;
mod scripts;
mod service;
mod table;
mod verdict;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Some(Command::Bare(bare)) => bare::serve(bare),
        Some(Command::Alike(alike)) => alike::run(&arguments, alike),
        None => run::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}
