//! `tenantry restore-guard`.

use serde::Serialize;
use tenantry_domain::restore::{EndingKind, Report};

use super::arguments::RestoreGuardArguments;
use super::database::with_database;
use super::table;
use crate::failure::Failure;
use crate::output::print;
use crate::revocations::RevocationFile;
use crate::settings::Settings;
use crate::wiring::restore_guard;

/// Ends what has ended by the file, or all sessions.
pub(super) fn run(arguments: &RestoreGuardArguments, settings: &Settings) -> Result<(), Failure> {
    // Read to its end before anything is done.
    let file = arguments.revocations.as_deref().map(RevocationFile::open).transpose()?;
    with_database(settings, async |database| {
        let guard = restore_guard(settings, &database)?;
        let mut done = Done::default();
        if let Some(mut file) = file {
            let about = file.about();
            guard.admit(about.installation).await?;
            let mut report = Report::default();
            loop {
                let endings = file.batch()?;
                if endings.is_empty() {
                    break;
                }
                guard.replay(&endings, &mut report).await?;
            }
            done.exported_at = Some(table::moment(about.exported_at));
            done.lines = Some(file.count());
            done.kinds = kinds(&report);
        } else {
            done.sessions_ended = Some(guard.end_every_session().await?);
        }
        done.codes_forgotten = guard.conclude().await?;
        done.told(arguments.json)
    })
}

/// What was done.
#[derive(Debug, Default, Serialize)]
struct Done {
    /// When the file was begun, where there is one.
    exported_at: Option<String>,
    lines: Option<u64>,
    kinds: Vec<Kind>,
    /// How many, where all were ended for want of a file.
    sessions_ended: Option<u64>,
    codes_forgotten: u64,
}

/// What became of one kind of thing.
#[derive(Debug, Serialize)]
struct Kind {
    kind: &'static str,
    ended: u64,
    ended_before: u64,
    unknown: u64,
}

fn kinds(report: &Report) -> Vec<Kind> {
    let kind = |kind: EndingKind| {
        let counts = report.of(kind);
        let (ended, ended_before, unknown) = (counts.ended, counts.ended_before, counts.unknown);
        Kind { kind: kind.as_str(), ended, ended_before, unknown }
    };
    EndingKind::ALL.map(kind).into()
}

impl Done {
    fn told(&self, json: bool) -> Result<(), Failure> {
        if json {
            print(&serde_json::to_string_pretty(self)?)?;
        } else if let Some(ended) = self.sessions_ended {
            print(&format!(
                "Sessions ended: {ended}. Codes and links forgotten: {}.",
                self.codes_forgotten
            ))?;
        } else {
            print(&self.as_table())?;
        }
        if let Some(exported_at) = &self.exported_at {
            eprintln!("{}", with_file(exported_at));
        } else {
            eprintln!("{WITHOUT_FILE}");
        }
        Ok(())
    }

    fn as_table(&self) -> String {
        let rows: Vec<[String; 4]> = self
            .kinds
            .iter()
            .map(|kind| {
                let counts = [kind.ended, kind.ended_before, kind.unknown].map(|n| n.to_string());
                let [ended, ended_before, unknown] = counts;
                [kind.kind.to_owned(), ended, ended_before, unknown]
            })
            .collect();
        let table = table::render(&["KIND", "ENDED", "ENDED BEFORE", "UNKNOWN"], &rows);
        format!("{table}\n\nCodes and links forgotten: {}.", self.codes_forgotten)
    }
}

fn with_file(exported_at: &str) -> String {
    format!(
        "What had ended by {exported_at} is ended again. Not known is what ended later, and which members were taken out and which roles were \
         lowered since the backup was made: docs/operations.md, \"Backup and restore\", says how to see these."
    )
}

const WITHOUT_FILE: &str = "\
Every session has ended, and people sign in again. Without a file of `tenantry revocations export` nothing is known of what else ended since
the backup was made. If these ended after it, they are back:
  - API keys, personal access tokens, tenant API keys and service credentials that were revoked; invitations that were taken back
  - passwords that were changed or reset: the former one opens the account
  - tenants, organizations, projects and accounts that were deleted or suspended
  - members who were taken out, and roles that were lowered
What to do now, before the service starts:
  1. If there is any file of an earlier export, run this again with it.
  2. Revoke every service credential that you do not know to be good (`tenantry service-credential list`, `revoke ID`).
  3. Suspend again what was suspended (`tenantry user|org|tenant suspend ID`); a copy of the audit log tells, if there is one.
  4. Tell tenants from when the backup is, so that they look through their keys, tokens, members and invitations, and people to change their
     passwords.";
