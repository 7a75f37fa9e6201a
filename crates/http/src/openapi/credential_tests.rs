//! Which operation takes which credentials: a list under review.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document;

const SESSION: &[&str] = &["access_token"];
const PERSON: &[&str] = &["access_token", "personal_access_token"];
const MANAGER: &[&str] = &["access_token", "tenant_api_key"];
const ANY: &[&str] = &["access_token", "personal_access_token", "tenant_api_key"];
const SERVICE: &[&str] = &["service_credential", "service_credential_basic"];
const GATEWAY: &[&str] = &["gateway_credential"];
const ASKER: &[&str] = &["service_credential", "service_credential_basic", "tenant_api_key"];

/// The operations that need a credential. What is not here needs none.
const OPERATIONS: &[(&str, &[&str])] = &[
    ("POST /api/v1/auth/logout", SESSION),
    ("POST /api/v1/auth/switch-tenant", SESSION),
    ("GET /api/v1/users/me", PERSON),
    ("PATCH /api/v1/users/me", SESSION),
    ("DELETE /api/v1/users/me", SESSION),
    ("PUT /api/v1/users/change-password", SESSION),
    ("POST /api/v1/users/add-phone", SESSION),
    ("POST /api/v1/users/verify-phone", SESSION),
    ("POST /api/v1/users/resend-phone-verification", SESSION),
    ("GET /api/v1/users/me/tenants", SESSION),
    ("GET /api/v1/users/me/sessions", SESSION),
    ("DELETE /api/v1/users/me/sessions", SESSION),
    ("DELETE /api/v1/users/me/sessions/{session_id}", SESSION),
    ("GET /api/v1/users/me/pats", SESSION),
    ("POST /api/v1/users/me/pats", SESSION),
    ("DELETE /api/v1/users/me/pats/{pat_id}", SESSION),
    ("GET /api/v1/users/me/events", SESSION),
    ("GET /api/v1/audit-events", MANAGER),
    ("POST /api/v1/invitations/accept", SESSION),
    ("GET /api/tenant", ANY),
    ("POST /api/tenant", SESSION),
    ("PUT /api/tenant", SESSION),
    ("DELETE /api/tenant", SESSION),
    ("GET /api/tenant/members", MANAGER),
    ("POST /api/tenant/members", MANAGER),
    ("PATCH /api/tenant/members/{id}", MANAGER),
    ("DELETE /api/tenant/members/{id}", MANAGER),
    ("GET /api/tenant-setting", SESSION),
    ("POST /api/tenant-setting", SESSION),
    ("DELETE /api/tenant-setting/{id}", SESSION),
    ("GET /api/tenant-api-key", SESSION),
    ("POST /api/tenant-api-key", SESSION),
    ("DELETE /api/tenant-api-key/{id}", SESSION),
    ("GET /api/v1/orgs", ANY),
    ("POST /api/v1/orgs", MANAGER),
    ("GET /api/v1/orgs/{org_id}", ANY),
    ("PATCH /api/v1/orgs/{org_id}", ANY),
    ("DELETE /api/v1/orgs/{org_id}", ANY),
    ("GET /api/v1/orgs/{org_id}/credentials", ANY),
    ("DELETE /api/v1/orgs/{org_id}/credentials/{credential_id}", ANY),
    ("GET /api/v1/orgs/{org_id}/referrals", ANY),
    ("GET /api/v1/orgs/{org_id}/members", ANY),
    ("POST /api/v1/orgs/{org_id}/members", ANY),
    ("PATCH /api/v1/orgs/{org_id}/members/{member_id}", ANY),
    ("DELETE /api/v1/orgs/{org_id}/members/{member_id}", ANY),
    ("POST /api/v1/orgs/{org_id}/members/{member_id}/resend-invitation", ANY),
    ("GET /api/v1/orgs/{org_id}/projects", ANY),
    ("POST /api/v1/orgs/{org_id}/projects", ANY),
    ("GET /api/v1/orgs/{org_id}/projects/{project_id}", ANY),
    ("PATCH /api/v1/orgs/{org_id}/projects/{project_id}", ANY),
    ("DELETE /api/v1/orgs/{org_id}/projects/{project_id}", ANY),
    ("GET /api/v1/orgs/{org_id}/projects/{project_id}/members", ANY),
    ("POST /api/v1/orgs/{org_id}/projects/{project_id}/members", ANY),
    ("PATCH /api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}", ANY),
    ("DELETE /api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}", ANY),
    ("GET /api/v1/orgs/{org_id}/projects/{project_id}/api-keys", ANY),
    ("POST /api/v1/orgs/{org_id}/projects/{project_id}/api-keys", ANY),
    ("DELETE /api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}", ANY),
    ("POST /api/v1/referrals/{referral_id}/credit", SERVICE),
    ("POST /api/v1/introspect", ASKER),
    ("POST /api/v1/verify", ASKER),
    ("GET /api/v1/authorize", GATEWAY),
];

