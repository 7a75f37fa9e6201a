//! Projects, their members and their API keys.

use super::Who::{OrganizationMember, ProjectAdmin, ProjectMember, TenantMember};
use super::{
    ADMIN, Case, NAME, READS_ORGANIZATION, READS_PROJECT, RUNS_ORGANIZATION, RUNS_PROJECT,
};

const PROJECTS: &str = "/api/v1/orgs/{org_id}/projects";
const PROJECT: &str = "/api/v1/orgs/{org_id}/projects/{project_id}";
const MEMBERS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members";
const ONE_MEMBER: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}";
const KEYS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/api-keys";
const ONE_KEY: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}";

pub(super) const CASES: &[Case] = &[
    Case::new("GET", PROJECTS, 200).refuses(READS_ORGANIZATION),
    Case::new("POST", PROJECTS, 201).sends(NAME).refuses(RUNS_ORGANIZATION),
    Case::new("GET", PROJECT, 200).refuses(READS_PROJECT),
    Case::new("PATCH", PROJECT, 200).sends(r#"{"description": "another"}"#).refuses(RUNS_PROJECT),
    Case::new("GET", MEMBERS, 200).refuses(READS_PROJECT),
    Case::new("PATCH", ONE_MEMBER, 200).sends(ADMIN).refuses(RUNS_PROJECT),
    Case::new("DELETE", ONE_MEMBER, 204).refuses(RUNS_PROJECT),
    Case::new("POST", MEMBERS, 201)
        .sends(r#"{"member_id": "{member_id}", "role": "member"}"#)
        .refuses(RUNS_PROJECT),
    Case::new("GET", KEYS, 200).refuses(READS_PROJECT),
    Case::new("POST", KEYS, 201)
        .sends(r#"{"name": "ci", "resource_type": "inference"}"#)
        .refuses(READS_PROJECT),
    // Members of a project may end their own keys; this one is the owner's.
    Case::new("DELETE", ONE_KEY, 204).refuses(RUNS_PROJECT),
    Case::new("DELETE", PROJECT, 204).refuses(&[
        (TenantMember, 404),
        (OrganizationMember, 404),
        (ProjectMember, 403),
        (ProjectAdmin, 403),
    ]),
];
