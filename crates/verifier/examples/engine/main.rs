//! An inference engine that checks the API keys of its callers in its own process, from memory, and never by what was true more than a
//! second ago. To start from: put in place of [`registry`] and [`log`] whatever your service asks and is told by.
//!
//! `cargo run -p tenantry-verifier --example engine` shows what it does.

mod door;
mod log;
mod registry;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use door::Door;
use registry::Registry;
use tenantry_domain::credential::{CredentialFormat, CredentialKind};

/// How often the log is read where nothing wakes the tail. It must be well below a second.
const INTERVAL: Duration = Duration::from_millis(100);

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    for line in run().await? {
        println!("{line}");
    }
    Ok(())
}

/// What happens at the door, line by line.
pub(crate) async fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let format = CredentialFormat::new("nc")?;
    let registry = Arc::new(Registry::default());
    let key = registry.issue(&format, "inference", [7; 32]);
    let door = Arc::new(Door::new(Arc::clone(&registry), format.clone()));
    let following = tokio::spawn({
        let door = Arc::clone(&door);
        async move { door.follow(INTERVAL).await }
    });
    // Until the log was read once, memory answers nothing, and every question goes to the registry.
    door.catch_up().await;

    let mut lines = Vec::new();
    let mut tell = async |what: &str, shown: &str| {
        let answer = match door.check(shown, "inference").await {
            Ok(Ok(grant)) => format!("served for tenant {}", grant.tenant),
            Ok(Err(refusal)) => format!("refused: {refusal}"),
            Err(error) => format!("no answer: {error}"),
        };
        lines.push(format!("{what}: {answer} ({} asked)", registry.asked()));
    };

    let secret = key.secret.expose();
    tell("a key for the first time", secret).await;
    tell("the same again", secret).await;
    tell("what is no key", "sk-nc-mistyped").await;

    let unknown = format.mint(CredentialKind::ApiKey, [8; 32]);
    tell("one that nobody made", unknown.secret.expose()).await;
    tell("the same again", unknown.secret.expose()).await;
    registry.issue(&format, "inference", [8; 32]);
    // In a running service the tail does this by itself, within a moment. Who has just made a change waits for it.
    door.catch_up().await;
    tell("once somebody has", unknown.secret.expose()).await;

    let other = registry.issue(&format, "storage", [9; 32]);
    door.catch_up().await;
    tell("one for something else", other.secret.expose()).await;

    registry.revoke(key.digest);
    door.catch_up().await;
    tell("a key that was revoked", secret).await;

    registry.is_down(true);
    door.catch_up().await;
    tell("with the registry gone", unknown.secret.expose()).await;
    registry.is_down(false);
    door.catch_up().await;
    // What was told meanwhile is read now; as that was nothing, what is remembered is good again.
    tell("with the registry back", unknown.secret.expose()).await;

    following.abort();
    Ok(lines)
}
