//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use tenantry_domain::access::ServiceRight;
use tenantry_domain::id::{MessageId, OrganizationId, ServiceCredentialId, TenantId, UserId};
use tenantry_domain::service_credential::ServiceCredentialName;
use tenantry_notify::PREVIEWS;

/// The account and identity layer in front of a platform's services
#[derive(Parser, Debug)]
#[command(
    name = "tenantry",
    version,
    long_about = TENANTRY,
    arg_required_else_help = true,
    after_help = ENVIRONMENT
)]
pub(crate) struct Arguments {
    /// A file with settings (TOML); see `tenantry config show` for all there are
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const TENANTRY: &str = "\
The account and identity layer in front of a platform's services.

Without any configuration `tenantry serve` runs everything that it needs, its own database included, and listens at
http://127.0.0.1:8080; its interactive reference is at /docs there.";

const ENVIRONMENT: &str = "\
Settings come from built-in defaults, then the file named by --config, then the environment: TENANTRY_SERVER__BIND sets
server.bind, and DATABASE_URL sets database.url. Commands work with the database of the same settings, so give them the
same file and environment as the service.

Exit status: 0 when done, 1 when it failed, 2 when the command line is wrong.";

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run the service until it is told to stop
    #[command(long_about = SERVE)]
    Serve,

    /// Bring the database's schema up to date, and end
    #[command(long_about = MIGRATE)]
    Migrate,

    /// Print the OpenAPI document of the HTTP API
    #[command(long_about = OPENAPI)]
    Openapi,

    /// Manage what other services show when they ask about a credential
    #[command(subcommand, long_about = SERVICE_CREDENTIAL)]
    ServiceCredential(ServiceCredentialCommand),

    /// Close a tenant for now, or open it again
    #[command(subcommand, long_about = SUSPENSION)]
    Tenant(SuspensionCommand<TenantId>),

    /// Close an organization for now, or open it again
    #[command(subcommand, long_about = SUSPENSION)]
    Org(SuspensionCommand<OrganizationId>),

    /// Close a person's account for now, or open it again
    #[command(subcommand, long_about = SUSPENSION)]
    User(SuspensionCommand<UserId>),

    /// Keep what was revoked apart from backups
    #[command(subcommand)]
    Revocations(RevocationsCommand),

    /// End what a restored backup has brought back, before the service starts
    #[command(long_about = RESTORE_GUARD)]
    RestoreGuard(RestoreGuardArguments),

    /// Change the key under which everything stored encrypted is encrypted
    #[command(subcommand)]
    MasterKey(MasterKeyCommand),

    /// Look after messages that wait to be sent
    #[command(subcommand, long_about = OUTBOX)]
    Outbox(OutboxCommand),

    /// Look at the mail that people get
    #[command(subcommand)]
    Mail(MailCommand),

    /// Look at the settings
    #[command(subcommand)]
    Config(ConfigCommand),
}

const SERVE: &str = "\
Run the service until it is told to stop.

With database.url set it uses that PostgreSQL; otherwise it starts a private one in data_dir, and stops it in the end. The schema
is brought up to date first. Ctrl-C and SIGTERM stop the service: it takes no new requests, answers those it has within 30
seconds, and ends; a second Ctrl-C ends it at once.

Examples:
  tenantry serve
  TENANTRY_SERVER__BIND=0.0.0.0:8080 DATABASE_URL=postgres://tenantry@db/tenantry tenantry serve
  tenantry --config /etc/tenantry/tenantry.toml serve";

const MIGRATE: &str = "\
Bring the database's schema up to date, and end.

`serve` does the same when it starts; this is for those who want it done apart, under a login of its own: with
database.migrate_url set, it is the only one that needs the right to change the schema and to make roles. Doing it again does
nothing, and several at once wait for each other.

Example:
  TENANTRY_DATABASE__MIGRATE_URL=postgres://owner@db/tenantry tenantry --config tenantry.toml migrate";

