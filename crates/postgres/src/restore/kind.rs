//! Where each kind of thing that ends is kept, and how its end is written.

use tenantry_domain::restore::EndingKind;

/// As whom something is ended: the role that may end it anyway, so that this gives nobody another right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ender {
    /// The tenant that it lies in.
    Tenant,
    /// The tenant that it is.
    Itself,
    /// The person whose it is, one by one.
    Person,
    /// The installation.
    System,
}

/// How a kind of thing is kept.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    pub(super) ender: Ender,
    /// What holds of one, called `kept`, that has not ended, though it should have at `named.at`.
    pub(super) lives: &'static str,
    /// What is written to end it; `$4` is now. Persons' things are written in another way.
    pub(super) end: &'static str,
}

const DELETED: (&str, &str) = ("kept.deleted_at IS NULL", "deleted_at = named.at");
const REVOKED: (&str, &str) = ("kept.revoked_at IS NULL", "revoked_at = named.at");
/// One that was opened again after it was seen closed is open rightly.
const SUSPENDED: (&str, &str) = (
    "kept.deleted_at IS NULL AND kept.status <> 'suspended' \
     AND (kept.reactivated_at IS NULL OR kept.reactivated_at < named.at)",
    "status = 'suspended', updated_at = $4",
);

/// How this kind is kept.
pub(super) const fn kept(kind: EndingKind) -> Kept {
    use Ender::{Itself, Person, System, Tenant};
    match kind {
        EndingKind::ServiceCredential => new("service_credentials", System, REVOKED),
        EndingKind::ApiKey => new("api_keys", Tenant, DELETED),
        EndingKind::PersonalAccessToken => new("personal_access_tokens", Tenant, REVOKED),
        EndingKind::TenantApiKey => new("tenant_api_keys", Tenant, DELETED),
        EndingKind::Session => new("sessions", Person, ("kept.ended_at IS NULL", "")),
        EndingKind::Invitation => {
            let lives = "kept.accepted_at IS NULL AND kept.cancelled_at IS NULL";
            let end = "cancelled_at = named.at, email = '', email_key = '', digest = NULL";
            new("invitations", Tenant, (lives, end))
        }
        EndingKind::Password => {
            let passwords = new("passwords", Person, ("kept.changed_at < named.at", ""));
            Kept { key: "user_id", ..passwords }
        }
        EndingKind::User => new("users", Person, ("kept.deleted_at IS NULL", "")),
        EndingKind::Project => new("projects", Tenant, DELETED),
        EndingKind::Organization => new("organizations", Tenant, DELETED),
        EndingKind::Tenant => new("tenants", Itself, DELETED),
        EndingKind::UserSuspended => new("users", System, SUSPENDED),
        EndingKind::OrganizationSuspended => new("organizations", System, SUSPENDED),
        EndingKind::TenantSuspended => new("tenants", System, SUSPENDED),
    }
}

const fn new(
    table: &'static str,
    ender: Ender,
    (lives, end): (&'static str, &'static str),
) -> Kept {
    Kept { table, key: "id", ender, lives, end }
}
