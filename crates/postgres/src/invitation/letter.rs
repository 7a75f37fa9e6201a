//! What the mail about an invitation says, and the link that it brings.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::invitation::{InvitationLetter, InvitationSubject};
use tenantry_domain::secret::SecretDigest;
use time::OffsetDateTime;
use uuid::Uuid;

use super::keep::open;
use crate::row::ACTIVE;
use crate::schema::{invitations, organizations, tenants, users};

/// Who invites, where that person has left meanwhile.
const SOMEBODY: &str = "Somebody";

/// Keeps what there is to keep of a new link, for a connection that works within the tenant.
pub(super) async fn issue_link(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
    digest: SecretDigest,
    at: OffsetDateTime,
) -> QueryResult<Option<InvitationLetter>> {
    let tenant = subject.tenant.uuid();
    let invitation: Option<(Option<Uuid>, Uuid, OffsetDateTime)> = open(tenant)
        .filter(invitations::id.eq(subject.invitation.uuid()))
        .filter(invitations::expires_at.gt(at))
        .select((invitations::organization_id, invitations::invited_by, invitations::expires_at))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let Some((organization, invited_by, expires_at)) = invitation else {
        return Ok(None);
    };
    let Some(group) = group(connection, tenant, organization).await? else {
        return Ok(None);
    };
    diesel::update(invitations::table.find((tenant, subject.invitation.uuid())))
        .set(invitations::digest.eq(digest.as_bytes().as_slice()))
        .execute(connection)
        .await?;
    let inviter = inviter(connection, invited_by).await?;
    Ok(Some(InvitationLetter { group, inviter, expires_at }))
}

/// What the organization is called, or the tenant where there is none, as long as both work.
async fn group(
    connection: &mut AsyncPgConnection,
    tenant: Uuid,
    organization: Option<Uuid>,
) -> QueryResult<Option<String>> {
    let tenant_name: Option<String> = tenants::table
        .find(tenant)
        .filter(tenants::deleted_at.is_null())
        .filter(tenants::status.eq(ACTIVE))
        .select(tenants::name)
        .first(connection)
        .await
        .optional()?;
    let (Some(_), Some(organization)) = (&tenant_name, organization) else {
        return Ok(tenant_name);
    };
    organizations::table
        .find((tenant, organization))
        .filter(organizations::deleted_at.is_null())
        .filter(organizations::status.eq(ACTIVE))
        .select(organizations::name)
        .first(connection)
        .await
        .optional()
}

/// A tenant knows the names of those alone that are in it.
async fn inviter(connection: &mut AsyncPgConnection, inviter: Uuid) -> QueryResult<String> {
    let name: Option<(String, String)> = users::table
        .find(inviter)
        .select((users::first_name, users::last_name))
        .first(connection)
        .await
        .optional()?;
    Ok(name.map_or_else(|| SOMEBODY.to_owned(), |(first, last)| format!("{first} {last}")))
}
