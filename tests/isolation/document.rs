//! That the document and the table tell of the same operations, and of the same credentials for each.

use std::collections::BTreeSet;

use serde_json::Value;
use tenantry_testkit::{Requests as _, TestServer};

use super::cases::{GATEWAYS, PUBLIC, SERVICES, Taken, cases};

type Operation = (String, String);

fn operation(method: &str, path: &str) -> Operation {
    (method.to_owned(), path.to_owned())
}

fn operations(document: &Value) -> BTreeSet<Operation> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(move |method| (path, method)))
        .map(|(path, method)| operation(&method.to_uppercase(), path))
        .collect()
}

/// The kinds of credential that the document names for an operation.
fn credentials<'a>(document: &'a Value, method: &str, path: &str) -> BTreeSet<&'a str> {
    let described = &document["paths"][path][method.to_lowercase()];
    let ways = described["security"].as_array().unwrap_or_else(|| panic!("{method} {path}"));
    ways.iter().flat_map(|way| way.as_object().unwrap().keys().map(String::as_str)).collect()
}

#[tokio::test]
async fn every_operation_has_its_cases_or_is_excused() {
    let server = TestServer::start().await;
    let document = server.get("/openapi.json").await.ok(200);
    let listed: Vec<Operation> = cases()
        .map(|case| case.operation)
        .chain(SERVICES.iter().map(|case| case.operation))
        .chain(GATEWAYS.iter().copied())
        .chain(PUBLIC.iter().map(|(method, path, _)| (*method, *path)))
        .map(|(method, path)| operation(method, path))
        .collect();
    let unique: BTreeSet<Operation> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), unique.len(), "an operation is listed twice");
    assert_eq!(unique, operations(&document));
}

#[tokio::test]
async fn the_document_names_the_credentials_that_each_operation_takes() {
    let server = TestServer::start().await;
    let document = server.get("/openapi.json").await.ok(200);
    for case in cases() {
        let (method, path) = case.operation;
        let kinds = [
            (Taken::Yes, "access_token"),
            (case.token, "personal_access_token"),
            (case.key, "tenant_api_key"),
        ];
        let expected: BTreeSet<&str> =
            kinds.into_iter().filter(|(taken, _)| *taken != Taken::No).map(|(_, it)| it).collect();
        assert_eq!(credentials(&document, method, path), expected, "{method} {path}");
    }
    for case in SERVICES {
        let (method, path) = case.operation;
        let mut expected = BTreeSet::from(["service_credential", "service_credential_basic"]);
        expected.extend(case.takes_keys.then_some("tenant_api_key"));
        assert_eq!(credentials(&document, method, path), expected, "{method} {path}");
    }
    for (method, path) in GATEWAYS {
        let expected = BTreeSet::from(["gateway_credential"]);
        assert_eq!(credentials(&document, method, path), expected, "{method} {path}");
    }
    for (method, path, _) in PUBLIC {
        assert_eq!(credentials(&document, method, path), BTreeSet::new(), "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_excused_is_open_to_everybody() {
    let server = TestServer::start().await;
    for (method, path, _) in PUBLIC {
        let answer = server.request(method, &path.replace("{file}", "index.html")).await;
        assert_ne!(answer.status, 401, "{answer}");
    }
}
