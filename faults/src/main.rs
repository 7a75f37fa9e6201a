//! The program `faults`: it runs real nodes on a real PostgreSQL, breaks them while they are at work, and compares what was
//! acknowledged with what is there afterwards.

mod arguments;
mod bystander;
mod comparison;
mod database;
mod failure;
mod finding;
mod ground;
mod http;
mod ledger;
mod load;
mod machine;
mod node;
mod person;
mod relay;
mod report;
mod run;
mod scenario;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    match run::run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("faults: {failure}");
            ExitCode::FAILURE
        }
    }
}
