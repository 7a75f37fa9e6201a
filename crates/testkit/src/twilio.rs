//! A gateway for text messages, for tests: it speaks Twilio's Messages API over HTTP, keeps what it takes, and gives
//! whatever trouble it is told to.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::patience::PATIENCE;

/// How the gateway behaves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TwilioBehaviour {
    /// Takes messages.
    Takes,
    /// Refuses messages with this status and this code of Twilio's.
    Refuses(u16, u32),
    /// Answers with this status and body, as what stands before a gateway may.
    Answers(u16, &'static str),
    /// Sends the client elsewhere.
    Redirects(String),
    /// Says nothing, and holds the connection.
    Hangs,
}

/// A text message as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentText {
    /// Whom it is for.
    pub to: String,
    /// The number or name that it is from.
    pub from: Option<String>,
    /// The messaging service that it is from.
    pub messaging_service: Option<String>,
    /// What it says.
    pub body: String,
}

struct Shared {
    account: String,
    token: String,
    behaviour: Mutex<TwilioBehaviour>,
    texts: Mutex<Vec<SentText>>,
}

/// The gateway, listening on this machine; gone when dropped.
pub struct TwilioServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl TwilioServer {
    /// On a port of its own, with this account and its token.
    pub async fn start(account: &str, token: &str) -> Self {
        let shared = Arc::new(Shared {
            account: account.to_owned(),
            token: token.to_owned(),
            behaviour: Mutex::new(TwilioBehaviour::Takes),
            texts: Mutex::default(),
        });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut server = Self { address, shared, listening: None };
        server.start_again().await;
        server
    }

    /// What stands before `/2010-04-01/…`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All messages that it took, the oldest first.
    pub fn texts(&self) -> Vec<SentText> {
        self.shared.texts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same, once there are at least so many.
    pub async fn texts_once_there_are(&self, count: usize) -> Vec<SentText> {
        let enough = async {
            while self.texts().len() < count {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("the text message does not come");
        self.texts()
    }

    /// Behaves otherwise from now on.
    pub fn behave(&self, behaviour: TwilioBehaviour) {
        *self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// Closes all connections and refuses new ones. What it took it keeps.
    pub async fn stop(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            let _ = listening.await;
        }
    }

    /// Listens again where it listened before.
    pub async fn start_again(&mut self) {
        self.stop().await;
        let listener = TcpListener::bind(self.address).await.expect("the port is free");
        self.address = listener.local_addr().expect("a listener has an address");
        self.listening = Some(tokio::spawn(listen(listener, Arc::clone(&self.shared))));
    }
}

impl Drop for TwilioServer {
    fn drop(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and all connections with it.
    let mut open = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        // Whoever hangs up ends only their own request.
        open.spawn(async move { answer(stream, &shared).await.is_ok() });
        while open.try_join_next().is_some() {}
    }
}

/// One request, one answer: connections are not used twice.
async fn answer(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let Some(request) = Request::read(&mut stream).await? else { return Ok(()) };
    let behaviour = shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (status, header, body) = match behaviour {
        TwilioBehaviour::Hangs => std::future::pending().await,
        TwilioBehaviour::Answers(status, body) => (status, String::new(), body.to_owned()),
        TwilioBehaviour::Redirects(to) => (307, format!("Location: {to}\r\n"), String::new()),
        TwilioBehaviour::Refuses(status, code) => {
            let said = request.form.get("Body").cloned().unwrap_or_default();
            (status, String::new(), refusal(status, code, &format!("Not sent: {said}")))
        }
        TwilioBehaviour::Takes => {
            let (status, body) = take(&request, shared);
            (status, String::new(), body)
        }
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Answer\r\n{header}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

fn take(request: &Request, shared: &Shared) -> (u16, String) {
    let account = &shared.account;
    let login = format!("Basic {}", STANDARD.encode(format!("{account}:{}", shared.token)));
    if request.authorization.as_deref() != Some(&login) {
        return (401, refusal(401, 20003, "Authenticate"));
    }
    let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
    if request.method != "POST" || request.path != path {
        return (404, refusal(404, 20404, "The requested resource was not found"));
    }
    let field = |name: &str| request.form.get(name).cloned();
    let (from, messaging_service) = (field("From"), field("MessagingServiceSid"));
    let (Some(to), Some(body)) = (field("To"), field("Body")) else {
        return (400, refusal(400, 21604, "A 'To' phone number and a 'Body' are required."));
    };
    if from.is_none() && messaging_service.is_none() {
        return (400, refusal(400, 21603, "A 'From' phone number is required."));
    }
    let answer = json!({
        "sid": "SM00000000000000000000000000000000", "status": "queued",
        "account_sid": account, "to": to, "from": from, "body": body,
        "messaging_service_sid": messaging_service, "error_code": null, "error_message": null,
    });
    let text = SentText { to, from, messaging_service, body };
    shared.texts.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    (201, answer.to_string())
}

fn refusal(status: u16, code: u32, message: &str) -> String {
    let more_info = format!("https://www.twilio.com/docs/errors/{code}");
    json!({"code": code, "message": message, "more_info": more_info, "status": status}).to_string()
}

struct Request {
    method: String,
    path: String,
    authorization: Option<String>,
    form: HashMap<String, String>,
}

impl Request {
    /// A request, or nothing where the client hangs up before its end.
    async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        loop {
            if let Some(request) = Self::parse(&bytes) {
                return Ok(Some(request));
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(end) = head.parse(bytes).ok()? else { return None };
        let header = |name: &str| {
            let found = head.headers.iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
            Some(String::from_utf8_lossy(found.value).into_owned())
        };
        let length: usize = header("content-length").and_then(|text| text.parse().ok())?;
        let body = bytes.get(end..end + length)?;
        Some(Self {
            method: head.method?.to_owned(),
            path: head.path?.to_owned(),
            authorization: header("authorization"),
            form: url::form_urlencoded::parse(body).into_owned().collect(),
        })
    }
}
