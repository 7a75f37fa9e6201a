//! The port [`ChallengeStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::{SystemScope, Trail, UserScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::notification::NewMessage;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::PhoneNumber;
use tenantry_domain::verification::{Challenge, ChallengeStore, DecidePhone, PhoneError, Purpose};
use time::OffsetDateTime;

use super::meeting::{Refusal, meet};
use super::phone;
use super::statements::put;
use crate::audit::record_own;
use crate::database::Database;
use crate::schema::{challenges, users};
use crate::user::hold_account;

/// Keeps challenges in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresChallengeStore {
    database: Database,
}

impl PostgresChallengeStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// What the log says of a secret that is sent.
const fn sending(purpose: Purpose) -> Action {
    match purpose {
        Purpose::Email => Action::EmailSendCode,
        Purpose::Phone => Action::PhoneSendCode,
        Purpose::PasswordReset => Action::PasswordRequestReset,
    }
}

#[async_trait]
impl ChallengeStore for PostgresChallengeStore {
    async fn put(
        &self,
        scope: &UserScope,
        challenge: Challenge,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let account = hold_account(connection, scope.user()).await?;
                // What is sent to an address that the account has given up must not end what was sent to the present one.
                if !account.is_some_and(|it| it.is_at(challenge.purpose, &challenge.address)) {
                    return Ok(false);
                }
                put(connection, scope.user(), &challenge, at).await?;
                let (action, target) = (sending(challenge.purpose), Target::User(scope.user()));
                record_own(connection, scope, action, target, at).await?;
                Ok(true)
            })
            .await
    }

    async fn verify_email(
        &self,
        scope: &UserScope,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                if !meet(connection, scope.user(), Purpose::Email, digest, at).await? {
                    // Whoever came with it has not shown to be anybody.
                    let trail = Trail::of_stranger(&scope.trail().origin);
                    let refusal = Refusal { scope, action: Action::EmailVerify, trail: &trail };
                    refusal.record(connection, at).await?;
                    return Ok(false);
                }
                diesel::update(users::table.find(scope.user().uuid()))
                    .set((users::email_verified_at.eq(at), users::updated_at.eq(at)))
                    .execute(connection)
                    .await?;
                let target = Target::User(scope.user());
                record_own(connection, scope, Action::EmailVerify, target, at).await?;
                Ok(true)
            })
            .await
    }

    async fn verify_phone(
        &self,
        scope: &UserScope,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                if !meet(connection, scope.user(), Purpose::Phone, digest, at).await? {
                    let trail = scope.trail();
                    let refusal = Refusal { scope, action: Action::PhoneVerify, trail };
                    refusal.record(connection, at).await?;
                    return Ok(false);
                }
                diesel::update(users::table.find(scope.user().uuid()))
                    .set((users::phone_verified_at.eq(at), users::updated_at.eq(at)))
                    .execute(connection)
                    .await?;
                let target = Target::User(scope.user());
                record_own(connection, scope, Action::PhoneVerify, target, at).await?;
                Ok(true)
            })
            .await
    }

    async fn change_phone<'a>(
        &self,
        scope: &UserScope,
        number: PhoneNumber,
        message: NewMessage,
        decide: DecidePhone<'a>,
        at: OffsetDateTime,
    ) -> Result<(), PhoneError> {
        self.database
            .in_user(scope, async |connection| {
                phone::change(connection, scope, &number, &message, decide, at).await
            })
            .await
    }

    async fn purge(&self, scope: &SystemScope, at: OffsetDateTime) -> Result<u64, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let ended = challenges::table.filter(challenges::expires_at.le(at));
                let removed = diesel::delete(ended).execute(connection).await?;
                Ok(u64::try_from(removed).unwrap_or(u64::MAX))
            })
            .await
    }
}