/// The operations of the document by method and path.
fn operations() -> BTreeMap<String, Value> {
    let json = serde_json::to_value(document("https://id.example", "")).unwrap();
    let paths = json["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| {
            (format!("{} {path}", method.to_uppercase()), operation.clone())
        })
    });
    operations.collect()
}

/// The credentials that an operation names, any one of which suffices. Each names its own: none relies on what holds for all.
fn credentials(operation: &Value) -> Vec<String> {
    let alternatives = operation["security"].as_array().unwrap().iter();
    alternatives.flat_map(|each| each.as_object().unwrap().keys().cloned()).collect()
}

#[test]
fn every_operation_takes_the_credentials_that_were_agreed() {
    let told: BTreeMap<_, _> = operations()
        .iter()
        .map(|(name, operation)| (name.clone(), credentials(operation)))
        .filter(|(_, credentials)| !credentials.is_empty())
        .collect();
    let agreed = OPERATIONS.iter().map(|(name, credentials)| {
        ((*name).to_owned(), credentials.iter().map(|&name| name.to_owned()).collect())
    });
    assert_eq!(told, agreed.collect::<BTreeMap<_, Vec<_>>>());
}

#[test]
fn every_credential_is_described() {
    let json = serde_json::to_value(document("https://id.example", "")).unwrap();
    let schemes = json["components"]["securitySchemes"].as_object().unwrap();
    for (_, credentials) in OPERATIONS {
        for credential in *credentials {
            assert!(schemes[*credential]["description"].is_string(), "{credential}");
        }
    }
    let key = &schemes["tenant_api_key"];
    assert_eq!((&key["type"], &key["in"]), (&"apiKey".into(), &"header".into()));
    assert_eq!(key["name"], "X-API-Key");
}

#[test]
fn every_operation_names_its_limit_of_a_body() {
    for (name, operation) in operations() {
        if !operation["requestBody"].is_null() {
            let told = operation["responses"]["413"]["description"].as_str().unwrap();
            let limit = if name == "POST /api/v1/verify" { "256 KiB" } else { "64 KiB" };
            assert!(told.contains(limit), "{name}: {told}");
        }
    }
}

#[test]
fn what_not_every_caller_reaches_says_so() {
    for (name, operation) in operations() {
        let credentials = credentials(&operation);
        let for_callers = credentials.iter().any(|credential| credential == "access_token");
        if for_callers && credentials.len() < ANY.len() {
            let told = operation["responses"]["403"]["description"].as_str().unwrap_or_default();
            assert!(told.contains("session_required"), "{name}: {told}");
        }
    }
}

#[test]
fn every_operation_says_how_it_refuses() {
    for (name, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap();
        let mut expected = Vec::new();
        if credentials(&operation) == GATEWAY {
            // A gateway knows nothing else.
            assert_eq!(
                responses.keys().collect::<Vec<_>>(),
                ["200", "401", "403", "503"],
                "{name}"
            );
        } else if !credentials(&operation).is_empty() {
            expected.extend(["400", "401", "500", "503"]);
        }
        if !operation["requestBody"].is_null() {
            expected.extend(["400", "408", "413", "415"]);
        }
        for status in expected {
            assert!(responses.contains_key(status), "{name} without {status}");
        }
    }
}
