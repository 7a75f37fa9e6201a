//! The sections of the settings, each a type that holds its keys and nothing else.

mod database;
mod messages;
mod rules;
mod secrets;
mod server;

pub(crate) use database::{Database, Postgres};
pub(crate) use messages::{Brand, Mail, MailSecurity, MailTransport, Sms, SmsTransport};
pub(crate) use rules::{
    ApiKeys, Auth, Credentials, Limits, Memory, Passwords, PersonalAccessTokens, Tokens,
};
pub(crate) use secrets::Secrets;
pub(crate) use server::{Log, LogFormat, Metrics, Server};
