//! What the end of an account writes. Its name stays, for what refers to it; nothing else does.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::EndReason;
use tenantry_domain::user::{DecideDeparture, DeleteError, SoleHolding};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::audit::record_own;
use crate::challenge::forget;
use crate::database::{WorkError, enter_tenant, enter_user};
use crate::organization::{leave_organizations, lock_own_organizations};
use crate::outbox::withdraw;
use crate::personal_access_token::end_own_tokens;
use crate::project::leave_projects;
use crate::referral::forget_referred;
use crate::schema::{passwords, personal_access_tokens, tenant_members, users};
use crate::session::{Which, end_sessions, forget_clients};
use crate::tenant::{find_sole_run, leave_tenant, lock_tenant};

/// Deletes the account if the rule lets it go, and leaves the connection with the person's own rows.
pub(super) async fn depart(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    shown: &PasswordHash,
    decide: DecideDeparture<'_>,
    at: OffsetDateTime,
) -> Result<(), WorkError<DeleteError>> {
    let user = scope.user();
    if !lock(connection, user, shown).await? {
        return Err(WorkError::Refused(DeleteError::Superseded));
    }
    let tenants = memberships(connection, user).await?;
    let holdings = sole_holdings(connection, user, &tenants).await?;
    decide(holdings).map_err(|sole| WorkError::Refused(sole.into()))?;

    enter_user(connection, user).await?;
    // As long as the person is in the tenant, its log may tell of them.
    record_own(connection, scope, Action::UserDelete, Target::User(user), at).await?;
    lock_memberships(connection, user).await?;
    end_own_tokens(connection, scope, at).await?;
    forget_referred(connection, user).await?;
    leave_all(connection, user, tenants).await?;
    erase(connection, user, at).await?;
    Ok(())
}

/// Deletes, if it is there, an account that a restored backup brought back after its owner had deleted it: nobody is asked any more. Leaves
/// the connection with the person's own rows.
pub(crate) async fn let_go(
    connection: &mut AsyncPgConnection,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    enter_user(connection, user).await?;
    if !lock_living(connection, user).await? {
        return Ok(false);
    }
    let tenants = memberships(connection, user).await?;
    lock_memberships(connection, user).await?;
    let tokens = personal_access_tokens::table
        .filter(personal_access_tokens::user_id.eq(user.uuid()))
        .filter(personal_access_tokens::revoked_at.is_null());
    diesel::update(tokens)
        .set(personal_access_tokens::revoked_at.eq(at))
        .execute(connection)
        .await?;
    forget_referred(connection, user).await?;
    leave_all(connection, user, tenants).await?;
    erase(connection, user, at).await?;
    Ok(true)
}

/// Takes a person out of everything that they are in.
async fn leave_all(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenants: Vec<TenantId>,
) -> QueryResult<()> {
    for tenant in tenants {
        enter_tenant(connection, tenant).await?;
        leave_projects(connection, tenant, user).await?;
        leave_organizations(connection, tenant, user).await?;
        leave_tenant(connection, tenant, user).await?;
    }
    enter_user(connection, user).await
}

/// Ends the sessions of a person who is in nothing any more, and forgets them.
async fn erase(
    connection: &mut AsyncPgConnection,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    end_sessions(connection, user, Which::All, EndReason::AccountDeleted, at).await?;
    forget_clients(connection, user).await?;
    forget(connection, user).await?;
    withdraw(connection, user).await?;
    bury(connection, user, at).await
}

/// Locks the account, if it still has the password with this hash.
async fn lock(
    connection: &mut AsyncPgConnection,
    user: UserId,
    shown: &PasswordHash,
) -> QueryResult<bool> {
    let password: Option<Uuid> = passwords::table
        .find(user.uuid())
        .filter(passwords::hash.eq(shown.expose()))
        .select(passwords::user_id)
        .for_update()
        .first(connection)
        .await
        .optional()?;
    if password.is_none() {
        return Ok(false);
    }
    lock_living(connection, user).await
}

/// Locks the account, if it is there: at once as strongly as it takes to free the address, so that whoever refers to it now is done before
/// anything else is locked.
async fn lock_living(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<bool> {
    let account: Option<Uuid> = users::table
        .find(user.uuid())
        .filter(users::deleted_at.is_null())
        .select(users::id)
        .for_update()
        .first(connection)
        .await
        .optional()?;
    Ok(account.is_some())
}

/// The tenants that the person is in, in the order in which rosters are locked. None can be added while the account is locked.
async fn memberships(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<Vec<TenantId>> {
    let tenants: Vec<Uuid> = tenant_members::table
        .filter(tenant_members::user_id.eq(user.uuid()))
        .order(tenant_members::tenant_id)
        .select(tenant_members::tenant_id)
        .load(connection)
        .await?;
    Ok(tenants.into_iter().map(TenantId::new).collect())
}

/// Locks the rosters of all that the person is in, and says what they alone run.
async fn sole_holdings(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenants: &[TenantId],
) -> QueryResult<Vec<SoleHolding>> {
    let mut holdings = Vec::new();
    for tenant in tenants {
        enter_tenant(connection, *tenant).await?;
        // What lies in a tenant that was deleted needs nobody to run it.
        let Some(name) = lock_tenant(connection, *tenant).await? else {
            continue;
        };
        holdings.extend(find_sole_run(connection, (*tenant, name), user).await?);
        holdings.extend(lock_own_organizations(connection, *tenant, user).await?);
    }
    Ok(holdings)
}

/// Keeps anybody from giving the person a place that would hang in the air.
async fn lock_memberships(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<()> {
    let _: Vec<Uuid> = tenant_members::table
        .filter(tenant_members::user_id.eq(user.uuid()))
        .order(tenant_members::tenant_id)
        .select(tenant_members::id)
        .for_update()
        .load(connection)
        .await?;
    Ok(())
}

/// Forgets the password and the person.
async fn bury(
    connection: &mut AsyncPgConnection,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::delete(passwords::table.find(user.uuid())).execute(connection).await?;
    diesel::update(users::table.find(user.uuid()))
        .set((
            users::email.eq(""),
            // Something that is no address, so that whose it was may sign up again.
            users::email_key.eq(format!("deleted:{user}")),
            users::first_name.eq(""),
            users::middle_name.eq(None::<String>),
            users::last_name.eq(""),
            users::phone_number.eq(None::<String>),
            users::email_verified_at.eq(None::<OffsetDateTime>),
            users::phone_verified_at.eq(None::<OffsetDateTime>),
            users::updated_at.eq(at),
            users::deleted_at.eq(at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
