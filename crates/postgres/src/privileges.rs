//! Whether the roles that the service drops to are as weak as they must be. Asked at every start: what an administrator
//! changed meanwhile would otherwise show only when it had let something through.

use tokio_postgres::{Client, Row};

use crate::connect::{ConnectError, InvalidSettings};
use crate::database::Database;
use crate::roles::{self, Role};

/// Why the service must not start on this database.
#[derive(Debug, thiserror::Error)]
pub enum PrivilegeError {
    /// A role has too much, or the login too little; each line says what, and what mends it.
    #[error("the database roles of the service are not as they must be:\n{}", .problems.join("\n"))]
    Roles {
        /// What is wrong.
        problems: Vec<String>,
    },
    /// The settings can't be used.
    #[error(transparent)]
    Settings(#[from] InvalidSettings),
    /// The server was not reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

const SQL: &str = "SELECT rolname::text,
       rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin AS rolstrong,
       pg_has_role(session_user, pg_roles.oid, $2) AS may_set,
       has_schema_privilege(pg_roles.oid, 'public', 'CREATE') AS may_create,
       ARRAY(SELECT oid::regclass::text FROM pg_class WHERE relowner = pg_roles.oid ORDER BY 1) AS owned,
       ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid ORDER BY 1) AS member_of,
       session_user::text AS login
  FROM pg_roles
 WHERE rolname = ANY($1)";

/// Succeeds when every role exists, is weak, owns nothing and can be taken on by the login of `database`.
pub async fn check_privileges(database: &Database) -> Result<(), PrivilegeError> {
    let client = database.connector().client().await?;
    let problems = problems(&client).await?;
    if problems.is_empty() { Ok(()) } else { Err(PrivilegeError::Roles { problems }) }
}

async fn problems(client: &Client) -> Result<Vec<String>, ConnectError> {
    let version = roles::version(client).await?;
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let rows = client
        .query(SQL, &[&names, &roles::right_to_set(version)])
        .await
        .map_err(ConnectError::from)?;
    let mut problems = Vec::new();
    for role in Role::ALL {
        let row = rows
            .iter()
            .find(|row| row.try_get("rolname").is_ok_and(|name: &str| name == role.name()));
        match row {
            None => {
                problems.push(format!("{} does not exist: run `tenantry migrate`", role.name()));
            }
            Some(row) => {
                problems.extend(problems_of(role, row, version).map_err(ConnectError::from)?);
            }
        }
    }
    Ok(problems)
}

fn problems_of(role: Role, row: &Row, version: i32) -> Result<Vec<String>, tokio_postgres::Error> {
    let name = role.name();
    let mut problems = Vec::new();
    if row.try_get("rolsuper")? {
        problems.push(format!("{name} is a superuser: run ALTER ROLE {name} NOSUPERUSER;"));
    }
    if row.try_get("rolbypassrls")? {
        problems.push(format!(
            "{name} bypasses row level security: run ALTER ROLE {name} NOBYPASSRLS;"
        ));
    }
    if row.try_get("rolstrong")? {
        problems.push(format!(
            "{name} may log in, replicate, or make roles or databases: run ALTER ROLE {name} NOLOGIN NOREPLICATION NOCREATEROLE NOCREATEDB;"
        ));
    }
    if row.try_get("may_create")? {
        problems.push(format!(
            "{name} may create in the schema public: run REVOKE CREATE ON SCHEMA public FROM PUBLIC, {name};"
        ));
    }
    for table in row.try_get::<_, Vec<String>>("owned")? {
        problems.push(format!(
            "{name} owns {table}: give it to the login that migrates, with ALTER TABLE {table} OWNER TO …;"
        ));
    }
    for other in row.try_get::<_, Vec<String>>("member_of")? {
        problems.push(format!("{name} is a member of {other}: run REVOKE {other} FROM {name};"));
    }
    if !row.try_get::<_, bool>("may_set")? {
        let login: String = row.try_get("login")?;
        let grant = roles::grant(&[role], &login, version);
        problems.push(format!("the login {login} may not work as {name}: run {grant};"));
    }
    Ok(problems)
}
