//! The reviewed table: every operation, what is sent, who may, and who may not.

/// Somebody of the tenant who is less than its owner.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    /// A `MEMBER` of the tenant and of nothing in it.
    TenantMember,
    /// Also a `member` of the organization.
    OrganizationMember,
    /// A `MEMBER` of the tenant, and a `member` of the project.
    ProjectMember,
    /// A `MEMBER` of the tenant, and an `admin` of the project.
    ProjectAdmin,
}

use Who::{OrganizationMember, ProjectAdmin, ProjectMember, TenantMember};

/// An operation that needs a session.
pub(super) struct Case {
    pub(super) operation: (&'static str, &'static str),
    /// With names in braces for what the target has.
    pub(super) body: Option<&'static str>,
    /// What the tenant's owner gets.
    pub(super) allowed: u16,
    /// What others of the tenant get; nobody, where every person may.
    pub(super) weaker: &'static [(Who, u16)],
}

/// Open to everybody, and why.
pub(super) const PUBLIC: &[(&str, &str, &str)] = &[
    ("POST", "/api/v1/auth/signup", "nobody has an account before"),
    ("POST", "/api/v1/auth/login", "the password is the credential"),
    ("POST", "/api/v1/auth/refresh", "the refresh token is the credential"),
    ("POST", "/api/v1/auth/verify-email", "the code is the credential"),
    ("POST", "/api/v1/auth/resend-email-verification", "the answer is the same for everybody"),
    ("POST", "/api/v1/auth/forgot-password", "the answer is the same for everybody"),
    ("POST", "/api/v1/auth/reset-password", "the link's secret is the credential"),
    (
        "GET",
        "/reset-password",
        "the same for everybody; the secret never leaves the browser with it",
    ),
    (
        "GET",
        "/accept-invitation",
        "the same for everybody; the secret never leaves the browser with it",
    ),
    ("GET", "/.well-known/jwks.json", "public keys"),
    ("GET", "/healthz", "tells that the process lives, and nothing else"),
    ("GET", "/readyz", "tells whether it can serve, and nothing else"),
    ("GET", "/openapi.json", "the same for every installation"),
    ("GET", "/docs", "the same for every installation"),
    ("GET", "/docs/", "the same for every installation"),
    ("GET", "/docs/{file}", "the same for every installation"),
];

/// For the platform's other services.
pub(super) const SERVICES_ONLY: &[(&str, &str)] = &[("POST", "/api/v1/introspect")];