const OPENAPI: &str = "\
Print the OpenAPI 3.1 document of the HTTP API, as the service gives it at /openapi.json. It needs neither database nor service.

Example:
  tenantry openapi > openapi.json";

const SERVICE_CREDENTIAL: &str = "\
Manage what other services show when they ask about a credential.

A gateway that wants to know whose API key it was given asks POST /api/v1/introspect, and shows its own service credential with
the question. All these commands work beside a running service, and without one.

Example:
  CREDENTIAL=$(tenantry service-credential create gateway)
  curl -H \"Authorization: Bearer $CREDENTIAL\" -d token=sk-nc-… http://localhost:8080/api/v1/introspect";

/// What to do with service credentials.
#[derive(Subcommand, Debug)]
pub(crate) enum ServiceCredentialCommand {
    /// Make one; its secret is printed this once, alone on standard output
    Create {
        /// What the service is called, 1 to 100 characters, such as `gateway`
        #[arg(value_parser = |text: &str| ServiceCredentialName::new(text))]
        name: ServiceCredentialName,
        /// What the service may do beside asking about credentials; may be given several times
        #[arg(long = "allow", value_name = "RIGHT", value_parser = service_right())]
        rights: Vec<ServiceRight>,
    },
    /// List all there ever were, the newest first, without their secrets
    List(ListArguments),
    /// End one for good; its next question is refused
    Revoke {
        /// Its id, as `list` shows it
        id: ServiceCredentialId,
    },
}

fn service_right() -> impl TypedValueParser<Value = ServiceRight> {
    let names = ServiceRight::ALL.iter().map(|right| right.as_str());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<ServiceRight>())
}

const SUSPENSION: &str = "\
Close something for now, or open it again.

Every credential that draws on it stops working at its next use: sessions, API keys, personal access tokens and tenant API keys alike,
whatever they were issued with. Nothing is ended by it, so that reactivating brings all of it back as it was. Doing it twice does
nothing. Ids are those of the API; `tenantry` needs the same settings as the service, which may be running.

Examples:
  tenantry tenant suspend 01890a5d-ac96-774b-bcce-b302099a8057
  tenantry org reactivate 01890a5d-ac96-774b-bcce-b302099a8058
  tenantry user suspend 01890a5d-ac96-774b-bcce-b302099a8059";

/// What to do with something that can be suspended.
#[derive(Subcommand, Clone, Copy, Debug)]
pub(crate) enum SuspensionCommand<Id>
where
    Id: std::str::FromStr + Clone + Send + Sync + 'static,
    Id::Err: std::error::Error + Send + Sync + 'static,
{
    /// Close it
    Suspend {
        /// Its id
        id: Id,
    },
    /// Open it again
    Reactivate {
        /// Its id
        id: Id,
    },
}

