//! Two nodes on one database, both of which remember: what one has done the other obeys within a second.

mod credentials;
mod people;

use tenantry_testkit::{Client, Requests as _, TestServer};

use crate::fixtures::{EveryKind, reason, remembers, verify};

/// Two nodes, the first of which everything was made on.
struct Nodes {
    world: EveryKind,
    other: TestServer,
    /// The service that asks, at the other node.
    gateway: Client,
}

impl Nodes {
    async fn running() -> Self {
        let world = EveryKind::made().await;
        let other = world.server.program().serve().await;
        let gateway = other.client().bearing(&world.gateway.credential);
        let nodes = Self { world, other, gateway };
        nodes.remember().await;
        nodes
    }

    /// Has both nodes answer about each kind, and about the keys from memory.
    async fn remember(&self) {
        for gateway in self.gateways() {
            for secret in self.world.secrets() {
                for _ in 0..2 {
                    assert_eq!(reason(gateway, secret).await, "ok");
                }
            }
        }
        let key = &self.world.key.secret;
        remembers(&self.world.server, "api_key", verify(&self.world.gateway, key)).await;
        remembers(&self.other, "api_key", verify(&self.gateway, key)).await;
    }

    /// The service that asks, at either node.
    fn gateways(&self) -> [&Client; 2] {
        [self.world.gateway.client(), &self.gateway]
    }

    /// Whoever shows this, at the other node.
    fn at_other(&self, credential: &str) -> Client {
        self.other.client().bearing(credential)
    }
}
