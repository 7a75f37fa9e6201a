//! The HTTP API on actix-web. A request is parsed into domain values, authenticated, handed to one call of one service, and
//! its answer mapped back. Rules are in the domain, status codes in [`problem`].

pub mod configure;
pub mod metrics;
pub mod openapi;
pub mod pages;
pub mod problem;
pub mod server;
pub mod services;

mod answer;
mod request;
mod routes;

#[cfg(test)]
mod fixtures;
