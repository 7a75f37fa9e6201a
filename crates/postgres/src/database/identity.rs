//! As whom a transaction works: a role, and the tenant or person whose rows it may see.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tenantry_domain::id::{TenantId, UserId};
use uuid::Uuid;

use crate::roles::Role;

#[derive(Clone, Copy)]
pub(super) enum Identity {
    Tenant(TenantId),
    User(UserId),
    Directory,
    System,
}

impl Identity {
    /// The statements that take it on until the transaction ends. Each sets everything, so that nothing of another identity
    /// is left.
    pub(super) fn assume(self) -> String {
        let (role, tenant, user) = match self {
            Self::Tenant(tenant) => (Role::Tenant, Some(tenant.uuid()), None),
            Self::User(user) => (Role::User, None, Some(user.uuid())),
            Self::Directory => (Role::Directory, None, None),
            Self::System => (Role::System, None, None),
        };
        format!(
            "SET LOCAL ROLE {}; SET LOCAL tenantry.tenant_id TO '{}'; SET LOCAL tenantry.user_id TO '{}'",
            role.name(),
            spelt(tenant),
            spelt(user),
        )
    }
}

fn spelt(id: Option<Uuid>) -> String {
    id.map(|id| id.hyphenated().to_string()).unwrap_or_default()
}

/// Goes on within a tenant. Only for an act that spans scopes, where the store itself has just found or made the tenant.
pub(crate) async fn enter_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
) -> QueryResult<()> {
    connection.batch_execute(&Identity::Tenant(tenant).assume()).await
}

/// Goes on with a person's own rows, as [`enter_tenant`] does within a tenant.
pub(crate) async fn enter_user(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<()> {
    connection.batch_execute(&Identity::User(user).assume()).await
}

/// Goes on with what authentication may read, as [`enter_tenant`] does within a tenant.
pub(crate) async fn enter_directory(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    connection.batch_execute(&Identity::Directory.assume()).await
}

/// Goes on for the installation itself, as [`enter_tenant`] does within a tenant.
pub(crate) async fn enter_system(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    connection.batch_execute(&Identity::System.assume()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_sets_the_role_the_tenant_and_the_person() {
        let id = Uuid::from_u128(7);
        for identity in [
            Identity::Tenant(TenantId::new(id)),
            Identity::User(UserId::new(id)),
            Identity::Directory,
            Identity::System,
        ] {
            let sql = identity.assume();
            for part in
                ["LOCAL ROLE tenantry_", "LOCAL tenantry.tenant_id", "LOCAL tenantry.user_id"]
            {
                assert!(sql.contains(part), "{sql}");
            }
        }
    }

    #[test]
    fn a_person_has_no_tenant_and_a_tenant_no_person() {
        let id = Uuid::from_u128(7);
        assert!(Identity::Tenant(TenantId::new(id)).assume().ends_with("tenantry.user_id TO ''"));
        assert!(Identity::User(UserId::new(id)).assume().contains("tenantry.tenant_id TO '';"));
    }
}
