//! Bytes on a connection, for requests that no proper client sends.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::Client;

/// Far more than any answer takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    /// Opens one to the server that the client speaks to.
    pub async fn to(client: &Client) -> Self {
        let stream = TcpStream::connect(client.address()).await.expect("the server listens");
        Self { stream }
    }

    /// Sends bytes; a server that has closed the connection meanwhile is none the wiser.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// Says that nothing more is sent.
    pub async fn finish(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// Goes on sending these bytes, with a pause before each time, until the server answers or closes the connection.
    pub async fn drip(&mut self, bytes: &str, pause: Duration) {
        let begun = Instant::now();
        while timeout(pause, self.stream.readable()).await.is_err() {
            assert!(begun.elapsed() < PATIENCE, "the server goes on listening to a drip");
            self.send(bytes).await;
        }
    }

    /// Waits until the server has said these words.
    pub async fn hears(&mut self, words: &str) {
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(words) {
            let more = self.more().await;
            assert!(!more.is_empty(), "no {words} in {}", String::from_utf8_lossy(&heard));
            heard.extend(more);
        }
    }

    /// All that comes until the server closes the connection.
    pub async fn answer(mut self) -> String {
        let mut answer = Vec::new();
        loop {
            let more = self.more().await;
            if more.is_empty() {
                return String::from_utf8_lossy(&answer).into_owned();
            }
            answer.extend(more);
        }
    }

    /// What comes next; nothing when the connection was closed, be it while we were still sending.
    async fn more(&mut self) -> Vec<u8> {
        let mut piece = vec![0; 4096];
        let read = timeout(PATIENCE, self.stream.read(&mut piece));
        let length = read.await.expect("the server neither answers nor closes the connection");
        piece.truncate(length.unwrap_or_default());
        piece
    }
}

/// What a server answers to these bytes before it closes the connection.
pub async fn exchange(client: &Client, bytes: impl AsRef<[u8]>) -> String {
    let mut connection = Connection::to(client).await;
    connection.send(bytes).await;
    connection.answer().await
}
