//! Where personal access tokens are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewPersonalAccessToken, PersonalAccessToken, TokenFilter};
use super::error::IssueTokenError;
use crate::access::UserScope;
use crate::id::PersonalAccessTokenId;
use crate::page::{Slice, SliceRequest};
use crate::store_error::StoreError;

/// Keeps personal access tokens.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait PersonalAccessTokenStore: Send + Sync {
    /// Lists the person's live tokens, over all organizations that live and that they are in, the newest first.
    async fn list(
        &self,
        scope: &UserScope,
        filter: TokenFilter,
        slice: SliceRequest,
        at: OffsetDateTime,
    ) -> Result<Slice<PersonalAccessToken>, StoreError>;

    /// Keeps a new token of the person, if they are a member of its organization, which must work.
    async fn issue(
        &self,
        scope: &UserScope,
        new: NewPersonalAccessToken,
        at: OffsetDateTime,
    ) -> Result<PersonalAccessToken, IssueTokenError>;

    /// Ends one of the person's tokens for good. Says whether there was one.
    async fn revoke(
        &self,
        scope: &UserScope,
        id: PersonalAccessTokenId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
