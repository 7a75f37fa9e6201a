//! Tenants, their members, settings and API keys.

use super::{Case, NAME, OWNS_TENANT, RUNS_TENANT};

const TENANT: &str = "/api/tenant";
const MEMBERS: &str = "/api/tenant/members";
const ONE_MEMBER: &str = "/api/tenant/members/{id}";
const SETTINGS: &str = "/api/tenant-setting";
const KEYS: &str = "/api/tenant-api-key";

/// Before what lies in them.
pub(super) const READING: &[Case] = &[
    Case::new("GET", "/api/v1/audit-events", 200).refuses(RUNS_TENANT).without_tokens(),
    Case::new("GET", TENANT, 200),
    // Whoever is in a tenant, as everybody here, makes no other.
    Case::new("POST", TENANT, 400).sends(NAME).in_session(),
    Case::new("PUT", TENANT, 202).sends(NAME).refuses(OWNS_TENANT).in_session(),
    Case::new("GET", SETTINGS, 200).refuses(OWNS_TENANT).in_session(),
    Case::new("POST", SETTINGS, 201)
        .sends(r#"{"name": "another", "value": "one"}"#)
        .refuses(OWNS_TENANT)
        .in_session(),
    Case::new("DELETE", "/api/tenant-setting/{id}", 200).refuses(OWNS_TENANT).in_session(),
    Case::new("GET", KEYS, 200).refuses(OWNS_TENANT).in_session(),
    Case::new("POST", KEYS, 201).sends(NAME).refuses(OWNS_TENANT).in_session(),
    Case::new("DELETE", "/api/tenant-api-key/{id}", 200).refuses(OWNS_TENANT).in_session(),
    Case::new("GET", MEMBERS, 200).refuses(RUNS_TENANT).without_tokens(),
    Case::new("POST", MEMBERS, 201)
        .sends(r#"{"email": "new@example.com", "role": "MEMBER"}"#)
        .refuses(RUNS_TENANT)
        .without_tokens(),
    Case::new("PATCH", ONE_MEMBER, 200)
        .sends(r#"{"role": "ADMIN"}"#)
        .refuses(RUNS_TENANT)
        .without_tokens(),
];

/// After what lies in them.
pub(super) const ENDING: &[Case] = &[
    Case::new("DELETE", ONE_MEMBER, 200).refuses(RUNS_TENANT).without_tokens(),
    Case::new("DELETE", TENANT, 200).refuses(OWNS_TENANT).in_session(),
];