/// What to do with what was revoked.
#[derive(Subcommand, Debug)]
pub(crate) enum RevocationsCommand {
    /// Write what has ended, for `restore-guard` to end it again after a restore
    #[command(long_about = EXPORT)]
    Export {
        /// Where to write it; standard output unless given
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

const EXPORT: &str = "\
Write what has ended, for `tenantry restore-guard` to end it again after a restore.

A backup holds credentials that were revoked after it was made. This file holds which these are: a line of JSON for each credential that was
revoked, session that was ended, password that was replaced, and for each account, project, organization or tenant that was deleted or is
suspended. It holds ids and times, and no secret. Write it every minute, and keep it somewhere else than the database. A file takes the place
of the one before only when it is whole.

Examples:
  tenantry revocations export --output /mnt/elsewhere/tenantry.revocations
  tenantry revocations export | ssh backup 'cat > tenantry.revocations.new && mv tenantry.revocations.new tenantry.revocations'";

/// How to guard a restored database.
#[derive(Args, Debug)]
pub(crate) struct RestoreGuardArguments {
    /// The file of `tenantry revocations export`; without one every session is ended
    #[arg(long, value_name = "FILE")]
    pub(crate) revocations: Option<PathBuf>,
    /// Print JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}

const RESTORE_GUARD: &str = "\
End what a restored backup has brought back. Run it after `tenantry migrate` and before the service starts.

With the file of `tenantry revocations export` everything that has ended by it is ended again; a password that was replaced since the backup is
made useless until its owner resets it. Without the file every session is ended, and what else may have come back is told. Either way the codes
and links that were out are forgotten. It only ever takes away, works in small steps, and may be run again. A file that is cut off, or of
another installation, is refused.

Examples:
  tenantry restore-guard --revocations /mnt/elsewhere/tenantry.revocations
  tenantry restore-guard";

/// What to do with the master key.
#[derive(Subcommand, Debug)]
pub(crate) enum MasterKeyCommand {
    /// Encrypt again, under the key in force, all that is encrypted under the one before
    #[command(long_about = ROTATE)]
    Rotate,
}

const ROTATE: &str = "\
Encrypt again, under the key in force, all that is encrypted under the one before.

To change the master key:
  1. Make one: openssl rand -base64 32 > new.key
  2. Give every node both: the new one as secrets.master_key_file, the old one (master.key in data_dir, unless it was set) as
     secrets.previous_master_key_file. Restart them all; each opens what either key sealed, and seals under the new one.
  3. Run `tenantry master-key rotate` with the same settings. It works in small steps beside the running service, and may be stopped
     and run again at any time; when it ends, nothing is left that the old key opens.
  4. Take secrets.previous_master_key_file away again, and destroy the old key.

Codes and links that were sent before end with the old key, open invitations included: send these again. docs/operations.md has the details.";

/// How to list.
#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    /// Print JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}

const OUTBOX: &str = "\
Look after messages that wait to be sent.

Mail and text messages wait in the outbox until another system has taken them over. What can't be sent is tried again with growing
pauses, up to an hour; news and invitations are given up after a day, and stay here until somebody has them sent. Codes and links that
nobody waits for any more are dropped after an hour.

Examples:
  tenantry outbox list
  tenantry outbox retry --all";

/// What to do with messages that wait.
#[derive(Subcommand, Debug)]
pub(crate) enum OutboxCommand {
    /// List those there are, the oldest first, with the last error of each
    List(ListArguments),
    /// Have messages sent now, also those that were given up
    Retry {
        /// One message, by its id as `list` shows it
        #[arg(required_unless_present = "all")]
        id: Option<MessageId>,
        /// All there are
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

/// What to do with mail.
#[derive(Subcommand, Debug)]
pub(crate) enum MailCommand {
    /// Write an example of a mail to a file, as it would look with these settings
    #[command(long_about = PREVIEW)]
    Preview {
        /// Which mail; without a name, print the names there are
        #[arg(value_parser = PossibleValuesParser::new(PREVIEWS))]
        name: Option<String>,
        /// Where to write it: .eml for mail programs, .html or .txt for one of its two forms; NAME.eml here unless given
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

const PREVIEW: &str = "\
Write an example of a mail to a file, as it would look with these settings. It needs neither database nor service.

Examples:
  tenantry mail preview
  tenantry mail preview reset-password
  TENANTRY_BRAND__NAME=Example tenantry mail preview verify-email --output verify-email.html";

/// What to do with the settings.
#[derive(Subcommand, Debug)]
pub(crate) enum ConfigCommand {
    /// Print the settings in force as TOML, with secrets masked
    #[command(long_about = SHOW)]
    Show,
}

const SHOW: &str = "\
Print the settings in force, from the defaults, the file and the environment, as TOML. Secrets are masked as ********. A setting that
is not set and has no default is left out.

Examples:
  tenantry config show
  TENANTRY_SERVER__BIND=0.0.0.0:80 tenantry --config tenantry.toml config show";
