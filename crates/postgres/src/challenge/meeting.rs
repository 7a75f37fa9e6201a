//! What somebody comes with, held against what was sent.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use tenantry_domain::access::{Trail, UserScope};
use tenantry_domain::audit::{Action, Outcome, Target};
use tenantry_domain::id::UserId;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::verification::Purpose;
use time::OffsetDateTime;

use super::statements::take;
use crate::audit::Entry;
use crate::user::lock_account;

/// Locks the account, and says whether a live challenge of it was met that was sent to where it is now.
pub(super) async fn meet(
    connection: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
    digest: SecretDigest,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let account = lock_account(connection, user).await?;
    let sent_to = take(connection, user, purpose, digest, at).await?;
    Ok(account.zip(sent_to).is_some_and(|(account, address)| account.is_at(purpose, &address)))
}

/// That somebody came with something else.
pub(super) struct Refusal<'a> {
    pub(super) scope: &'a UserScope,
    pub(super) action: Action,
    pub(super) trail: &'a Trail,
}

impl Refusal<'_> {
    pub(super) async fn record(
        self,
        connection: &mut AsyncPgConnection,
        at: OffsetDateTime,
    ) -> QueryResult<()> {
        let target = Target::User(self.scope.user());
        let entry = Entry::done(self.action, &target, self.trail, at);
        let (tenant, user) = (self.scope.tenant(), Some(self.scope.user()));
        Entry { tenant, user, outcome: Outcome::Refused, ..entry }.record_own(connection).await
    }
}
