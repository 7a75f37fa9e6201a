use std::sync::Arc;

use super::*;
use crate::access::{Denied, TenantRole};
use crate::fixtures::{
    NOW, ORGANIZATION, TENANT, USER, clock, homeless, in_tenant, page, stranger,
};
use crate::page::Page;

fn service(events: MockAuditStore) -> AuditService {
    AuditService::new(Arc::new(events), clock())
}

#[tokio::test]
async fn those_who_run_the_tenant_read_its_log() {
    for role in [TenantRole::Admin, TenantRole::SuperAdmin] {
        let mut events = MockAuditStore::new();
        events
            .expect_list()
            .withf(|scope, filter, _| {
                scope.tenant() == TENANT && filter.action.as_deref() == Some("project.create")
            })
            .returning(|_, _, page| Ok(Page::empty(page)));
        let filter = AuditFilter { action: Some("project.create".into()), ..Default::default() };
        assert!(service(events).list(&in_tenant(role), filter, page()).await.is_ok());
    }
}

#[tokio::test]
async fn its_other_members_and_strangers_do_not() {
    let log = service(MockAuditStore::new());
    let refused = log.list(&stranger(), AuditFilter::default(), page()).await;
    assert!(matches!(refused, Err(AuditError::Denied(Denied::Forbidden))));
    let refused = log.list(&homeless(), AuditFilter::default(), page()).await;
    assert!(matches!(refused, Err(AuditError::Denied(Denied::NotFound))));
}

#[tokio::test]
async fn everybody_reads_what_concerns_themselves() {
    let mut events = MockAuditStore::new();
    events
        .expect_list_own()
        .withf(|scope, _, _| scope.user() == USER)
        .returning(|_, _, page| Ok(Page::empty(page)));
    assert!(service(events).list_own(&homeless(), AuditFilter::default(), page()).await.is_ok());
}

#[tokio::test]
async fn a_refusal_tells_who_wanted_what_and_where() {
    let mut events = MockAuditStore::new();
    events
        .expect_record()
        .once()
        .withf(|_, event, at| {
            event.tenant == Some(TENANT)
                && event.user == Some(USER)
                && event.trail.actor == Some(USER)
                && event.organization == Some(ORGANIZATION)
                && event.outcome == Outcome::Refused
                && event.target == Some(Target::Operation("PATCH /api/v1/orgs/{org_id}".into()))
                && *at == NOW
        })
        .returning(|_, _, _| Ok(()));
    let operation = "PATCH /api/v1/orgs/{org_id}".to_owned();
    service(events).record_refusal(&stranger(), Some(ORGANIZATION), operation).await.unwrap();
}

#[test]
fn no_two_actions_share_a_name() {
    let names: std::collections::HashSet<_> =
        Action::ALL.iter().map(|action| action.as_str()).collect();
    assert_eq!(names.len(), Action::ALL.len());
}
