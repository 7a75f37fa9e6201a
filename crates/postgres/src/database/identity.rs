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
    /// The statements that take it on until the transaction ends: its role, and whose rows that role may see. No policy of a role
    /// reads what another role is told, so nothing else has to be set, and each statement less is one that every transaction spares.
    pub(super) fn assume(self) -> String {
        match self {
            Self::Tenant(tenant) => seeing(Role::Tenant, "tenant_id", tenant.uuid()),
            Self::User(user) => seeing(Role::User, "user_id", user.uuid()),
            Self::Directory => taking_on(Role::Directory),
            Self::System => taking_on(Role::System),
        }
    }
}

fn seeing(role: Role, whose: &str, id: Uuid) -> String {
    format!("{}; SET LOCAL tenantry.{whose} TO '{}'", taking_on(role), id.hyphenated())
}

fn taking_on(role: Role) -> String {
    format!("SET LOCAL ROLE {}", role.name())
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
    fn whoever_sees_rows_by_their_owner_is_told_whose() {
        let id = Uuid::from_u128(7);
        assert_eq!(
            Identity::Tenant(TenantId::new(id)).assume(),
            format!("SET LOCAL ROLE tenantry_tenant; SET LOCAL tenantry.tenant_id TO '{id}'")
        );
        assert_eq!(
            Identity::User(UserId::new(id)).assume(),
            format!("SET LOCAL ROLE tenantry_user; SET LOCAL tenantry.user_id TO '{id}'")
        );
    }

    #[test]
    fn the_others_are_their_role_alone() {
        assert_eq!(Identity::Directory.assume(), "SET LOCAL ROLE tenantry_directory");
        assert_eq!(Identity::System.assume(), "SET LOCAL ROLE tenantry_system");
    }
}
