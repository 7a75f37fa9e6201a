//! The commands, each a thin way into what does the work.

mod arguments;
mod database;
mod mail;
mod master_key;
mod migrate;
mod outbox;
mod restore_guard;
mod revocations;
mod serve;
mod service_credential;
mod stop;
mod suspension;
mod table;
mod upkeep;

pub(crate) use arguments::Arguments;
use arguments::{Command, ConfigCommand, MasterKeyCommand};
use tenantry_domain::suspension::Suspendable;

use crate::failure::Failure;
use crate::output::print;
use crate::settings::{Environment, Settings};
use crate::telemetry::{self, Verbosity};

/// Does what the command line asks.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = Settings::load(arguments.config.as_deref(), &Environment::of_this_process()?)?;
    let verbosity = match arguments.command {
        Command::Serve => Verbosity::AsSet,
        Command::Migrate
        | Command::Openapi
        | Command::ServiceCredential(_)
        | Command::Tenant(_)
        | Command::Org(_)
        | Command::User(_)
        | Command::Revocations(_)
        | Command::RestoreGuard(_)
        | Command::MasterKey(_)
        | Command::Outbox(_)
        | Command::Mail(_)
        | Command::Config(_) => Verbosity::Warnings,
    };
    telemetry::start(&settings.log, verbosity)?;
    crate::process::choose_cryptography();
    match arguments.command {
        Command::Serve => serve::run(&settings),
        Command::Migrate => migrate::run(&settings),
        Command::Openapi => openapi(&settings),
        Command::ServiceCredential(command) => service_credential::run(command, &settings),
        Command::Tenant(command) => suspension::run(command, Suspendable::Tenant, &settings),
        Command::Org(command) => suspension::run(command, Suspendable::Organization, &settings),
        Command::User(command) => suspension::run(command, Suspendable::User, &settings),
        Command::Revocations(command) => revocations::run(command, &settings),
        Command::RestoreGuard(arguments) => restore_guard::run(&arguments, &settings),
        Command::MasterKey(MasterKeyCommand::Rotate) => master_key::rotate(&settings),
        Command::Outbox(command) => outbox::run(command, &settings),
        Command::Mail(command) => mail::run(command, &settings),
        Command::Config(ConfigCommand::Show) => Ok(print(settings.to_toml()?.trim_end())?),
    }
}

fn openapi(settings: &Settings) -> Result<(), Failure> {
    let public_url = &settings.server.public_url;
    let document = tenantry_http::openapi::document(public_url.as_str(), &public_url.path());
    Ok(print(&document.to_pretty_json()?)?)
}
