//! What the tests share.

use std::sync::Arc;

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::Origin;
use tenantry_domain::id::UserId;
use tenantry_domain::page::PageRequest;
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::{Database, WorkError};
use tenantry_testkit::TestDatabase;
use tenantry_testkit::fixtures::{Fixtures, Home, fresh};

use crate::crowd;

/// A database with the way into it, and what fills it.
pub(crate) struct Stage {
    pub(crate) test: TestDatabase,
    pub(crate) database: Database,
    pub(crate) fixtures: Fixtures,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::of(TestDatabase::create().await)
    }

    pub(crate) fn of(test: TestDatabase) -> Self {
        let database = test.database();
        let fixtures = Fixtures::on(&database);
        Self { test, database, fixtures }
    }

    /// For many at once: none waits for a connection, all for each other.
    pub(crate) async fn for_crowds() -> Self {
        Self::for_a_crowd_of(25).await
    }

    pub(crate) async fn for_a_crowd_of(people: usize) -> Self {
        let test = TestDatabase::create().await;
        let database = test.database_of_size(people);
        crowd::open(&database, people).await;
        let fixtures = Fixtures::on(&database);
        Self { test, database, fixtures }
    }

    /// Another node's way into the same database, for so many at once.
    pub(crate) async fn another_for_a_crowd_of(&self, people: usize) -> Database {
        let database = self.test.database_of_size(people);
        crowd::open(&database, people).await;
        database
    }

    /// A connection of somebody who may do anything, and stays as long as the test likes.
    pub(crate) async fn connection(&self) -> tokio_postgres::Client {
        let (client, connection) =
            tokio_postgres::connect(self.test.url(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// Takes a person into a home's tenant.
    pub(crate) async fn joins(&self, user: UserId, home: &Home, role: &str) {
        let sql = format!(
            "INSERT INTO tenant_members (tenant_id, id, user_id, role, created_at) \
             VALUES ('{}', '{}', '{user}', '{role}', now())",
            home.tenant,
            fresh()
        );
        self.test.sql(&sql).await;
    }

    /// Takes a person who is in a home's tenant into its organization.
    pub(crate) async fn joins_organization(&self, user: UserId, home: &Home, role: &str) {
        let sql = format!(
            "INSERT INTO organization_members (tenant_id, id, organization_id, user_id, role, created_at) \
             VALUES ('{}', '{}', '{}', '{user}', '{role}', now())",
            home.tenant,
            fresh(),
            home.organization
        );
        self.test.sql(&sql).await;
    }

    /// The actions in the audit log, in the order in which they were written.
    pub(crate) async fn actions(&self) -> Vec<String> {
        self.test.sql("SELECT action FROM audit_events ORDER BY ctid").await
    }
}

/// Somebody who comes from a place of their own by this program.
pub(crate) fn origin(user_agent: &str) -> Arc<Origin> {
    Arc::new(Origin {
        ip: Some([192, 0, 2, 7].into()),
        user_agent: Some(user_agent.to_owned()),
        request_id: Some("request-1".to_owned()),
    })
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
struct Cell {
    #[diesel(sql_type = Text)]
    cell: String,
}

/// The answer of a query with one column named `cell`, in whatever scope the connection works.
pub(crate) async fn cells(
    connection: &mut AsyncPgConnection,
    sql: &str,
) -> Result<Vec<String>, WorkError<StoreError>> {
    let rows: Vec<Cell> = diesel::sql_query(sql).load(connection).await?;
    Ok(rows.into_iter().map(|row| row.cell).collect())
}

/// What the server said against a query.
pub(crate) fn refusal<T>(outcome: Result<T, WorkError<StoreError>>) -> String {
    match outcome {
        Ok(_) => panic!("nothing was refused"),
        Err(WorkError::Query(Error::DatabaseError(_, information))) => {
            information.message().to_owned()
        }
        Err(error) => panic!("no refusal: {error:?}"),
    }
}

pub(crate) fn page(page: u32, limit: u32) -> PageRequest {
    PageRequest::new(page, limit).unwrap()
}

pub(crate) fn is_unavailable<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Unavailable(_)))
}
