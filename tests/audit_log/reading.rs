//! Who reads it, and how they find what they look for.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::offset;

use super::{LOG, OWN, entries, told};
use crate::fixtures::{joins_tenant, member_of, never_issued, seconds};

#[tokio::test]
async fn those_who_run_the_tenant_read_its_log_and_others_do_not() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.tenant().await;
    let member = member_of(&server, &tenant, "grace").await;
    member.get(LOG).await.refused(403, "forbidden");
    let homeless = server.signed_up("mary").await;
    homeless.get(LOG).await.refused(404, "not_found");
    server.get(LOG).await.refused(401, "unauthorized");
    server.get(OWN).await.refused(401, "unauthorized");

    let admin = server.signed_up("paul").await;
    joins_tenant(&server, &admin, &tenant, "ADMIN").await;
    let admin = admin.signs_in().await;
    assert_eq!(entries(&admin, LOG, &[]).await, entries(&ada, LOG, &[]).await);
    // Rights are read live.
    let lower =
        format!("UPDATE tenant_members SET role = 'MEMBER' WHERE user_id = '{}'", admin.id());
    server.sql(&lower).await;
    admin.get(LOG).await.refused(403, "forbidden");
}

#[tokio::test]
async fn another_tenants_entries_are_none() {
    let server = TestServer::start().await;
    let (ada, eve) = (server.owner("ada").await, server.owner("eve").await);
    let organization = ada.organization().await;
    ada.creates_project(&organization, "engine").await;
    let seen = entries(&eve, LOG, &[]).await;
    assert_eq!(told(&seen), ["tenant.create success"]);
    let of_ada = ada.id();
    for query in
        [("actor", of_ada.as_str()), ("org_id", &organization.id), ("actor", &never_issued())]
    {
        assert_eq!(entries(&eve, LOG, &[query]).await, Vec::<Value>::new(), "{query:?}");
    }
    for own in [entries(&eve, OWN, &[]).await, entries(&ada, OWN, &[]).await] {
        assert!(own.len() > 2, "{own:#?}");
    }
    let text = eve.get(OWN).await.text() + &eve.get(LOG).await.text();
    assert!(!text.contains(&ada.id()) && !text.contains(&organization.id), "{text}");
}

#[tokio::test]
async fn ones_own_are_those_of_all_tenants_and_of_none() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    grace.get(LOG).await.refused(403, "forbidden");
    let own = entries(&grace, OWN, &[]).await;
    let own = told(&own);
    for expected in ["user.sign_up success", "session.log_in success", "request.refuse refused"] {
        assert!(own.contains(&expected.to_owned()), "{expected} in {own:?}");
    }
    assert!(!own.contains(&"tenant.create success".to_owned()), "{own:?}");
}

#[tokio::test]
async fn filters_narrow_the_list_together() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let (first, second) = (ada.organization().await, ada.creates_organization("Second").await);
    let paul = server.signed_up("paul").await;
    joins_tenant(&server, &paul, &ada.tenant().await, "ADMIN").await;
    let paul = paul.signs_in().await;
    ada.creates_project(&first, "engine").await;
    ada.creates_project(&second, "engine").await;
    paul.creates_organization("Third").await;

    let all = entries(&ada, LOG, &[]).await;
    let (of_ada, of_paul) = (ada.id(), paul.id());
    let only = |keep: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        let kept: Vec<Value> = all.iter().filter(|entry| keep(entry)).cloned().collect();
        assert!(!kept.is_empty() && kept.len() < all.len(), "{kept:#?}");
        kept
    };
    assert_eq!(
        entries(&ada, LOG, &[("actor", &of_paul)]).await,
        only(&|entry| entry["actor"] == of_paul.as_str())
    );
    assert_eq!(
        entries(&ada, LOG, &[("action", "project.create")]).await,
        only(&|entry| entry["action"] == "project.create")
    );
    assert_eq!(
        entries(&ada, LOG, &[("org_id", &second.id)]).await,
        only(&|entry| entry["org_id"] == second.id.as_str())
    );
    let middle = all[3]["at"].as_str().unwrap();
    let at = |entry: &Value| {
        let text = entry["at"].as_str().unwrap().to_owned();
        OffsetDateTime::parse(&text, &Rfc3339).unwrap()
    };
    let moment = at(&all[3]);
    assert_eq!(entries(&ada, LOG, &[("from", middle)]).await, only(&|entry| at(entry) >= moment));
    assert_eq!(entries(&ada, LOG, &[("to", middle)]).await, only(&|entry| at(entry) < moment));
    let elsewhere = moment.to_offset(offset!(+05:30)).format(&Rfc3339).unwrap();
    assert_eq!(
        entries(&ada, LOG, &[("from", &elsewhere)]).await,
        entries(&ada, LOG, &[("from", middle)]).await
    );
    let together =
        [("actor", of_ada.as_str()), ("action", "project.create"), ("org_id", &first.id)];
    assert_eq!(entries(&ada, LOG, &together).await.len(), 1);
    assert_eq!(entries(&ada, LOG, &[("action", "never.heard_of")]).await, Vec::<Value>::new());
    assert_eq!(entries(&ada, OWN, &[("action", "project.create")]).await.len(), 2);
}

#[tokio::test]
async fn what_is_no_filter_is_blamed() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    for path in [LOG, OWN] {
        for (name, value) in [
            ("actor", "ada"),
            ("actor", ""),
            ("org_id", "' OR 1=1 --"),
            ("action", "Project Create"),
            ("from", "yesterday"),
            ("to", "2026-13-01T00:00:00Z"),
            ("page", "0"),
            ("limit", "101"),
        ] {
            ada.get(path).query(&[(name, value)]).await.blames(&[name]);
        }
    }
}

#[tokio::test]
async fn pages_have_all_of_them_once_the_newest_first() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    for number in 0..5 {
        ada.creates_project(&organization, &format!("engine {number}")).await;
    }
    let all = entries(&ada, LOG, &[]).await;
    assert_eq!(all.len(), 6);
    let mut paged = Vec::new();
    for page in ["1", "2", "3"] {
        let shown = ada.get(LOG).query(&[("page", page), ("limit", "2")]).await.ok(200);
        assert_eq!(
            shown["pagination"],
            json!({
                "total_items": 6, "total_pages": 3,
                "current_page": page.parse::<u32>().unwrap(), "items_per_page": 2
            })
        );
        paged.extend(shown["data"].as_array().unwrap().clone());
    }
    assert_eq!(paged, all);
    let times: Vec<i64> = all.iter().map(|entry| seconds(&entry["at"])).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    assert_eq!(ada.get(LOG).await.ok(200)["pagination"]["items_per_page"], 20);
}

#[tokio::test]
async fn nobody_changes_or_removes_an_entry() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let before = entries(&ada, LOG, &[]).await;
    let roles = [
        "tenantry_base",
        "tenantry_tenant",
        "tenantry_user",
        "tenantry_directory",
        "tenantry_system",
    ];
    for role in roles {
        for statement in [
            "UPDATE audit_events SET outcome = 'success'",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
            "ALTER TABLE audit_events DISABLE ROW LEVEL SECURITY",
            "DROP TABLE audit_events",
        ] {
            let refused = server.sql_fails(&format!("SET ROLE {role}; {statement}")).await;
            assert!(
                refused.contains("permission denied") || refused.contains("must be owner"),
                "{role}: {statement}: {refused}"
            );
        }
    }
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        ada.request(method, LOG).await.refused(405, "method_not_allowed");
        ada.request(method, OWN).await.refused(405, "method_not_allowed");
    }
    assert_eq!(entries(&ada, LOG, &[]).await, before);
}
