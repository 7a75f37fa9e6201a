//! What a sign-up writes: the account with its password, the mail that verifies its address or the place that it was invited to, the
//! tenant that it comes with, and who is to be thanked for it.

use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::referral::NewReferral;
use tenantry_domain::user::{AddressProof, NewUser, RegisterError, Registration};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::UserRow;
use crate::audit::record_own;
use crate::constraint::{EMAIL_TAKEN, is_violated};
use crate::database::{WorkError, enter_directory, enter_tenant};
use crate::invitation::join;
use crate::outbox::enqueue;
use crate::row::ACTIVE;
use crate::schema::{organizations, passwords, referrals, tenants, users};
use crate::tenant::found;

pub(super) async fn register(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    registration: Registration,
    at: OffsetDateTime,
) -> Result<UserRow, WorkError<RegisterError>> {
    let Registration { user, password, founding, referral, proof } = registration;
    let verified_at = match &proof {
        AddressProof::Code(_) => None,
        AddressProof::Invitation(_) => Some(at),
    };
    let row = insert_account(connection, user, verified_at, &password, at).await?;
    record_own(connection, scope, Action::UserSignUp, Target::User(scope.user()), at).await?;
    match &proof {
        AddressProof::Code(verification) => enqueue(connection, verification, at).await?,
        AddressProof::Invitation(acceptance) => {
            let joined = join(connection, scope, acceptance, at).await?;
            joined.ok_or(WorkError::Refused(RegisterError::InvalidInviteToken))?;
        }
    }
    if let Some(founding) = &founding {
        found(connection, scope.user(), founding, scope.trail(), at).await?;
    }
    if let Some(referral) = &referral {
        insert_referral(connection, referral, scope.user(), at).await?;
    }
    Ok(row)
}

async fn insert_account(
    connection: &mut AsyncPgConnection,
    user: NewUser,
    verified_at: Option<OffsetDateTime>,
    password: &PasswordHash,
    at: OffsetDateTime,
) -> Result<UserRow, WorkError<RegisterError>> {
    let id = user.id.uuid();
    let row = diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::email.eq(user.email.as_str()),
            users::email_key.eq(user.email.key()),
            users::first_name.eq(user.first_name.as_str()),
            users::middle_name.eq(user.middle_name.as_ref().map(|name| name.as_str())),
            users::last_name.eq(user.last_name.as_str()),
            users::email_verified_at.eq(verified_at),
            users::created_at.eq(at),
            users::updated_at.eq(at),
        ))
        .returning(UserRow::as_returning())
        .get_result(connection)
        .await
        .map_err(taken)?;
    diesel::insert_into(passwords::table)
        .values((
            passwords::user_id.eq(id),
            passwords::hash.eq(password.expose()),
            passwords::changed_at.eq(at),
        ))
        .execute(connection)
        .await?;
    Ok(row)
}

fn taken(error: Error) -> WorkError<RegisterError> {
    if is_violated(EMAIL_TAKEN, &error) {
        WorkError::Refused(RegisterError::EmailTaken)
    } else {
        error.into()
    }
}

/// Finds whose code it is, as authentication would, and goes on in that tenant to leave the record there.
async fn insert_referral(
    connection: &mut AsyncPgConnection,
    referral: &NewReferral,
    referred: UserId,
    at: OffsetDateTime,
) -> Result<(), WorkError<RegisterError>> {
    enter_directory(connection).await?;
    let found: Option<(Uuid, Uuid)> = organizations::table
        .inner_join(tenants::table.on(tenants::id.eq(organizations::tenant_id)))
        .filter(organizations::referral_code.eq(referral.code.as_str()))
        .filter(organizations::deleted_at.is_null())
        .filter(organizations::status.eq(ACTIVE))
        .filter(tenants::deleted_at.is_null())
        .filter(tenants::status.eq(ACTIVE))
        .select((organizations::tenant_id, organizations::id))
        .first(connection)
        .await
        .optional()?;
    let Some((tenant, organization)) = found else {
        return Err(WorkError::Refused(RegisterError::UnknownReferralCode));
    };
    enter_tenant(connection, TenantId::new(tenant)).await?;
    diesel::insert_into(referrals::table)
        .values((
            referrals::tenant_id.eq(tenant),
            referrals::id.eq(referral.id.uuid()),
            referrals::organization_id.eq(organization),
            referrals::referred_user_id.eq(referred.uuid()),
            referrals::created_at.eq(at),
            referrals::masked_email.eq(&referral.masked_email),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
