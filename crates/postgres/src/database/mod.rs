//! The one way into the database. The pool is private to this module; every query runs in a transaction that belongs to a
//! scope, and so to a role that row level security binds.

mod identity;
mod lease;
mod work;

use std::time::Duration;

use deadpool::Runtime;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use futures_util::FutureExt as _;
use tenantry_domain::access::{ServiceScope, SystemScope, TenantScope, UserScope};
use tenantry_domain::store_error::StoreError;

use crate::connect::{Connector, InvalidSettings};
use crate::settings::DatabaseSettings;
use identity::Identity;
use lease::Lease;

pub(crate) use identity::{enter_directory, enter_system, enter_tenant, enter_user};
pub use work::{Work, WorkError};

/// How long a unit of work may take in all, so that a database that is gone or frozen is noticed within three seconds.
const DEADLINE: Duration = Duration::from_millis(2500);
/// How long to wait for one of the pool's connections to be free.
const WAIT: Duration = Duration::from_secs(1);
/// How long a new connection may take.
const CONNECT: Duration = Duration::from_secs(2);

/// What every connection does first. The role has no right on any table, whatever the login has, so that a query outside of
/// a scope fails; the time-outs end what a node left behind that died or gave up.
const SETUP: &str = "SET ROLE tenantry_base; \
     SET search_path TO public, pg_temp; \
     SET statement_timeout TO '3s'; \
     SET lock_timeout TO '3s'; \
     SET idle_in_transaction_session_timeout TO '5s'";

/// The database.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    connector: Connector,
}

impl Database {
    /// The database at this address. Nothing is connected before it is used.
    pub fn open(settings: &DatabaseSettings) -> Result<Self, InvalidSettings> {
        let connector = Connector::new(&settings.url, settings.ca_file.as_deref())?;
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        let connections = connector.clone();
        config.custom_setup = Box::new(move |_| {
            let connector = connections.clone();
            async move { connector.connection(SETUP).await }.boxed()
        });
        // The connector knows the address; the manager would only keep a copy of the password.
        let manager = AsyncDieselConnectionManager::new_with_config("", config);
        let pool = Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .build()?;
        Ok(Self { pool, connector })
    }

    pub(crate) const fn connector(&self) -> &Connector {
        &self.connector
    }

    /// Works within the scope's tenant, in one transaction: nothing of another is there.
    pub async fn in_tenant<T, E, F>(&self, scope: &TenantScope, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        self.transact(Identity::Tenant(scope.tenant()), work).await
    }

    /// Works with the scope's person's own rows, whatever tenant they lie in, in one transaction.
    pub async fn in_user<T, E, F>(&self, scope: &UserScope, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        self.transact(Identity::User(scope.user()), work).await
    }

    /// Works for the installation itself, in one transaction.
    pub async fn in_system<T, E, F>(&self, scope: &SystemScope, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        tracing::trace!(job = scope.job(), "working for the installation");
        self.transact(Identity::System, work).await
    }

    /// Does what another service was let do, for whichever tenant that is, in one transaction. Row level security binds it as it
    /// binds the installation itself.
    pub(crate) async fn in_service<T, E, F>(&self, scope: &ServiceScope, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        tracing::trace!(right = scope.right().as_str(), "working for another service");
        self.transact(Identity::System, work).await
    }

    /// Reads what authentication needs before it knows whose rows these are, in one transaction.
    pub(crate) async fn in_directory<T, E, F>(&self, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        self.transact(Identity::Directory, work).await
    }

    async fn transact<T, E, F>(&self, identity: Identity, work: F) -> Result<T, E>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> Result<T, WorkError<E>>
            + Work<&'c mut AsyncPgConnection, Result<T, WorkError<E>>, Fut: Send>
            + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        let unit = async {
            let mut lease = self.begin(identity).await?;
            match work(lease.connection()).await {
                Ok(value) => {
                    lease.commit().await?;
                    Ok(value)
                }
                Err(error) => Err(error.settle(lease.roll_back().await)),
            }
        };
        match tokio::time::timeout(DEADLINE, unit).await {
            Ok(outcome) => outcome,
            Err(elapsed) => Err(StoreError::unavailable(elapsed).into()),
        }
    }

    /// Begins a transaction under this identity. A connection from the pool may have died there, which its first use shows;
    /// nothing has run by then, so the next one is tried. What a fresh connection says is final.
    async fn begin(&self, identity: Identity) -> Result<Lease, StoreError> {
        loop {
            let object = self.pool.get().await.map_err(StoreError::unavailable)?;
            let is_fresh = Object::metrics(&object).recycle_count == 0;
            match Lease::begin(object, identity).await {
                Ok(lease) => return Ok(lease),
                Err(error) if is_fresh => return Err(work::store_error(error)),
                Err(error) => tracing::debug!(%error, "a pooled connection was dead"),
            }
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Database")
    }
}
