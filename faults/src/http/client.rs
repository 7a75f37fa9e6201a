//! One client of one node, with one request at a time over a connection that it keeps.
//!
//! A connection that was closed between two requests is opened again, as any proxy does.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use httparse::{EMPTY_HEADER, Response, Status};
use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Answer, Reply};

/// Whatever takes longer is told as lost.
const PATIENCE: Duration = Duration::from_secs(20);
const MOST_HEADERS: usize = 32;

pub(crate) struct Client {
    address: SocketAddr,
    /// Whether it sends requests only to a node that says that it is ready, as a load balancer does.
    asks_first: bool,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

impl Client {
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self { address, asks_first: false, stream: None, received: Vec::new() }
    }

    /// The same, which asks a node whether it is ready before it makes use of a new connection.
    pub(crate) fn that_asks_first(address: SocketAddr) -> Self {
        Self { asks_first: true, ..Self::of(address) }
    }

    async fn connect(&mut self) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        if self.asks_first {
            let head =
                timeout(PATIENCE, exchange(&mut stream, READY, &mut self.received)).await??;
            if head.status != 200 || head.closes {
                return Err(io::Error::other("the node is not ready, or about to go"));
            }
        }
        Ok(stream)
    }

    /// Sends one request, and tells what became of it.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Reply {
        let kept = self.stream.take().filter(is_open);
        let how = if kept.is_some() { "kept" } else { "new" };
        let mut stream = match kept {
            Some(stream) => stream,
            None => match self.connect().await {
                Ok(stream) => stream,
                Err(_) => return Reply::Unreached,
            },
        };
        let begun = Instant::now();
        match timeout(PATIENCE, exchange(&mut stream, request, &mut self.received)).await {
            Ok(Ok(Head { status, length, body, closes })) => {
                if !closes {
                    self.stream = Some(stream);
                }
                let body = self.received.get(body..body + length).unwrap_or_default().to_vec();
                Reply::Answer(Answer { status, body, took: begun.elapsed() })
            }
            Ok(Err(error)) => {
                let after = begun.elapsed();
                Reply::Lost(format!("no answer over a {how} connection: {error}, after {after:?}"))
            }
            Err(elapsed) => Reply::Lost(format!("no answer: {elapsed}")),
        }
    }
}

/// What a load balancer asks of each node.
const READY: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/// Asks the system itself: the runtime may not have heard yet.
fn is_open(stream: &TcpStream) -> bool {
    let mut byte = [0; 1];
    let peeked = recv(stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    matches!(peeked, Err(Errno::AGAIN))
}

async fn exchange(
    stream: &mut TcpStream,
    request: &[u8],
    received: &mut Vec<u8>,
) -> io::Result<Head> {
    stream.set_nodelay(true)?;
    stream.write_all(request).await?;
    received.clear();
    loop {
        if stream.read_buf(received).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(head) = Head::parse(received)?
            && received.len() >= head.body + head.length
        {
            return Ok(head);
        }
    }
}

/// What of an answer's head matters.
struct Head {
    status: u16,
    /// Where the body begins, and how long it is.
    body: usize,
    length: usize,
    closes: bool,
}

impl Head {
    fn parse(received: &[u8]) -> io::Result<Option<Self>> {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        let Status::Complete(body) = response.parse(received).map_err(io::Error::other)? else {
            return Ok(None);
        };
        let value = |name: &str| {
            let mut headers = response.headers.iter();
            let header = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(header.value).ok()
        };
        let status = response.code.unwrap_or_default();
        let length = match value("content-length").map(str::parse) {
            Some(Ok(length)) => length,
            None if status == 204 => 0,
            _ => return Err(io::Error::other("an answer without Content-Length")),
        };
        let closes = value("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        Ok(Some(Self { status, body, length, closes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_content_has_no_length() {
        let head = Head::parse(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        let head = head.unwrap().unwrap();
        assert_eq!((head.status, head.length, head.closes), (204, 0, true));
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\n").unwrap().is_none());
    }
}
