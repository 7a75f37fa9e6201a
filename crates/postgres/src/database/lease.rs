//! A connection while it is in use. It goes back into the pool only when the end of its transaction was seen.

use diesel::QueryResult;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager as _};
use tenantry_domain::store_error::StoreError;

use super::identity::Identity;
use super::work;

pub(super) struct Lease {
    /// Present until the end of the transaction was seen.
    object: Option<Object<AsyncPgConnection>>,
}

impl Lease {
    /// Opens a transaction and takes on the identity in one round trip.
    pub(super) async fn begin(
        object: Object<AsyncPgConnection>,
        identity: Identity,
    ) -> QueryResult<Self> {
        let mut lease = Self { object: Some(object) };
        let sql = format!("BEGIN; {}", identity.assume());
        AnsiTransactionManager::begin_transaction_sql(lease.connection(), &sql).await?;
        Ok(lease)
    }

    #[expect(clippy::expect_used, reason = "only what consumes the lease takes the connection out")]
    pub(super) fn connection(&mut self) -> &mut AsyncPgConnection {
        self.object.as_mut().expect("a lease has its connection")
    }

    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        AnsiTransactionManager::commit_transaction(self.connection())
            .await
            .map_err(work::commit_error)?;
        self.give_back();
        Ok(())
    }

    pub(super) async fn roll_back(mut self) -> QueryResult<()> {
        AnsiTransactionManager::rollback_transaction(self.connection()).await?;
        self.give_back();
        Ok(())
    }

    fn give_back(&mut self) {
        drop(self.object.take());
    }
}

impl Drop for Lease {
    /// A request was cancelled, the work panicked, or the server went: nobody may inherit what is open here.
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}