const NAME: Option<&str> = Some(r#"{"name": "Another"}"#);
const KEY: Option<&str> = Some(r#"{"name": "ci", "resource_type": "inference"}"#);

const ADMIN_ONLY: &[(Who, u16)] =
    &[(TenantMember, 403), (OrganizationMember, 403), (ProjectMember, 403), (ProjectAdmin, 403)];
const OWNER_ONLY: &[(Who, u16)] =
    &[(TenantMember, 404), (OrganizationMember, 404), (ProjectMember, 404), (ProjectAdmin, 404)];

const RUNS_ORGANIZATION: &[(Who, u16)] =
    &[(TenantMember, 404), (OrganizationMember, 403), (ProjectMember, 404), (ProjectAdmin, 404)];
const RUNS_PROJECT: &[(Who, u16)] =
    &[(TenantMember, 404), (OrganizationMember, 404), (ProjectMember, 403)];

const ORG: &str = "/api/v1/orgs/{org_id}";
const PROJECTS: &str = "/api/v1/orgs/{org_id}/projects";
const PROJECT: &str = "/api/v1/orgs/{org_id}/projects/{project_id}";
const KEYS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/api-keys";
const ONE_KEY: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}";

const MEMBERS: &str = "/api/v1/orgs/{org_id}/members";
const ONE_MEMBER: &str = "/api/v1/orgs/{org_id}/members/{member_id}";
const RESEND: &str = "/api/v1/orgs/{org_id}/members/{member_id}/resend-invitation";
const PROJECT_MEMBERS: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members";
const ONE_PROJECT_MEMBER: &str = "/api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}";
const TENANT_MEMBERS: &str = "/api/tenant/members";
const ONE_TENANT_MEMBER: &str = "/api/tenant/members/{id}";

const ADMIN: Option<&str> = Some(r#"{"role": "admin"}"#);

/// In an order in which what is ended is not asked for again.
pub(super) const CASES: &[Case] = &[
    Case { operation: ("POST", "/api/v1/auth/logout"), body: None, allowed: 200, weaker: &[] },
    Case { operation: ("GET", "/api/v1/users/me"), body: None, allowed: 200, weaker: &[] },
    Case {
        operation: ("PATCH", "/api/v1/users/me"),
        body: Some(r#"{"first_name": "Another"}"#),
        allowed: 200,
        weaker: &[],
    },
    // The owner of a tenant can't leave it to nobody.
    Case {
        operation: ("DELETE", "/api/v1/users/me"),
        body: Some(r#"{"password": "correct horse battery staple"}"#),
        allowed: 409,
        weaker: &[],
    },
    // Not changed, so that people go on signing in.
    Case {
        operation: ("PUT", "/api/v1/users/change-password"),
        body: Some(r#"{"current_password": "correct horse battery staple", "new_password": "a"}"#),
        allowed: 400,
        weaker: &[],
    },
    Case {
        operation: ("POST", "/api/v1/users/add-phone"),
        body: Some(r#"{"phone_number": "+4915123456789"}"#),
        allowed: 200,
        weaker: &[],
    },
    Case {
        operation: ("POST", "/api/v1/users/verify-phone"),
        body: Some(r#"{"code": "no code"}"#),
        allowed: 400,
        weaker: &[],
    },
    Case {
        operation: ("POST", "/api/v1/users/resend-phone-verification"),
        body: None,
        allowed: 200,
        weaker: &[],
    },
    Case { operation: ("GET", "/api/v1/users/me/events"), body: None, allowed: 200, weaker: &[] },
    Case { operation: ("GET", "/api/v1/users/me/tenants"), body: None, allowed: 200, weaker: &[] },
    // To where they are.
    Case {
        operation: ("POST", "/api/v1/auth/switch-tenant"),
        body: Some(r#"{"tenant_id": "{tenant_id}"}"#),
        allowed: 200,
        weaker: &[],
    },
    Case {
        operation: ("POST", "/api/v1/invitations/accept"),
        body: Some(r#"{"invite_token": "no invitation"}"#),
        allowed: 400,
        weaker: &[],
    },
    Case { operation: ("GET", "/api/v1/users/me/sessions"), body: None, allowed: 200, weaker: &[] },
    Case {
        operation: ("DELETE", "/api/v1/users/me/sessions/{session_id}"),
        body: None,
        allowed: 204,
        weaker: OWNER_ONLY,
    },
    Case {
        operation: ("DELETE", "/api/v1/users/me/sessions"),
        body: None,
        allowed: 204,
        weaker: &[],
    },
    Case {
        operation: ("GET", "/api/v1/audit-events"),
        body: None,
        allowed: 200,
        weaker: ADMIN_ONLY,
    },
    Case { operation: ("GET", "/api/tenant"), body: None, allowed: 200, weaker: &[] },
    // Whoever is in a tenant, as everybody here, makes no other.
    Case { operation: ("POST", "/api/tenant"), body: NAME, allowed: 400, weaker: &[] },
    Case { operation: ("GET", "/api/v1/orgs"), body: None, allowed: 200, weaker: &[] },
    Case {
        operation: ("POST", "/api/v1/orgs"),
        body: NAME,
        allowed: 201,
        weaker: &[(TenantMember, 403), (OrganizationMember, 403), (ProjectAdmin, 403)],
    },
    Case {
        operation: ("GET", ORG),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (ProjectMember, 404), (ProjectAdmin, 404)],
    },
    Case {
        operation: ("PATCH", ORG),
        body: NAME,
        allowed: 200,
        weaker: &[(TenantMember, 404), (OrganizationMember, 403), (ProjectAdmin, 404)],
    },
    Case {
        operation: ("GET", PROJECTS),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (ProjectMember, 404), (ProjectAdmin, 404)],
    },
    Case {
        operation: ("POST", PROJECTS),
        body: NAME,
        allowed: 201,
        weaker: &[(TenantMember, 404), (OrganizationMember, 403), (ProjectAdmin, 404)],
    },
    Case {
        operation: ("GET", PROJECT),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (OrganizationMember, 404)],
    },
    Case {
        operation: ("PATCH", PROJECT),
        body: Some(r#"{"description": "another"}"#),
        allowed: 200,
        weaker: &[(TenantMember, 404), (OrganizationMember, 404), (ProjectMember, 403)],
    },
    Case {
        operation: ("GET", MEMBERS),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (ProjectMember, 404), (ProjectAdmin, 404)],
    },
    Case {
        operation: ("POST", MEMBERS),
        body: Some(r#"{"email": "new@example.com", "role": "member"}"#),
        allowed: 201,
        weaker: RUNS_ORGANIZATION,
    },
    Case { operation: ("PATCH", ONE_MEMBER), body: ADMIN, allowed: 200, weaker: RUNS_ORGANIZATION },
    Case { operation: ("POST", RESEND), body: None, allowed: 204, weaker: RUNS_ORGANIZATION },
    Case {
        operation: ("GET", PROJECT_MEMBERS),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (OrganizationMember, 404)],
    },
    Case {
        operation: ("PATCH", ONE_PROJECT_MEMBER),
        body: ADMIN,
        allowed: 200,
        weaker: RUNS_PROJECT,
    },
    Case {
        operation: ("DELETE", ONE_PROJECT_MEMBER),
        body: None,
        allowed: 204,
        weaker: RUNS_PROJECT,
    },
    Case {
        operation: ("POST", PROJECT_MEMBERS),
        body: Some(r#"{"member_id": "{member_id}", "role": "member"}"#),
        allowed: 201,
        weaker: RUNS_PROJECT,
    },
    Case { operation: ("DELETE", ONE_MEMBER), body: None, allowed: 200, weaker: RUNS_ORGANIZATION },
    Case { operation: ("GET", TENANT_MEMBERS), body: None, allowed: 200, weaker: ADMIN_ONLY },
    Case {
        operation: ("POST", TENANT_MEMBERS),
        body: Some(r#"{"email": "new@example.com", "role": "MEMBER"}"#),
        allowed: 201,
        weaker: ADMIN_ONLY,
    },
    Case {
        operation: ("PATCH", ONE_TENANT_MEMBER),
        body: Some(r#"{"role": "ADMIN"}"#),
        allowed: 200,
        weaker: ADMIN_ONLY,
    },
    Case { operation: ("DELETE", ONE_TENANT_MEMBER), body: None, allowed: 200, weaker: ADMIN_ONLY },
    Case {
        operation: ("GET", KEYS),
        body: None,
        allowed: 200,
        weaker: &[(TenantMember, 404), (OrganizationMember, 404)],
    },
    Case {
        operation: ("POST", KEYS),
        body: KEY,
        allowed: 201,
        weaker: &[(TenantMember, 404), (OrganizationMember, 404)],
    },
    Case {
        operation: ("DELETE", ONE_KEY),
        body: None,
        allowed: 204,
        // Members of a project may end their own keys; this one is the owner's.
        weaker: &[(TenantMember, 404), (OrganizationMember, 404), (ProjectMember, 403)],
    },
    Case {
        operation: ("DELETE", PROJECT),
        body: None,
        allowed: 204,
        weaker: &[
            (TenantMember, 404),
            (OrganizationMember, 404),
            (ProjectMember, 403),
            (ProjectAdmin, 403),
        ],
    },
];
