//! What was suspended by a file of what has ended, and opened again since.

use tenantry_domain::restore::{Counts, Ending, EndingKind};
use tenantry_testkit::fixtures::now;
use time::{Duration, OffsetDateTime};

use crate::restore::{counts, end};
use crate::support::Stage;

/// What becomes of the only one there is, which is said to have been seen closed at this moment.
async fn closed_again(
    stage: &Stage,
    kind: EndingKind,
    table: &str,
    seen: OffsetDateTime,
) -> Counts {
    let tenant = if kind.lies_in_a_tenant() { "tenant_id" } else { "NULL" };
    let named = format!("SELECT coalesce({tenant}::text, '') || ' ' || id FROM {table}");
    let named = stage.test.sql(&named).await.remove(0);
    let (tenant, id) = named.split_once(' ').unwrap();
    let (tenant, id) = (tenant.parse().ok(), id.parse().unwrap());
    end(stage, kind, &[Ending { kind, tenant, id, at: seen }]).await
}

#[tokio::test]
async fn what_was_opened_again_after_it_was_seen_closed_stays_open() {
    let stage = Stage::new().await;
    stage.fixtures.home("ada").await;
    for (kind, table) in [
        (EndingKind::UserSuspended, "users"),
        (EndingKind::OrganizationSuspended, "organizations"),
        (EndingKind::TenantSuspended, "tenants"),
    ] {
        let becomes = async |status: &str, at: OffsetDateTime| {
            let set = format!(
                "UPDATE {table} SET status = '{status}', updated_at = to_timestamp({})",
                at.unix_timestamp()
            );
            stage.test.sql(&set).await;
        };
        let start = now();
        becomes("suspended", start).await;
        becomes("active", start + Duration::MINUTE).await;
        // Another change has nothing to do with it.
        becomes("active", start + Duration::HOUR).await;
        let before = closed_again(&stage, kind, table, start + Duration::SECOND).await;
        assert_eq!(before, counts(0, 1, 0), "{kind:?}");
        assert_eq!(stage.rows(&format!("{table} WHERE status = 'active'")).await, "1", "{kind:?}");
        let after = closed_again(&stage, kind, table, start + Duration::MINUTE * 2).await;
        assert_eq!(after, counts(1, 0, 0), "{kind:?}");
        // By hand, without a word of when.
        stage.test.sql(&format!("UPDATE {table} SET status = 'active'")).await;
        assert_eq!(closed_again(&stage, kind, table, start).await, counts(0, 1, 0), "{kind:?}");
    }
}
