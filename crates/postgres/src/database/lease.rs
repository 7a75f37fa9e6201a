//! A connection while it is in use. It goes back into the pool only when the end of its transaction was seen.

use diesel::QueryResult;
use diesel_async::pooled_connection::PoolableConnection as _;
use diesel_async::{
    AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection as _, TransactionManager as _,
};
use futures_util::future::{join, join3};
use tenantry_domain::store_error::StoreError;

use super::identity::Identity;
use super::pool::{Connection, Object};
use super::work::{self, Work};

pub(super) struct Lease {
    /// Present until the end of the transaction was seen.
    object: Option<Object>,
}

impl Lease {
    pub(super) const fn of(object: Object) -> Self {
        Self { object: Some(object) }
    }

    /// Opens a transaction and takes on the identity in one round trip.
    pub(super) async fn begin(object: Object, identity: Identity) -> QueryResult<Self> {
        let mut lease = Self::of(object);
        let sql = begin_as(identity);
        AnsiTransactionManager::begin_transaction_sql(lease.connection(), &sql).await?;
        Ok(lease)
    }

    /// Asks in a transaction of its own under this identity. Beginning and question are sent together, and once the question's
    /// statement is prepared the end is too: one round trip. A beginning that fails comes alone, for another connection may do.
    pub(super) async fn ask<T, F>(
        &mut self,
        identity: Identity,
        question: &'static str,
        ask: F,
    ) -> QueryResult<QueryResult<T>>
    where
        for<'c> F: AsyncFnOnce(&'c AsyncPgConnection) -> QueryResult<T>
            + Work<&'c AsyncPgConnection, QueryResult<T>, Fut: Send>
            + Send,
        T: Send,
    {
        let Connection { diesel, prepared } = self.leased();
        let opening = begin_as(identity);
        let shared = &*diesel;
        let (mut first, mut last) = (shared, shared);
        // What is sent before the statement is prepared would overtake it. The polls must follow this order to the end, so nothing
        // in between may be made to wait for its turn.
        let (begun, answer, ended) = if prepared.contains(question) {
            let all =
                join3(first.batch_execute(&opening), ask(shared), last.batch_execute("COMMIT"));
            tokio::task::coop::unconstrained(all).await
        } else {
            let (begun, answer) = join(first.batch_execute(&opening), ask(shared)).await;
            (begun, answer, last.batch_execute("COMMIT").await)
        };
        begun?;
        if answer.is_ok() {
            prepared.insert(question);
        }
        ended?;
        self.give_back();
        Ok(answer)
    }

    #[expect(clippy::expect_used, reason = "only what ends the lease takes the connection out")]
    fn leased(&mut self) -> &mut Connection {
        self.object.as_mut().expect("a lease has its connection")
    }

    pub(super) fn connection(&mut self) -> &mut AsyncPgConnection {
        &mut self.leased().diesel
    }

    /// Whether the connection itself is gone, so that another one may do.
    pub(super) fn is_broken(&mut self) -> bool {
        self.connection().is_broken()
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

    /// Nothing is open on the connection, and no answer outstanding.
    pub(super) fn give_back(&mut self) {
        drop(self.object.take());
    }
}

fn begin_as(identity: Identity) -> String {
    format!("BEGIN; {}", identity.assume())
}

impl Drop for Lease {
    /// A request was cancelled, the work panicked, or the server went: nobody may inherit what is open here.
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}
