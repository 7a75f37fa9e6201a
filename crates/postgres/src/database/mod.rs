//! The one way into the database. The pool is private to this module; every query runs in a transaction that belongs to a
//! scope, and so to a role that row level security binds.

mod identity;
mod lease;
mod pool;
mod work;

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::FutureExt as _;
use tenantry_domain::access::{ServiceScope, SystemScope, TenantScope, UserScope};
use tenantry_domain::store_error::StoreError;

use crate::connect::{Connector, InvalidSettings};
use crate::settings::DatabaseSettings;
use identity::Identity;
use lease::Lease;
use pool::{Object, Pool, Purpose};

pub(crate) use identity::{enter_directory, enter_system, enter_tenant, enter_user};
pub use work::{Work, WorkError};

/// The database.
#[derive(Clone)]
pub struct Database {
    work: Pool,
    look_ups: Pool,
    connector: Connector,
}

impl Database {
    /// The database at this address. Nothing is connected before it is used.
    pub fn open(settings: &DatabaseSettings) -> Result<Self, InvalidSettings> {
        let connector = Connector::new(&settings.url, settings.ca_file.as_deref())?;
        let work = pool::open(&connector, Purpose::Work, settings.pool_size)?;
        let look_ups = pool::open(&connector, Purpose::LookUp, settings.look_ups())?;
        Ok(Self { work, look_ups, connector })
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

    /// Asks one question within the scope's tenant, in a transaction of its own and most often in one round trip. `question` names it:
    /// under one name there are always the same statements.
    pub(crate) async fn ask_in_tenant<T, F>(
        &self,
        scope: &TenantScope,
        question: &'static str,
        ask: F,
    ) -> Result<T, StoreError>
    where
        for<'c> F: AsyncFnOnce(&'c AsyncPgConnection) -> QueryResult<T>
            + Work<&'c AsyncPgConnection, QueryResult<T>, Fut: Send>
            + Clone
            + Send,
        T: Send,
    {
        self.ask(Identity::Tenant(scope.tenant()), question, ask).await
    }

    /// Asks one question about the scope's person's own rows, as [`Self::ask_in_tenant`] does within a tenant.
    pub(crate) async fn ask_in_user<T, F>(
        &self,
        scope: &UserScope,
        question: &'static str,
        ask: F,
    ) -> Result<T, StoreError>
    where
        for<'c> F: AsyncFnOnce(&'c AsyncPgConnection) -> QueryResult<T>
            + Work<&'c AsyncPgConnection, QueryResult<T>, Fut: Send>
            + Clone
            + Send,
        T: Send,
    {
        self.ask(Identity::User(scope.user()), question, ask).await
    }

    /// Asks one question of what authentication may read, in one statement.
    pub(crate) async fn look_up<T, F>(&self, ask: F) -> Result<T, StoreError>
    where
        for<'c> F: AsyncFnOnce(&'c mut AsyncPgConnection) -> QueryResult<T>
            + Work<&'c mut AsyncPgConnection, QueryResult<T>, Fut: Send>
            + Clone
            + Send,
        T: Send,
    {
        within_the_deadline(async {
            loop {
                let (object, is_fresh) = taken(&self.look_ups).await?;
                let mut lease = Lease::of(object);
                match ask.clone()(lease.connection()).await {
                    Ok(value) => {
                        lease.give_back();
                        return Ok(value);
                    }
                    Err(error) if is_fresh || !lease.is_broken() => {
                        return Err(work::store_error(error));
                    }
                    Err(error) => tracing::debug!(%error, "a pooled connection was dead"),
                }
            }
        })
        .await
    }

    /// Reads what authentication needs before it knows whose rows these are, in one transaction that goes on in another scope.
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
        within_the_deadline(unit).await
    }

    async fn ask<T, F>(
        &self,
        identity: Identity,
        question: &'static str,
        ask: F,
    ) -> Result<T, StoreError>
    where
        for<'c> F: AsyncFnOnce(&'c AsyncPgConnection) -> QueryResult<T>
            + Work<&'c AsyncPgConnection, QueryResult<T>, Fut: Send>
            + Clone
            + Send,
        T: Send,
    {
        within_the_deadline(async {
            loop {
                let (object, is_fresh) = taken(&self.work).await?;
                let mut lease = Lease::of(object);
                match lease.ask(identity, question, ask.clone()).await {
                    Ok(answer) => return answer.map_err(work::store_error),
                    Err(error) if is_fresh => return Err(work::store_error(error)),
                    Err(error) => tracing::debug!(%error, "a pooled connection was dead"),
                }
            }
        })
        .await
    }

    /// Begins a transaction under this identity. A connection from the pool may have died there, which its first use shows;
    /// nothing has run by then, so the next one is tried. What a fresh connection says is final.
    async fn begin(&self, identity: Identity) -> Result<Lease, StoreError> {
        loop {
            let (object, is_fresh) = taken(&self.work).await?;
            match Lease::begin(object, identity).await {
                Ok(lease) => return Ok(lease),
                Err(error) if is_fresh => return Err(work::store_error(error)),
                Err(error) => tracing::debug!(%error, "a pooled connection was dead"),
            }
        }
    }
}

/// One of the pool's connections, and whether it was just made.
async fn taken(pool: &Pool) -> Result<(Object, bool), StoreError> {
    let object = pool.get().await.map_err(StoreError::unavailable)?;
    let is_fresh = Object::metrics(&object).recycle_count == 0;
    Ok((object, is_fresh))
}

/// No unit of work and no question takes longer than whoever asked may wait.
pub(crate) fn within_the_deadline<T, E: From<StoreError>>(
    unit: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, E>> {
    // Not `async`, which would keep the unit twice.
    tenantry_patience::wait(unit).map(|outcome| {
        outcome.unwrap_or_else(|impatient| Err(StoreError::unavailable(impatient).into()))
    })
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Database")
    }
}
