//! A role as a request spells it.

use tenantry_domain::access::TenantRole;

/// The role of this name.
pub(super) fn role(text: &str) -> Result<TenantRole, &'static str> {
    text.parse().ok().ok_or("must be SUPER_ADMIN, ADMIN or MEMBER")
}
