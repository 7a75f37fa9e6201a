//! What other services learn about a credential that they verify, and why it does not serve.

mod askers;
mod batches;
mod bodies;
mod claims;
mod demands;
mod ends;
mod reasons;
mod usage;

const PATH: &str = "/api/v1/verify";
