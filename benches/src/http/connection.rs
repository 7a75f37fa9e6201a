//! One connection, one request at a time.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::answer::Answer;
use crate::failure::{Failure, Outcome, While as _};

/// Our own answers are far shorter; what is longer is a mistake.
const MOST_BYTES: usize = 256 * 1024;

pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await.when(format!("connect to {address}"))?;
        stream.set_nodelay(true).when("set TCP_NODELAY")?;
        Ok(Self { stream, received: Vec::with_capacity(16 * 1024) })
    }

    /// Sends one request and waits for its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await.when("send a request")?;
        self.received.clear();
        while Answer::parse(&self.received)?.is_none() {
            let read = self.stream.read_buf(&mut self.received).await.when("read an answer")?;
            if read == 0 {
                return Err(Failure::new("the server closed a connection before it answered"));
            }
            if self.received.len() > MOST_BYTES {
                return Err(Failure::new("the answer has no end"));
            }
        }
        Answer::parse(&self.received)?.when("read an answer")
    }
}
