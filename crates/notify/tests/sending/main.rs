//! Messages on their way out, to servers that speak as real ones do.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "these are tests, which a panic with a clear message ends best"
)]

#[path = "../../../testkit/src/patience.rs"]
pub mod patience;
#[path = "../../../testkit/src/smtp.rs"]
pub mod smtp;
#[path = "../../../testkit/src/twilio.rs"]
pub mod twilio;

mod encryption;
mod fixtures;
mod folders;
mod mail;
mod mail_trouble;
mod previews;
mod texts;
