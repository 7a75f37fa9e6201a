//! Deleting keys.

use tenantry_testkit::Requests as _;

use super::server_and_project;
use crate::fixtures::{joins_project, member_of, never_issued};

#[tokio::test]
async fn deleting_one_is_for_good() {
    let (server, ada, project) = server_and_project().await;
    let key = ada.creates_api_key(&project, "ci").await;
    let deleted = ada.delete(&key.path()).await;
    assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
    ada.delete(&key.path()).await.refused(404, "not_found");
    let unknown = project.path(&format!("/api-keys/{}", never_issued()));
    ada.delete(&unknown).await.refused(404, "not_found");
    for id in ["1", "x", "null", "sk-nc-x"] {
        ada.delete(&project.path(&format!("/api-keys/{id}"))).await.blames(&["api_key_id"]);
    }
    let page = ada.get(&project.path("/api-keys")).await.ok(200);
    assert_eq!(page["pagination"]["total_items"], 0);
    let kept = format!("SELECT deleted_at IS NOT NULL FROM api_keys WHERE id = '{}'", key.id);
    assert_eq!(server.sql(&kept).await, ["t"]);
}

#[tokio::test]
async fn a_member_deletes_their_own_a_projects_administrator_any() {
    let (server, ada, project) = server_and_project().await;
    let tenant = ada.tenant().await;
    let grace = member_of(&server, &tenant, "grace").await;
    let mary = member_of(&server, &tenant, "mary").await;
    joins_project(&server, &grace, &project, "member").await;
    joins_project(&server, &mary, &project, "admin").await;
    let (of_ada, of_grace) = (
        ada.creates_api_key(&project, "ada's").await,
        grace.creates_api_key(&project, "grace's").await,
    );

    grace.delete(&of_ada.path()).await.refused(403, "forbidden");
    grace.deletes(&of_grace).await;
    let of_grace = grace.creates_api_key(&project, "grace's").await;
    mary.deletes(&of_grace).await;
    mary.deletes(&of_ada).await;
}
