//! API keys: what a project shows to the platform's other services.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{
    ApiKey, ApiKeyName, ApiKeyPolicy, KeyRemover, NewApiKey, ResourceType, UnknownResourceType,
};
pub use error::{ApiKeyError, IssueError, LimitReached, RevokeError};
pub use service::{ApiKeyService, CreateApiKey};
pub use store::{ApiKeyStore, DecideIssue, DecideRevoke};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockApiKeyStore;

#[cfg(test)]
mod tests;
