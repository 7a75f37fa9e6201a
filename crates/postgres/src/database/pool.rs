//! Where connections come from, and what every one of them does first.

use std::collections::HashSet;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::PoolableConnection as _;

use crate::connect::{Connector, InvalidSettings};

/// How long to wait for one of the pool's connections to be free: short enough that the refusal is sent within a second.
const WAIT: Duration = Duration::from_millis(800);
/// How long a new connection may take.
const CONNECT: Duration = Duration::from_secs(2);

/// What a connection is for, and so what its role is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// Units of work. Outside of one the role has no right on any table, whatever the login has, so that a query outside of a scope
    /// fails.
    Work,
    /// Look-ups of what is presented, which need no scope: the role reads what authentication needs and nothing else, and no unit of
    /// work ever gets such a connection.
    LookUp,
}

impl Purpose {
    /// The time-outs end what a node left behind that died or gave up.
    const fn setup(self) -> &'static str {
        macro_rules! as_role {
            ($role:literal) => {
                concat!(
                    "SET ROLE ",
                    $role,
                    "; SET search_path TO public, pg_temp; SET statement_timeout TO '3s'; SET lock_timeout TO '3s'; \
                     SET idle_in_transaction_session_timeout TO '5s'"
                )
            };
        }
        match self {
            Self::Work => as_role!("tenantry_base"),
            Self::LookUp => as_role!("tenantry_directory"),
        }
    }
}

/// A connection, and what it knows.
pub(super) struct Connection {
    pub(super) diesel: AsyncPgConnection,
    /// The questions whose statements are prepared on it.
    pub(super) prepared: HashSet<&'static str>,
}

pub(super) struct Connections {
    connector: Connector,
    purpose: Purpose,
}

pub(super) type Pool = managed::Pool<Connections>;
pub(super) type Object = managed::Object<Connections>;

impl managed::Manager for Connections {
    type Type = Connection;
    type Error = ConnectionError;

    async fn create(&self) -> Result<Connection, ConnectionError> {
        let diesel = self.connector.connection(self.purpose.setup()).await?;
        Ok(Connection { diesel, prepared: HashSet::new() })
    }

    async fn recycle(
        &self,
        connection: &mut Connection,
        _: &Metrics,
    ) -> RecycleResult<ConnectionError> {
        if connection.diesel.is_broken() {
            return Err(RecycleError::message("it is broken"));
        }
        Ok(())
    }
}

/// A pool of at most so many connections. None is made before it is used.
pub(super) fn open(
    connector: &Connector,
    purpose: Purpose,
    most: usize,
) -> Result<Pool, InvalidSettings> {
    let connections = Connections { connector: connector.clone(), purpose };
    let pool = Pool::builder(connections)
        .max_size(most)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(CONNECT))
        .runtime(Runtime::Tokio1)
        .build()?;
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Role;

    #[test]
    fn a_connection_is_never_more_than_its_purpose_needs() {
        assert!(Purpose::Work.setup().starts_with(&format!("SET ROLE {};", Role::Base.name())));
        let look_up = format!("SET ROLE {};", Role::Directory.name());
        assert!(Purpose::LookUp.setup().starts_with(&look_up));
    }
}
