//! Who may do what: roles, permissions, the caller of the moment, and the scopes that prove a check was made.

mod actor;
mod caller;
mod grants;
mod permission;
mod role;
mod scope;
mod service_caller;
mod session_caller;
mod trail;

pub use actor::Actor;
pub use caller::{Caller, Denied, Identity};
pub use grants::{Grants, OrganizationGrant, Place, ProjectGrant, TenantGrant};
pub use permission::Permission;
pub use role::{OrganizationRole, ProjectRole, TenantRole, UnknownRole};
pub use scope::{ServiceScope, SystemScope, TenantScope, UserScope};
pub use service_caller::{ServiceCaller, ServiceRight, UnknownRight};
pub use session_caller::SessionCaller;
pub use trail::{CredentialUsed, Origin, Trail};

#[cfg(test)]
mod tests;
