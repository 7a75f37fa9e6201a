//! The kinds of values that settings have. Each knows what it allows, and says so when it refuses.

mod address;
mod choice;
mod database_url;
mod lifetime;
mod list;
mod network;
mod origin;
mod public_url;
mod secret;
mod switch;
mod whole;

pub(crate) use address::BindAddress;
pub(crate) use choice::choice;
pub(crate) use database_url::DatabaseUrl;
pub(crate) use lifetime::Lifetime;
pub(crate) use list::List;
pub(crate) use network::Network;
pub(crate) use origin::Origin;
pub(crate) use public_url::PublicUrl;
pub(crate) use secret::SecretText;
pub(crate) use switch::switch;
pub(crate) use whole::Whole;

#[cfg(test)]
mod tests;
