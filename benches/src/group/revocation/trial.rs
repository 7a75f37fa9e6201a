//! One revocation.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::runtime;

use crate::failure::{Failure, Outcome, While as _};
use crate::http::{self, Connection, Request};

/// How long it took the other node to refuse.
pub(super) struct Delay {
    /// Since the revocation was sent.
    pub(super) from_sending: Duration,
    /// Since it was answered; nothing, where the other node was faster.
    pub(super) from_answer: Duration,
}

/// The node that revokes and the one that has to obey.
pub(super) struct Nodes {
    runtime: runtime::Runtime,
    one: Connection,
    other: Connection,
}

/// What is said of a credential that does not hold.
const INACTIVE: &[u8] = br#"{"active":false}"#;

/// Far more than anything that is worth measuring.
const PATIENCE: Duration = Duration::from_secs(20);

impl Nodes {
    pub(super) fn connect(one: SocketAddr, other: SocketAddr) -> Outcome<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.when("start a runtime")?;
        let (one, other) = runtime.block_on(async {
            Ok::<_, Failure>((Connection::open(one).await?, Connection::open(other).await?))
        })?;
        Ok(Self { runtime, one, other })
    }

    /// Revokes a live key at one node, while the other is asked about it without pause.
    pub(super) fn revoke(&mut self, asker: &str, key: &str) -> Outcome<Delay> {
        let question = http::post_form("/api/v1/introspect", Some(asker), "token", key);
        let revocation = http::post_form("/api/v1/revoke", None, "token", key);
        let (one, other) = (&mut self.one, &mut self.other);
        self.runtime.block_on(async {
            // From here on the other node has it in memory.
            if !is_active(other, &question).await? {
                return Err(Failure::new("a key was dead before it was revoked"));
            }
            let sent = Instant::now();
            let revoking = async {
                one.ask(&revocation).await?.expect(200)?;
                Ok(Instant::now())
            };
            let waiting = async {
                while is_active(other, &question).await? {
                    if sent.elapsed() > PATIENCE {
                        return Err(Failure::new("a revoked key lives on at the other node"));
                    }
                }
                Ok(Instant::now())
            };
            let (answered, refused) = tokio::try_join!(revoking, waiting)?;
            Ok(Delay {
                from_sending: refused.saturating_duration_since(sent),
                from_answer: refused.saturating_duration_since(answered),
            })
        })
    }
}

async fn is_active(node: &mut Connection, question: &Request) -> Outcome<bool> {
    let answer = node.ask(question).await.when("ask the other node")?;
    answer.expect(200)?;
    Ok(answer.body != INACTIVE)
}
