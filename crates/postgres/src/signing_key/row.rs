//! A signing key as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::SigningKeyId;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::signing_key::SigningKey;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::signing_keys;

#[derive(Queryable, Selectable)]
#[diesel(table_name = signing_keys, check_for_backend(Pg))]
pub(super) struct SigningKeyRow {
    id: Uuid,
    public_key: Vec<u8>,
    private_key: Vec<u8>,
    created_at: OffsetDateTime,
    signs_from: OffsetDateTime,
    believed_until: OffsetDateTime,
}

impl From<SigningKeyRow> for SigningKey {
    fn from(row: SigningKeyRow) -> Self {
        Self {
            id: SigningKeyId::new(row.id),
            public: row.public_key,
            private: SealedBytes(row.private_key),
            created_at: row.created_at,
            signs_from: row.signs_from,
            believed_until: row.believed_until,
        }
    }
}
