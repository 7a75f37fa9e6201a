//! The port [`Readiness`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::readiness::Readiness;
use tenantry_domain::store_error::StoreError;

use crate::database::Database;
use crate::migrate::known_versions;

const SCOPE: SystemScope = SystemScope::for_job("readiness");

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Not every migration of this build has run.
#[derive(Debug, thiserror::Error)]
#[error("migrations are pending: {}", .versions.join(", "))]
struct Pending {
    versions: Vec<String>,
}

/// Looks whether the database answers and is migrated.
#[derive(Clone, Debug)]
pub struct PostgresReadiness {
    database: Database,
    known: Vec<String>,
}

impl PostgresReadiness {
    /// A look at this database.
    pub fn new(database: Database) -> Self {
        Self { database, known: known_versions() }
    }

    /// The migrations of this build that have not run.
    pub async fn pending(&self) -> Result<Vec<String>, StoreError> {
        let run: Vec<String> = self
            .database
            .in_system(&SCOPE, async |connection| {
                Ok::<_, crate::WorkError<StoreError>>(
                    __diesel_schema_migrations::table
                        .select(__diesel_schema_migrations::version)
                        .load(connection)
                        .await?,
                )
            })
            .await?;
        Ok(self.known.iter().filter(|version| !run.contains(version)).cloned().collect())
    }
}

#[async_trait]
impl Readiness for PostgresReadiness {
    async fn check(&self) -> Result<(), StoreError> {
        // Newer ones than this build knows are no obstacle: nodes are replaced one by one, and a migration only adds to
        // what the version before it needs.
        let versions = self.pending().await?;
        if versions.is_empty() {
            Ok(())
        } else {
            Err(StoreError::unavailable(Pending { versions }))
        }
    }
}
