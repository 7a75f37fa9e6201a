//! A role as a request spells it.

use tenantry_domain::access::ProjectRole;

/// The role of this name.
pub(super) fn role(text: &str) -> Result<ProjectRole, &'static str> {
    text.parse().ok().ok_or("must be admin or member")
}
