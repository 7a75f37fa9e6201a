//! The reviewed table: every operation, what is sent, who may, and who may not.

mod accounts;
mod open;
mod organizations;
mod projects;
mod tenants;

pub(super) use self::open::{GATEWAYS, PUBLIC, SERVICES};

/// Somebody of the tenant who is less than its owner.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    /// A `MEMBER` of the tenant and of nothing in it.
    TenantMember,
    /// An `ADMIN` of the tenant, and a member of nothing in it.
    TenantAdmin,
    /// A `MEMBER` of the tenant, and a `member` of the organization.
    OrganizationMember,
    /// A `MEMBER` of the tenant, and an `admin` of the organization.
    OrganizationAdmin,
    /// A `MEMBER` of the tenant, and a `member` of the project.
    ProjectMember,
    /// A `MEMBER` of the tenant, and an `admin` of the project.
    ProjectAdmin,
}

use Who::{
    OrganizationAdmin, OrganizationMember, ProjectAdmin, ProjectMember, TenantAdmin, TenantMember,
};

/// What a credential that is no session gets where its kind is taken at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// What the tenant's owner gets.
    Yes,
    /// A 403 for want of a role.
    TooWeak,
    /// A 403 because only sessions are taken.
    No,
}

/// An operation that needs somebody.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) operation: (&'static str, &'static str),
    /// With names in braces for what the target has.
    pub(super) body: Option<&'static str>,
    /// What the tenant's owner gets.
    pub(super) allowed: u16,
    /// What others of the tenant get; nobody, where every person may.
    pub(super) weaker: &'static [(Who, u16)],
    /// What a personal access token gets that reaches the place.
    pub(super) token: Taken,
    /// What a key of the tenant gets.
    pub(super) key: Taken,
    /// What somebody gets who names what is another tenant's, or nobody's.
    pub(super) unknown: (u16, &'static str),
}

impl Case {
    /// One that sessions, tokens and keys may ask for, and every role.
    const fn new(method: &'static str, path: &'static str, allowed: u16) -> Self {
        Self {
            operation: (method, path),
            body: None,
            allowed,
            weaker: &[],
            token: Taken::Yes,
            key: Taken::Yes,
            unknown: (404, "not_found"),
        }
    }

    const fn sends(self, body: &'static str) -> Self {
        Self { body: Some(body), ..self }
    }

    const fn refuses(self, weaker: &'static [(Who, u16)]) -> Self {
        Self { weaker, ..self }
    }

    /// For sessions alone.
    const fn in_session(self) -> Self {
        Self { token: Taken::No, key: Taken::No, ..self }
    }

    /// Above what a token of an organization reaches.
    const fn without_tokens(self) -> Self {
        Self { token: Taken::No, ..self }
    }

    pub(super) const fn names_something(&self) -> bool {
        contains_brace(self.operation.1) || matches!(self.body, Some(body) if names_target(body))
    }
}

const fn contains_brace(path: &str) -> bool {
    contains(path.as_bytes(), b"{")
}

/// Whether a body says what it goes to. The braces of JSON are no names.
const fn names_target(body: &str) -> bool {
    contains(body.as_bytes(), b"_id}")
}

const fn contains(text: &[u8], part: &[u8]) -> bool {
    let mut from = 0;
    while from + part.len() <= text.len() {
        let mut at = 0;
        while at < part.len() && text[from + at] == part[at] {
            at += 1;
        }
        if at == part.len() {
            return true;
        }
        from += 1;
    }
    false
}

/// All of them, in an order in which what is ended is not asked for again.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    accounts::CASES
        .iter()
        .chain(tenants::READING)
        .chain(organizations::CASES)
        .chain(projects::CASES)
        .chain(organizations::ENDING)
        .chain(tenants::ENDING)
}

const NAME: &str = r#"{"name": "Another"}"#;
const ADMIN: &str = r#"{"role": "admin"}"#;

/// Who is refused where somebody must run the tenant.
const RUNS_TENANT: &[(Who, u16)] = &[
    (TenantMember, 403),
    (OrganizationMember, 403),
    (OrganizationAdmin, 403),
    (ProjectMember, 403),
    (ProjectAdmin, 403),
];
/// Who is refused where somebody must own the tenant.
const OWNS_TENANT: &[(Who, u16)] = &[
    (TenantMember, 403),
    (TenantAdmin, 403),
    (OrganizationMember, 403),
    (OrganizationAdmin, 403),
    (ProjectMember, 403),
    (ProjectAdmin, 403),
];
/// Who is refused what is another person's.
const OWN: &[(Who, u16)] = &[
    (TenantMember, 404),
    (TenantAdmin, 404),
    (OrganizationMember, 404),
    (OrganizationAdmin, 404),
    (ProjectMember, 404),
    (ProjectAdmin, 404),
];
/// Who is refused where somebody must be of the organization.
const READS_ORGANIZATION: &[(Who, u16)] =
    &[(TenantMember, 404), (ProjectMember, 404), (ProjectAdmin, 404)];
/// Who is refused where somebody must run the organization.
const RUNS_ORGANIZATION: &[(Who, u16)] =
    &[(TenantMember, 404), (OrganizationMember, 403), (ProjectMember, 404), (ProjectAdmin, 404)];
/// Who is refused where somebody must own the organization.
const OWNS_ORGANIZATION: &[(Who, u16)] = &[
    (TenantMember, 404),
    (TenantAdmin, 403),
    (OrganizationMember, 403),
    (OrganizationAdmin, 403),
    (ProjectMember, 404),
    (ProjectAdmin, 404),
];
/// Who is refused where somebody must be of the project.
const READS_PROJECT: &[(Who, u16)] = &[(TenantMember, 404), (OrganizationMember, 404)];
/// Who is refused where somebody must run the project.
const RUNS_PROJECT: &[(Who, u16)] =
    &[(TenantMember, 404), (OrganizationMember, 404), (ProjectMember, 403)];
