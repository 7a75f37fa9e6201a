//! The query that tells what a login is checked against. Spelt out for the same reasons as the one about sessions.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::LoginFacts;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::user::row::user_status;

/// Looks up the account with an address, and the tenant where a session of its owner would begin.
#[derive(Clone, Copy)]
pub(super) struct FindLogin<'a> {
    pub(super) email_key: &'a str,
}

/// The account, its address, its status, when that was verified, the hash, the tenant.
pub(super) type LoginRow = (Uuid, String, String, Option<OffsetDateTime>, String, Option<Uuid>);

impl Query for FindLogin<'_> {
    type SqlType = (SqlUuid, Text, Text, Nullable<Timestamptz>, Text, Nullable<SqlUuid>);
}

impl QueryId for FindLogin<'_> {
    type QueryId = FindLogin<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindLogin<'_> {
    /// The tenant is chosen as it is where a session begins (`choose_tenant`).
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT users.id, users.email, users.status, users.email_verified_at, passwords.hash, \
                    (SELECT tenant_members.tenant_id \
                       FROM tenant_members \
                       JOIN tenants ON tenants.id = tenant_members.tenant_id \
                      WHERE tenant_members.user_id = users.id \
                        AND tenants.status = 'active' AND tenants.deleted_at IS NULL \
                      ORDER BY tenant_members.last_used_at DESC NULLS LAST, tenant_members.created_at, tenant_members.id \
                      LIMIT 1) \
               FROM users \
               JOIN passwords ON passwords.user_id = users.id \
              WHERE users.email_key = ",
        );
        out.push_bind_param::<Text, _>(&self.email_key)
    }
}

pub(super) fn login_facts(row: LoginRow) -> Result<LoginFacts, StoreError> {
    let (user, email, status, email_verified_at, hash, tenant) = row;
    Ok(LoginFacts {
        user: UserId::new(user),
        email: EmailAddress::new(&email).map_err(StoreError::failed)?,
        status: user_status(&status)?,
        email_verified: email_verified_at.is_some(),
        tenant: tenant.map(TenantId::new),
        password: PasswordHash::new(hash),
    })
}
