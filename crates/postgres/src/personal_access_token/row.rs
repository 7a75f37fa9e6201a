//! A personal access token as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::{OrganizationId, PersonalAccessTokenId};
use tenantry_domain::personal_access_token::{PersonalAccessToken, TokenName};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::personal_access_tokens;

#[derive(Queryable, Selectable)]
#[diesel(table_name = personal_access_tokens, check_for_backend(Pg))]
pub(super) struct TokenRow {
    id: Uuid,
    organization_id: Uuid,
    name: String,
    prefix: String,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    revoked_at: Option<OffsetDateTime>,
}

impl TryFrom<TokenRow> for PersonalAccessToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: PersonalAccessTokenId::new(row.id),
            organization: OrganizationId::new(row.organization_id),
            name: TokenName::new(row.name).map_err(StoreError::failed)?,
            prefix: row.prefix,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}
