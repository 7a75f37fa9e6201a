//! Real clusters: started, left, killed, shared and refused.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the configured leave for tests does not reach the functions that tests share"
)]

mod attach;
mod helper;
mod place;
mod refuse;
mod start;
mod survive;
