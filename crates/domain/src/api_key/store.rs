//! Where API keys are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{ApiKey, NewApiKey};
use super::error::{IssueError, LimitReached, RevokeError};
use crate::access::TenantScope;
use crate::id::ApiKeyId;
use crate::page::{Page, PageRequest};
use crate::project::ProjectPath;
use crate::store_error::StoreError;

/// The rule about how many keys there may be, asked with the count of live ones while no other can be made.
pub type DecideIssue<'a> = &'a (dyn Fn(u64) -> Result<(), LimitReached> + Send + Sync);

/// The rule about who may revoke a key, asked with the key locked.
pub type DecideRevoke<'a> = &'a (dyn Fn(&ApiKey) -> Result<(), RevokeError> + Send + Sync);

/// Keeps API keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Lists a project's live keys, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        page: PageRequest,
    ) -> Result<Page<ApiKey>, StoreError>;

    /// Locks the project, asks `decide` about its live keys, and keeps the new one, made by the actor.
    async fn issue<'a>(
        &self,
        scope: &TenantScope,
        new: NewApiKey,
        decide: DecideIssue<'a>,
        at: OffsetDateTime,
    ) -> Result<ApiKey, IssueError>;

    /// Locks a live key, asks `decide`, and ends it for good.
    async fn revoke<'a>(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        id: ApiKeyId,
        decide: DecideRevoke<'a>,
        at: OffsetDateTime,
    ) -> Result<(), RevokeError>;
}
