use std::sync::Arc;

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::access::{Caller, Denied, OrganizationRole, ServiceCaller, TenantRole, Trail};
use crate::fixtures::{
    AuditLog, BY_KEY, ORGANIZATION, TENANT, USER, by_key, by_token, by_token_in, clock, homeless,
    in_tenant, outage, page, stranger, within,
};
use crate::id::{ServiceCredentialId, TenantId, UserId};
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
async fn a_tenants_key_reads_its_log_as_its_administrators_do() {
    let mut events = MockAuditStore::new();
    events
        .expect_list()
        .once()
        .withf(|scope, _, _| within(scope) == BY_KEY)
        .returning(|_, _, page| Ok(Page::empty(page)));
    assert!(service(events).list(&by_key(), AuditFilter::default(), page()).await.is_ok());
}

#[tokio::test]
async fn no_token_reads_the_log_whoevers_it_is() {
    let log = service(MockAuditStore::new());
    let refused = log.list(&by_token_in(ORGANIZATION), AuditFilter::default(), page()).await;
    let denied = matches!(refused, Err(AuditError::Denied(Denied::SessionRequired)));
    assert!(denied, "{refused:?}");
}

const OPERATION: &str = "PATCH /api/v1/orgs/{org_id}";

/// What the log tells of a refusal to whoever leaves this trail, in this tenant.
async fn told(trail: &Trail, tenant: Option<TenantId>) -> NewAuditEvent {
    let log = AuditLog::default();
    let service = AuditService::new(log.store(), clock());
    let operation = OPERATION.to_owned();
    service.record_refusal(trail, tenant, Some(ORGANIZATION), operation).await.unwrap();
    let events = log.events();
    let [event] = &events[..] else { panic!("{events:?}") };
    event.clone()
}

#[rstest]
#[case::a_session(Caller::clone(&stranger()), Some(USER))]
#[case::a_session_without_a_tenant(Caller::clone(&homeless()), Some(USER))]
#[case::a_token(by_token(OrganizationRole::Member), Some(USER))]
#[case::a_key_which_is_nobody(by_key(), None)]
#[tokio::test]
async fn a_refusal_tells_who_wanted_what_and_where(
    #[case] caller: Caller,
    #[case] user: Option<UserId>,
) {
    let expected = NewAuditEvent {
        tenant: caller.tenant(),
        user,
        organization: Some(ORGANIZATION),
        action: Action::RequestRefused,
        outcome: Outcome::Refused,
        target: Some(Target::Operation(OPERATION.to_owned())),
        trail: caller.trail().clone(),
    };
    assert!(expected.trail.actor.is_some());
    assert_eq!(told(caller.trail(), caller.tenant()).await, expected);
}

#[tokio::test]
async fn a_refusal_of_another_service_concerns_nobody_and_no_tenant() {
    let id = ServiceCredentialId::new(Uuid::from_u128(0xD1));
    let service = ServiceCaller::for_tests(id, Vec::new());
    let event = told(service.trail(), None).await;
    assert_eq!((event.tenant, event.user, event.trail.actor), (None, None, None));
    assert_eq!(event.trail.credential_id, Some(id.uuid()));
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut events = MockAuditStore::new();
    events.expect_record().returning(|_, _, _| Err(outage()));
    events.expect_list().returning(|_, _, _| Err(outage()));
    events.expect_list_own().returning(|_, _, _| Err(outage()));
    let log = service(events);
    let caller = in_tenant(TenantRole::Admin);
    let refusal = log.record_refusal(caller.trail(), Some(TENANT), None, OPERATION.into()).await;
    assert!(refusal.is_err());
    let listed = log.list(&caller, AuditFilter::default(), page()).await;
    assert!(matches!(listed, Err(AuditError::Store(_))), "{listed:?}");
    let own = log.list_own(&caller, AuditFilter::default(), page()).await;
    assert!(matches!(own, Err(AuditError::Store(_))), "{own:?}");
}

#[test]
fn no_two_actions_share_a_name() {
    let names: std::collections::HashSet<_> =
        Action::ALL.iter().map(|action| action.as_str()).collect();
    assert_eq!(names.len(), Action::ALL.len());
}
