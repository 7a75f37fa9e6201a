//! From bytes to domain values: what every handler's arguments are made of.

mod asker;
mod body;
mod caller;
mod client;
mod credential;
mod fields;
mod form;
mod json;
mod page;
mod path;
mod query;
mod wire;

pub(crate) use asker::Asker;
pub(crate) use caller::{Authenticated, CallerNote};
pub(crate) use client::client_info;
pub(crate) use fields::Fields;
pub(crate) use form::Form;
pub(crate) use json::Json;
pub(crate) use page::PageQuery;
pub(crate) use path::{ApiKeyPath, InOrganization, InProject};
pub(crate) use query::Query;
pub(crate) use wire::{nullable, present};
