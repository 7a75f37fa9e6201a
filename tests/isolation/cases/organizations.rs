//! Organizations, and who and what is in them.

use super::{
    ADMIN, Case, NAME, OWNS_ORGANIZATION, READS_ORGANIZATION, RUNS_ORGANIZATION, RUNS_TENANT, Taken,
};

const ORG: &str = "/api/v1/orgs/{org_id}";
const MEMBERS: &str = "/api/v1/orgs/{org_id}/members";
const ONE_MEMBER: &str = "/api/v1/orgs/{org_id}/members/{member_id}";
const RESEND: &str = "/api/v1/orgs/{org_id}/members/{member_id}/resend-invitation";
const CREDENTIALS: &str = "/api/v1/orgs/{org_id}/credentials";
const ONE_CREDENTIAL: &str = "/api/v1/orgs/{org_id}/credentials/{credential_id}";

pub(super) const CASES: &[Case] = &[
    Case::new("GET", "/api/v1/orgs", 200),
    Case::new("POST", "/api/v1/orgs", 201).sends(NAME).refuses(RUNS_TENANT).without_tokens(),
    Case::new("GET", ORG, 200).refuses(READS_ORGANIZATION),
    Case::new("PATCH", ORG, 200).sends(NAME).refuses(RUNS_ORGANIZATION),
    Case::new("GET", MEMBERS, 200).refuses(READS_ORGANIZATION),
    Case::new("POST", MEMBERS, 201)
        .sends(r#"{"email": "new@example.com", "role": "member"}"#)
        .refuses(RUNS_ORGANIZATION),
    Case::new("PATCH", ONE_MEMBER, 200).sends(ADMIN).refuses(RUNS_ORGANIZATION),
    Case::new("POST", RESEND, 204).refuses(RUNS_ORGANIZATION),
    Case::new("GET", "/api/v1/orgs/{org_id}/referrals", 200).refuses(RUNS_ORGANIZATION),
    Case::new("GET", CREDENTIALS, 200).refuses(RUNS_ORGANIZATION),
    Case::new("DELETE", ONE_CREDENTIAL, 204).refuses(RUNS_ORGANIZATION),
];

/// After what lies in them.
pub(super) const ENDING: &[Case] = &[
    Case::new("DELETE", ONE_MEMBER, 200).refuses(RUNS_ORGANIZATION),
    Case { key: Taken::TooWeak, ..Case::new("DELETE", ORG, 204).refuses(OWNS_ORGANIZATION) },
];
