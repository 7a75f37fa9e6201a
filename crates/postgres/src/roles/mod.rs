//! The database roles that the service works under. They belong to the whole server and not to one database, so they are
//! made here, before the first migration.

mod error;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::connect::{ConnectError, Connector};
pub use error::RolesError;

/// A role that connections drop to. Whatever the login may do, this is what a query may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Outside of any scope: no right on any table.
    Base,
    /// Within one tenant.
    Tenant,
    /// One person's own rows.
    User,
    /// What authentication reads before it knows whose rows these are.
    Directory,
    /// The installation itself.
    System,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Base, Self::Tenant, Self::User, Self::Directory, Self::System];

    /// Its name in the server.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base => "tenantry_base",
            Self::Tenant => "tenantry_tenant",
            Self::User => "tenantry_user",
            Self::Directory => "tenantry_directory",
            Self::System => "tenantry_system",
        }
    }
}

/// Advisory locks belong to one database, so whoever makes roles meets in the one that every server has.
const MEETING_PLACE: &str = "postgres";
const LOCK: i64 = 0x7465_6e61_6e74_7279;
/// The first version whose grants say whether a member may set the role, and whether it inherits.
const GRANTS_HAVE_OPTIONS: i32 = 160_000;

/// Makes what is missing: the roles, and the login's leave to work under them.
pub(crate) async fn ensure(connector: &Connector, login: &str) -> Result<(), RolesError> {
    let client = match connector.to_database(MEETING_PLACE).client().await {
        Ok(client) => client,
        Err(_) => connector.client().await?,
    };
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(ConnectError::from)?;
    let outcome = make_missing(&client, login).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await.map_err(ConnectError::from)?;
    outcome
}

async fn make_missing(client: &Client, login: &str) -> Result<(), RolesError> {
    let version = version(client).await?;
    let mut statements = Vec::new();
    let mut ungranted = Vec::new();
    for role in Role::ALL {
        let exists = exists(client, role).await?;
        if !exists {
            statements.push(format!("CREATE ROLE {} NOLOGIN", role.name()));
        }
        if !exists || !may_set(client, version, login, role).await? {
            ungranted.push(role);
        }
    }
    if !ungranted.is_empty() {
        statements.push(grant(&ungranted, login, version));
    }
    for (done, statement) in statements.iter().enumerate() {
        match client.batch_execute(statement).await {
            Ok(()) => {}
            Err(error) if is_done_already(&error) => {}
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                let left = statements.iter().skip(done);
                return Err(RolesError::NotAllowed { statements: script(left) });
            }
            Err(error) => return Err(ConnectError::from(error).into()),
        }
    }
    Ok(())
}

pub(crate) async fn version(client: &Client) -> Result<i32, ConnectError> {
    let sql = "SELECT current_setting('server_version_num')::integer";
    client.query_one(sql, &[]).await.and_then(|row| row.try_get(0)).map_err(ConnectError::from)
}

async fn exists(client: &Client, role: Role) -> Result<bool, ConnectError> {
    let sql = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
    let row = client.query_one(sql, &[&role.name()]).await;
    row.and_then(|row| row.try_get(0)).map_err(ConnectError::from)
}

async fn may_set(
    client: &Client,
    version: i32,
    login: &str,
    role: Role,
) -> Result<bool, ConnectError> {
    let sql = format!("SELECT pg_has_role($1::name, $2::name, '{}')", right_to_set(version));
    let row = client.query_one(&sql, &[&login, &role.name()]).await;
    row.and_then(|row| row.try_get(0)).map_err(ConnectError::from)
}

/// What `pg_has_role` calls the right to `SET ROLE`.
pub(crate) const fn right_to_set(version: i32) -> &'static str {
    if version >= GRANTS_HAVE_OPTIONS { "SET" } else { "MEMBER" }
}

/// What gives a login these roles. It need not inherit what they may: it sets them.
pub(crate) fn grant(roles: &[Role], login: &str, version: i32) -> String {
    let roles: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let options = if version >= GRANTS_HAVE_OPTIONS { " WITH SET TRUE, INHERIT FALSE" } else { "" };
    format!("GRANT {} TO \"{}\"{options}", roles.join(", "), login.replace('"', "\"\""))
}

/// Another node, which met elsewhere for want of the common database, was faster.
fn is_done_already(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(code) if *code == SqlState::DUPLICATE_OBJECT || *code == SqlState::UNIQUE_VIOLATION)
}

fn script<'a>(statements: impl Iterator<Item = &'a String>) -> String {
    statements.map(|statement| format!("{statement};")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_quoted_and_inherits_nothing_where_that_can_be_said() {
        let roles = [Role::Base, Role::System];
        assert_eq!(
            grant(&roles, "my \"app\"", 150_004),
            "GRANT tenantry_base, tenantry_system TO \"my \"\"app\"\"\""
        );
        assert!(grant(&roles, "app", 160_000).ends_with("TO \"app\" WITH SET TRUE, INHERIT FALSE"));
    }
}
