//! The port [`ChangeLog`].

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::change::{Change, ChangeLog, Reading, Subject};
use tenantry_domain::id::{OrganizationId, ProjectId, SessionId, TenantId, UserId};
use tenantry_domain::store_error::StoreError;
use tokio::sync::{Mutex, Notify};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

use super::connection::listen;
use crate::connect::ConnectError;
use crate::database::Database;

/// How long a reading may take before its connection is given up.
const PATIENCE: Duration = Duration::from_secs(1);

/// The row of no change tells how far the reading goes, and by which server's numbers, also when there is nothing new.
const READ: &str = "\
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, changes.id, changes.kind, changes.subject::text, \
           (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint \
      FROM (VALUES (1)) AS reading (one) LEFT JOIN changes ON changes.xid >= $1";

/// A place in the log: the connection that it was read by, and from which transaction on there may be something new, by the numbers of the
/// server that started at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChangeCursor {
    connection: u64,
    server: i64,
    xid: i64,
}

impl ChangeCursor {
    /// Where a reading by this connection ended.
    fn behind(connection: u64, rows: &[Row]) -> Result<Self, StoreError> {
        let missing = || StoreError::failed("the log of changes has no end");
        let first = rows.first().ok_or_else(missing)?;
        let xid = first.try_get(0).map_err(StoreError::failed)?;
        let server = first.try_get(4).map_err(StoreError::failed)?;
        Ok(Self { connection, server, xid })
    }

    /// Whether both count by the same numbers.
    fn is_of_the_same_log(&self, other: &Self) -> bool {
        (self.connection, self.server) == (other.connection, other.server)
    }
}

struct Reader {
    client: Client,
    read: Statement,
    number: u64,
}

/// Reads the log of changes of one database.
pub struct PostgresChangeLog {
    database: Database,
    bell: Arc<Notify>,
    reader: Mutex<(Option<Reader>, u64)>,
}

impl PostgresChangeLog {
    /// The log of this database. Nothing is connected before it is read.
    pub fn new(database: Database) -> Self {
        Self { database, bell: Arc::default(), reader: Mutex::default() }
    }

    /// Reads by the connection at hand, or by a new one where there is none. Whatever fails ends the connection.
    async fn rows(&self, from: impl Fn(u64) -> i64 + Send) -> Result<(u64, Vec<Row>), StoreError> {
        let mut place = self.reader.lock().await;
        let (reader, opened) = &mut *place;
        // Taken out meanwhile: a reading that is dropped half-way leaves a connection that nobody knows the state of.
        let current = if let Some(current) = reader.take() {
            current
        } else {
            *opened += 1;
            self.open(*opened).await?
        };
        let from = from(current.number);
        let from: [&(dyn ToSql + Sync); 1] = [&from];
        let reading = current.client.query(&current.read, &from);
        let rows = tokio::time::timeout(PATIENCE, reading)
            .await
            .map_err(StoreError::unavailable)?
            .map_err(StoreError::unavailable)?;
        let number = current.number;
        *reader = Some(current);
        Ok((number, rows))
    }

    async fn open(&self, number: u64) -> Result<Reader, StoreError> {
        let opening = async {
            let client = listen(self.database.connector(), &self.bell).await?;
            let read = client.prepare(READ).await?;
            Ok::<_, ConnectError>(Reader { client, read, number })
        };
        tokio::time::timeout(PATIENCE * 2, opening)
            .await
            .map_err(StoreError::unavailable)?
            .map_err(StoreError::unavailable)
    }
}

#[async_trait]
impl ChangeLog for PostgresChangeLog {
    type Cursor = ChangeCursor;

    async fn end(&self) -> Result<ChangeCursor, StoreError> {
        let (connection, rows) = self.rows(|_| i64::MAX).await?;
        ChangeCursor::behind(connection, &rows)
    }

    /// After a connection was lost the server may be another one, a standby that took over, so the log is a new one. So it is where whatever
    /// lies between kept the connection and changed the server behind it.
    async fn read(
        &self,
        after: &ChangeCursor,
    ) -> Result<Option<Reading<ChangeCursor>>, StoreError> {
        let after = *after;
        let from = move |number| if number == after.connection { after.xid } else { i64::MAX };
        let (connection, rows) = self.rows(from).await?;
        let next = ChangeCursor::behind(connection, &rows)?;
        if !next.is_of_the_same_log(&after) {
            return Ok(None);
        }
        let changes: Result<_, _> = rows.iter().filter_map(|row| change(row).transpose()).collect();
        Ok(Some(Reading { changes: changes?, next }))
    }

    async fn woken(&self) {
        self.bell.notified().await;
    }
}

fn change(row: &Row) -> Result<Option<(u64, Change)>, StoreError> {
    let Some(id): Option<i64> = row.try_get(1).map_err(StoreError::failed)? else {
        return Ok(None);
    };
    let kind: &str = row.try_get(2).map_err(StoreError::failed)?;
    let subject: Option<&str> = row.try_get(3).map_err(StoreError::failed)?;
    let subject = subject.map(Uuid::try_parse).transpose().map_err(StoreError::failed)?;
    let change = match (kind, subject) {
        ("new_credential", _) => Change::NewCredential,
        ("tenant", Some(id)) => Change::To(Subject::Tenant(TenantId::new(id))),
        ("organization", Some(id)) => Change::To(Subject::Organization(OrganizationId::new(id))),
        ("project", Some(id)) => Change::To(Subject::Project(ProjectId::new(id))),
        ("user", Some(id)) => Change::To(Subject::User(UserId::new(id))),
        ("session", Some(id)) => Change::To(Subject::Session(SessionId::new(id))),
        ("credential", Some(id)) => Change::To(Subject::Credential(id)),
        // Told by a newer build: what it means is not known here, so nothing that is remembered can be trusted.
        _ => Change::Everything,
    };
    Ok(Some((u64::try_from(id).map_err(StoreError::failed)?, change)))
}
