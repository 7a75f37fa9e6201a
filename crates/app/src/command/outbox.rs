//! `tenantry outbox …`.

use std::sync::Arc;

use serde::Serialize;
use tenantry_domain::notification::{OutboxMessage, OutboxService};
use tenantry_postgres::PostgresOutboxStore;

use super::arguments::OutboxCommand;
use super::database::with_database;
use super::table;
use crate::failure::Failure;
use crate::output::print;
use crate::settings::Settings;
use crate::wiring::Ports;

/// Does what is asked.
pub(super) fn run(command: OutboxCommand, settings: &Settings) -> Result<(), Failure> {
    with_database(settings, async |database| {
        let clock = Ports::new(settings)?.clock;
        let outbox = OutboxService::new(Arc::new(PostgresOutboxStore::new(database)), clock);
        match command {
            OutboxCommand::List(arguments) => list(&outbox, arguments.json).await,
            OutboxCommand::Retry { id, all: _ } => {
                let number = outbox.retry(id).await?;
                if id.is_some() && number == 0 {
                    return Err("there is no such message in the outbox".into());
                }
                eprintln!("{number} to be sent now.");
                Ok(())
            }
        }
    })
}

async fn list(outbox: &OutboxService, json: bool) -> Result<(), Failure> {
    let entries: Vec<Entry> = outbox.list().await?.iter().map(Entry::from).collect();
    let text = if json { serde_json::to_string_pretty(&entries)? } else { as_table(&entries) };
    print(&text)?;
    Ok(())
}

/// A message as it is listed. It holds no secret: those are made when it is sent.
#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    kind: &'static str,
    recipient: String,
    created_at: String,
    attempts: u32,
    next_attempt_at: Option<String>,
    given_up_at: Option<String>,
    last_error: Option<String>,
}

impl From<&OutboxMessage> for Entry {
    fn from(message: &OutboxMessage) -> Self {
        let waits = message.given_up_at.is_none();
        Self {
            id: message.id.to_string(),
            kind: message.kind.as_str(),
            recipient: message.recipient.as_str().to_owned(),
            created_at: table::moment(message.occurrence.at),
            attempts: message.attempts,
            next_attempt_at: waits.then(|| table::moment(message.next_attempt_at)),
            given_up_at: message.given_up_at.map(table::moment),
            last_error: message.last_error.clone(),
        }
    }
}

fn as_table(entries: &[Entry]) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let rows: Vec<[String; 7]> = entries
        .iter()
        .map(|entry| {
            let next = match (&entry.next_attempt_at, &entry.given_up_at) {
                (Some(next), _) => next.clone(),
                (None, _) => "given up".to_owned(),
            };
            [
                entry.id.clone(),
                entry.kind.to_owned(),
                entry.recipient.clone(),
                entry.created_at.clone(),
                entry.attempts.to_string(),
                next,
                or_dash(&entry.last_error),
            ]
        })
        .collect();
    table::render(&["ID", "KIND", "TO", "CREATED", "ATTEMPTS", "NEXT", "LAST ERROR"], &rows)
}
