//! Who may do what: roles, permissions, the caller of the moment, and the scopes that prove a check was made.

mod caller;
mod permission;
mod role;
mod scope;
mod trail;

pub use caller::{Caller, Denied, Grants, OrganizationGrant, Place, ProjectGrant, TenantGrant};
pub use permission::Permission;
pub use role::{OrganizationRole, ProjectRole, TenantRole, UnknownRole};
pub use scope::{SystemScope, TenantScope, UserScope};
pub use trail::{CredentialUsed, Origin, Trail};

#[cfg(test)]
mod tests;
