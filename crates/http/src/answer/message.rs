//! The answer of a call that has nothing to show but that it worked.

use serde::Serialize;
use utoipa::ToSchema;

/// A sentence for people.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageResponse {
    /// What was done.
    #[schema(example = "you are signed out")]
    pub(crate) message: &'static str,
}
