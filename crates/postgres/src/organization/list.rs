//! Which organizations a list shows, each with the role of whoever looks at it.

use diesel::QueryResult;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{OrganizationId, UserId};
use tenantry_domain::organization::OrganizationWithRole;
use tenantry_domain::page::PageRequest;
use tenantry_domain::store_error::StoreError;
use uuid::Uuid;

use super::row::OrganizationRow;
use crate::row::{ACTIVE, named};
use crate::schema::{organization_members, organizations};

type Listed = (OrganizationRow, Option<String>);

/// Those that a person belongs to, but for the suspended ones, where no role of theirs counts; a key belongs to none.
pub(super) async fn own(
    connection: &mut AsyncPgConnection,
    person: Option<UserId>,
    page: PageRequest,
) -> QueryResult<(i64, Vec<Listed>)> {
    let list = organizations::table
        .inner_join(organization_members::table.on(place(person.map(UserId::uuid))))
        .filter(organizations::deleted_at.is_null())
        .filter(organizations::status.eq(ACTIVE));
    let total = list.count().get_result(connection).await?;
    let rows = list
        .order((organizations::created_at.desc(), organizations::id.desc()))
        .limit(page.limit().into())
        .offset(page.offset())
        .select((OrganizationRow::as_select(), organization_members::role.nullable()))
        .load(connection)
        .await?;
    Ok((total, rows))
}

/// All of the tenant's, or one of them.
pub(super) async fn all(
    connection: &mut AsyncPgConnection,
    person: Option<UserId>,
    one: Option<OrganizationId>,
    page: PageRequest,
) -> QueryResult<(i64, Vec<Listed>)> {
    let live = || {
        let live = organizations::table
            .left_join(organization_members::table.on(place(person.map(UserId::uuid))))
            .filter(organizations::deleted_at.is_null())
            .into_boxed::<Pg>();
        match one {
            Some(one) => live.filter(organizations::id.eq(one.uuid())),
            None => live,
        }
    };
    let total = live().count().get_result(connection).await?;
    let rows = live()
        .order((organizations::created_at.desc(), organizations::id.desc()))
        .limit(page.limit().into())
        .offset(page.offset())
        .select((OrganizationRow::as_select(), organization_members::role.nullable()))
        .load(connection)
        .await?;
    Ok((total, rows))
}

/// A person's place in an organization.
#[auto_type(no_type_alias)]
fn place(person: Option<Uuid>) -> _ {
    organization_members::tenant_id
        .eq(organizations::tenant_id)
        .and(organization_members::organization_id.eq(organizations::id))
        .and(organization_members::user_id.nullable().eq(person))
}

pub(super) fn with_role((row, role): Listed) -> Result<OrganizationWithRole, StoreError> {
    let role = role.map(|role| named("organization_members.role", &role)).transpose()?;
    Ok(OrganizationWithRole { organization: row.try_into()?, role })
}
