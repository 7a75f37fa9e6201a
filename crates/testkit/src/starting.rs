//! A server that does not listen yet.

use crate::client::Client;
use crate::process::Process;
use crate::program::Program;
use crate::server::TestServer;

/// The program on its way to serve; killed when dropped.
pub struct Starting {
    program: Program,
    process: Process,
}

impl Starting {
    pub(crate) fn of(program: Program) -> Self {
        let process = program.spawn(&["serve"]);
        Self { program, process }
    }

    /// Waits until its log has these words.
    pub async fn logs(&mut self, words: &str) {
        self.process.logs(words).await;
    }

    /// Waits until it listens, which its banner tells.
    pub async fn listens(self) -> TestServer {
        let Self { program, mut process } = self;
        let (api, metrics) = process
            .until("address in the banner", |process| {
                let banner = process.stdout();
                Some((address(&banner, "Tenantry listens on ")?, address(&banner, "metrics: ")?))
            })
            .await;
        TestServer::listening(program, process, Client::to(&api), Client::to(&metrics))
    }
}

/// The origin of the URL that stands behind these words.
fn address(banner: &str, words: &str) -> Option<String> {
    let (_, rest) = banner.split_once(words)?;
    let (line, _) = rest.split_once('\n')?;
    let url = line.trim().strip_prefix("http://")?;
    let host = url.split('/').next()?;
    Some(format!("http://{host}"))
}
