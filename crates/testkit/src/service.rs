//! Another service of the platform, which asks about credentials.

use serde_json::Value;

use crate::client::{Client, Request, Requests};
use crate::program::Program;

/// A service with its credential.
pub struct Service {
    client: Client,
    /// What it shows.
    pub credential: String,
}

impl Service {
    /// A service whose credential an operator made with the command line.
    pub(crate) async fn registered(
        program: &Program,
        client: &Client,
        name: &str,
        rights: &[&str],
    ) -> Self {
        let mut arguments = vec!["service-credential", "create", name];
        for right in rights {
            arguments.extend(["--allow", right]);
        }
        let printed = program.run(&arguments).await.succeeded();
        let credential = printed.trim().to_owned();
        Self { client: client.bearing(&credential), credential }
    }

    /// The question about a credential.
    pub fn asks_about(&self, token: &str) -> Request {
        self.post("/api/v1/introspect").form(&[("token", token)])
    }

    /// What it learns about a credential.
    pub async fn learns(&self, token: &str) -> Value {
        self.asks_about(token).await.ok(200)
    }
}

impl Requests for Service {
    fn client(&self) -> &Client {
        &self.client
    }
}
