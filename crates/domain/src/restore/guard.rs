//! What an operator has done to a restored database before it serves. It only ever takes away.

use std::fmt::Write as _;
use std::sync::Arc;

use super::ending::{Ending, EndingKind};
use super::report::Report;
use super::store::EndingStore;
use crate::access::{SystemScope, Trail};
use crate::audit::{Action, AuditStore, NewAuditEvent, Outcome};
use crate::clock::Clock;
use crate::id::InstallationId;
use crate::password::{HashingError, PasswordHash, PasswordHasher};
use crate::secret::{PlainSecret, SecretSource};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("guard after a restore");
/// How many sessions are looked at in one step.
const SESSIONS: u32 = 1000;

/// Why the guard stopped. What it had ended by then has ended; it can be begun again at any time.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// What should have ended belongs to others.
    #[error(
        "the file of revocations is that of another installation, {theirs}; this is {ours}; nothing was done with it"
    )]
    Foreign {
        /// Whose it is.
        theirs: InstallationId,
        /// The one at hand.
        ours: InstallationId,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No hash was made that fits no password.
    #[error(transparent)]
    Hashing(#[from] HashingError),
}

/// What the guard works with.
pub struct GuardParts {
    /// What ends things.
    pub store: Arc<dyn EndingStore>,
    /// What makes the hashes of passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Where a password comes from that nobody knows.
    pub secrets: Arc<dyn SecretSource>,
    /// What is told of it.
    pub audit: Arc<dyn AuditStore>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Ends again what a restored backup brought back.
pub struct RestoreGuard {
    parts: GuardParts,
}

impl RestoreGuard {
    /// Works with these.
    pub const fn new(parts: GuardParts) -> Self {
        Self { parts }
    }

    /// Lets through what ended in this installation. To be asked before anything of it is replayed.
    pub async fn admit(&self, theirs: InstallationId) -> Result<(), GuardError> {
        let ours = self.parts.store.installation(&SCOPE).await?;
        if theirs == ours { Ok(()) } else { Err(GuardError::Foreign { theirs, ours }) }
    }

    /// Ends these where they have not ended, in small steps, and adds to the report what became of them.
    pub async fn replay(&self, endings: &[Ending], report: &mut Report) -> Result<(), GuardError> {
        for alike in endings.chunk_by(|one, next| one.kind == next.kind) {
            let Some(kind) = alike.first().map(|ending| ending.kind) else { continue };
            for step in alike.chunks(kind.most_at_once()) {
                let unusable = match kind {
                    EndingKind::Password => Some(self.unusable().await?),
                    _ => None,
                };
                let (store, now) = (&self.parts.store, self.parts.clock.now());
                let counts = store.end(&SCOPE, kind, step.to_vec(), unusable, now).await?;
                report.add(kind, counts);
            }
        }
        Ok(())
    }

    /// Ends all sessions there are, and says how many that were.
    pub async fn end_every_session(&self) -> Result<u64, GuardError> {
        let (mut ended, mut after) = (0_u64, None);
        loop {
            let (store, now) = (&self.parts.store, self.parts.clock.now());
            let step = store.end_sessions(&SCOPE, after, SESSIONS, now).await?;
            ended = ended.saturating_add(step.ended);
            match step.last {
                Some(last) => after = Some(last),
                None => return Ok(ended),
            }
        }
    }

    /// Forgets the codes and links that were out when the backup was made, as one that was used since would serve again, and tells the
    /// audit log of the run. To be called at its end, whatever else was done. Says how many codes and links that were.
    pub async fn conclude(&self) -> Result<u64, GuardError> {
        let forgotten = self.parts.store.forget_challenges(&SCOPE).await?;
        let event = NewAuditEvent {
            tenant: None,
            user: None,
            organization: None,
            action: Action::RestoreGuard,
            outcome: Outcome::Success,
            target: None,
            trail: Trail::of_operator(),
        };
        self.parts.audit.record(&SCOPE, event, self.parts.clock.now()).await?;
        Ok(forgotten)
    }

    /// The hash of a password that nobody knows, so that comparing with it takes as long as with any other and is always wrong.
    async fn unusable(&self) -> Result<PasswordHash, HashingError> {
        let mut password = String::new();
        for byte in self.parts.secrets.entropy() {
            // Writing into a text does not fail.
            let _ = write!(password, "{byte:02x}");
        }
        self.parts.hasher.hash(PlainSecret::new(password)).await
    }
}
