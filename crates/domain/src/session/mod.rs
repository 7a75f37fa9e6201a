//! Sessions: signing in, staying in, signing out.

mod access_token;
mod directory;
mod entity;
mod error;
mod refresh;
mod service;
mod store;

pub use access_token::{AccessClaims, AccessTokens, InvalidAccessToken};
pub use directory::{LoginFacts, SessionDirectory, SessionFacts};
pub use entity::{Lifetimes, NewSession, Session, SessionEntry};
pub use error::{LoginError, LogoutError, RefreshError, RevokeSessionError, SwitchTenantError};
pub use refresh::{EndReason, Refresh};
pub use service::{SessionParts, SessionService, SignInPolicy, SignedIn};
pub use store::{DecideRefresh, OpenError, Refreshed, SessionStore, TenantSwitch};

#[cfg(any(test, feature = "mocks"))]
pub use access_token::MockAccessTokens;
#[cfg(any(test, feature = "mocks"))]
pub use directory::MockSessionDirectory;
#[cfg(any(test, feature = "mocks"))]
pub use store::MockSessionStore;

#[cfg(test)]
mod tests;
