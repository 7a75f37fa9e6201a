//! `tenantry service-credential …`.

use std::sync::Arc;

use serde::Serialize;
use tenantry_domain::access::ServiceRight;
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::service_credential::{
    ServiceCredential, ServiceCredentialName, ServiceCredentialService,
};
use tenantry_postgres::{Database, PostgresServiceCredentialStore};

use super::arguments::ServiceCredentialCommand;
use super::database::with_database;
use super::table;
use crate::failure::Failure;
use crate::output::print;
use crate::settings::Settings;
use crate::wiring::Ports;

/// Does what is asked.
pub(super) fn run(command: ServiceCredentialCommand, settings: &Settings) -> Result<(), Failure> {
    with_database(settings, async |database| {
        let service = service(settings, database)?;
        match command {
            ServiceCredentialCommand::Create { name, rights } => {
                create(&service, name, rights).await
            }
            ServiceCredentialCommand::List(arguments) => list(&service, arguments.json).await,
            ServiceCredentialCommand::Revoke { id } => revoke(&service, id).await,
        }
    })
}

fn service(settings: &Settings, database: Database) -> Result<ServiceCredentialService, Failure> {
    let Ports { clock, ids, format } = Ports::new(settings)?;
    let store = Arc::new(PostgresServiceCredentialStore::new(database));
    let secrets = Ports::standalone_secrets();
    Ok(ServiceCredentialService::new(store, format, secrets, ids, clock))
}

/// The secret alone goes to standard output, so that a shell can take it from there.
async fn create(
    service: &ServiceCredentialService,
    name: ServiceCredentialName,
    rights: Vec<ServiceRight>,
) -> Result<(), Failure> {
    let issued = service.create(name, rights).await?;
    print(issued.secret.expose())?;
    let (name, id) = (issued.item.name.as_str(), issued.item.id);
    eprintln!(
        "This is the credential of the service `{name}`. It is shown this once and can't be recovered: give it to the service now.\n\
         Whoever has it may ask about any credential. End it with `tenantry service-credential revoke {id}`."
    );
    Ok(())
}

async fn list(service: &ServiceCredentialService, json: bool) -> Result<(), Failure> {
    let entries: Vec<Entry> = service.list().await?.iter().map(Entry::from).collect();
    let text = if json { serde_json::to_string_pretty(&entries)? } else { as_table(&entries) };
    print(&text)?;
    Ok(())
}

async fn revoke(
    service: &ServiceCredentialService,
    id: ServiceCredentialId,
) -> Result<(), Failure> {
    service.revoke(id).await?;
    eprintln!("Revoked. The service's next question is refused.");
    Ok(())
}

/// A service credential as it is listed.
#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    name: String,
    masked: String,
    /// What it may do beside verifying.
    allows: Vec<&'static str>,
    created_at: String,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

impl From<&ServiceCredential> for Entry {
    fn from(credential: &ServiceCredential) -> Self {
        Self {
            id: credential.id.to_string(),
            name: credential.name.as_str().to_owned(),
            masked: credential.masked.clone(),
            allows: credential.rights.iter().map(|right| right.as_str()).collect(),
            created_at: table::moment(credential.created_at),
            last_used_at: credential.last_used_at.map(table::moment),
            revoked_at: credential.revoked_at.map(table::moment),
        }
    }
}

fn as_table(entries: &[Entry]) -> String {
    let or_dash = |moment: &Option<String>| moment.clone().unwrap_or_else(|| "-".to_owned());
    let rows: Vec<[String; 7]> = entries
        .iter()
        .map(|entry| {
            let (name, created) = (entry.name.clone(), entry.created_at.clone());
            let (used, revoked) = (or_dash(&entry.last_used_at), or_dash(&entry.revoked_at));
            let allows = entry.allows.join(", ");
            [entry.id.clone(), name, entry.masked.clone(), allows, created, used, revoked]
        })
        .collect();
    table::render(&["ID", "NAME", "CREDENTIAL", "ALLOWS", "CREATED", "LAST USED", "REVOKED"], &rows)
}
