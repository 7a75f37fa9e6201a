//! Personal access tokens: what acts as its owner, with the rights that they have at the moment, inside one organization.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{
    NewPersonalAccessToken, PersonalAccessToken, TokenFilter, TokenLifetime, TokenLifetimeError,
    TokenName,
};
pub use error::{IssueTokenError, PersonalAccessTokenError};
pub use service::{CreatePersonalAccessToken, PersonalAccessTokenService};
pub use store::PersonalAccessTokenStore;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockPersonalAccessTokenStore;

#[cfg(test)]
mod tests;
