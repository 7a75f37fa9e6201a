//! What keeps the service running and explains it: health, metrics, logs, documents, headers.

mod browsers;
mod documents;
mod health;
mod telemetry;
