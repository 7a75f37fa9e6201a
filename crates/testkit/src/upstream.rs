//! What stands behind a gateway: a service that answers everything alike, and keeps what it was sent.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nreached";

/// A request as it arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrived {
    /// Its method and path.
    pub line: String,
    /// Its headers as they were written, in their order.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Arrived {
    /// All values of a header, however its name is spelt; `_` for `-`, as many a service has it, is the same.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let is_meant = |one: &str| one.replace('_', "-").eq_ignore_ascii_case(name);
        let found = self.headers.iter().filter(|(one, _)| is_meant(one));
        found.map(|(_, value)| value.as_str()).collect()
    }
}

/// The service, listening on this machine; gone when dropped.
pub struct Upstream {
    address: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    listening: JoinHandle<()>,
}

impl Upstream {
    /// On a port of its own.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let arrived = Arc::default();
        let listening = tokio::spawn(listen(listener, Arc::clone(&arrived)));
        Self { address, arrived, listening }
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What has arrived since the last call, the oldest first.
    pub fn arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.arrived.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, arrived: Arc<Mutex<Vec<Arrived>>>) {
    // Dropped with this task, and all connections with it.
    let mut open = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let arrived = Arc::clone(&arrived);
        // Whoever hangs up ends only their own request.
        open.spawn(async move { answer(stream, &arrived).await.is_ok() });
        while open.try_join_next().is_some() {}
    }
}

/// One request, one answer: connections are not used twice.
async fn answer(mut stream: TcpStream, arrived: &Mutex<Vec<Arrived>>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let request = loop {
        if let Some(request) = parse(&bytes) {
            break request;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    // Before the answer, so that whoever has that finds this.
    arrived.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    stream.write_all(ANSWER.as_bytes()).await?;
    stream.shutdown().await
}

/// A request, once it is all there. A gateway says how long the body is.
fn parse(bytes: &[u8]) -> Option<Arrived> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(end) = head.parse(bytes).ok()? else { return None };
    let line = format!("{} {}", head.method?, head.path?);
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = head.headers.iter().map(|one| (one.name.to_owned(), text(one.value))).collect();
    let arrived = Arrived { line, headers, body: Vec::new() };
    let length = arrived.header("Content-Length").first().map_or("0", |length| *length);
    let body = bytes.get(end..end + length.parse::<usize>().ok()?)?.to_vec();
    Some(Arrived { body, ..arrived })
}
