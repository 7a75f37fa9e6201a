//! The audit log: what it tells, to whom, and that nobody changes it.

mod entries;
mod reading;
mod tenant_affairs;

use serde_json::Value;
use tenantry_testkit::{Person, Requests as _};

const LOG: &str = "/api/v1/audit-events";
const OWN: &str = "/api/v1/users/me/events";

/// The entries of a list behind a query, the newest first.
async fn entries(reader: &Person, path: &str, query: &[(&str, &str)]) -> Vec<Value> {
    let page = reader.get(path).query(query).query(&[("limit", "100")]).await.ok(200);
    let entries = page["data"].as_array().unwrap().clone();
    assert_eq!(page["pagination"]["total_items"], entries.len());
    entries
}

/// The one entry of this action.
async fn the_entry(reader: &Person, path: &str, action: &str) -> Value {
    let entries = entries(reader, path, &[("action", action)]).await;
    let [entry] = &entries[..] else { panic!("{action}: {entries:#?}") };
    assert_eq!(entry["action"], action);
    entry.clone()
}

/// The actions of entries with their outcomes, the oldest first.
fn told(entries: &[Value]) -> Vec<String> {
    let words = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    entries.iter().rev().map(|it| words(it, "action") + " " + &words(it, "outcome")).collect()
}
