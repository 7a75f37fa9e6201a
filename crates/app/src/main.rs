//! The program `tenantry`: it reads the command line and the settings, wires the crates together, and runs them.

mod command;
mod data_directory;
mod failure;
mod keys;
mod output;
mod process;
mod revocations;
mod settings;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match command::run(command::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", failure::explain(&*error));
            ExitCode::FAILURE
        }
    }
}
