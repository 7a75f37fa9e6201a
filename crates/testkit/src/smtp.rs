//! A mail server for tests: it speaks SMTP as real ones do (RFC 5321, RFC 3207, RFC 4954), keeps what it takes, and
//! gives whatever trouble it is told to.

#[path = "smtp/conversation.rs"]
mod conversation;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::patience::PATIENCE;
use conversation::Conversation;

/// How the server encrypts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encryption {
    /// Not at all.
    None,
    /// When asked to, and it takes no mail before.
    StartTls,
    /// From the first byte.
    Tls,
}

/// Where in the conversation something happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Before the server's first word.
    Greeting,
    /// At `MAIL`.
    Sender,
    /// At `RCPT`.
    Recipient,
    /// At `DATA`.
    Data,
    /// When all of the mail was sent.
    Content,
    /// At `RSET`.
    Reset,
}

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Nothing.
    None,
    /// From this stage on the server says nothing more, and holds the connection.
    Hangs(Stage),
    /// At this stage it answers with this line.
    Answers(Stage, &'static str),
    /// At this stage it closes the connection.
    Closes(Stage),
}

/// How the server behaves towards connections that come from now on; trouble befalls those that are open, too.
#[derive(Clone, Debug)]
pub struct SmtpBehaviour {
    /// How it encrypts.
    pub encryption: Encryption,
    /// The name and the password that it asks for.
    pub login: Option<(String, String)>,
    /// The mechanisms that it offers for that.
    pub mechanisms: &'static str,
    /// Whether it takes addresses in all letters (RFC 6531).
    pub smtputf8: bool,
    /// What goes wrong.
    pub trouble: Trouble,
}

impl Default for SmtpBehaviour {
    fn default() -> Self {
        Self {
            encryption: Encryption::StartTls,
            login: None,
            mechanisms: "PLAIN LOGIN",
            smtputf8: false,
            trouble: Trouble::None,
        }
    }
}

impl SmtpBehaviour {
    /// Asks everybody for this name and this password.
    pub fn with_login(mut self, name: &str, password: &str) -> Self {
        self.login = Some((name.to_owned(), password.to_owned()));
        self
    }

    /// Encrypts like this.
    pub fn with_encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// Gives this trouble.
    pub fn with_trouble(mut self, trouble: Trouble) -> Self {
        self.trouble = trouble;
        self
    }
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// Whom `MAIL` named.
    pub from: String,
    /// Whom `RCPT` named.
    pub to: Vec<String>,
    /// The mail itself, headers and body.
    pub raw: Vec<u8>,
    /// Whether it came encrypted.
    pub encrypted: bool,
    /// Who sent it, where the server asked.
    pub login: Option<String>,
}

struct Shared {
    behaviour: Mutex<SmtpBehaviour>,
    mails: Mutex<Vec<ReceivedMail>>,
    logins_tried: Mutex<Vec<String>>,
    connections: AtomicUsize,
    hung: AtomicUsize,
    tls: TlsAcceptor,
}

impl Shared {
    fn behaviour(&self) -> SmtpBehaviour {
        self.behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn mails(&self) -> Vec<ReceivedMail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The server, listening on this machine; gone when dropped.
pub struct SmtpServer {
    address: SocketAddr,
    ca_pem: String,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl SmtpServer {
    /// On a port of its own, with a certificate of its own for `localhost` and `127.0.0.1`.
    pub async fn start(behaviour: SmtpBehaviour) -> Self {
        Self::start_as(&["localhost", "127.0.0.1"], behaviour).await
    }

    /// The same, with a certificate for these names.
    pub async fn start_as(names: &[&str], behaviour: SmtpBehaviour) -> Self {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate can be made");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows TLS")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("the certificate and its key belong together");
        let shared = Arc::new(Shared {
            behaviour: Mutex::new(behaviour),
            mails: Mutex::default(),
            logins_tried: Mutex::default(),
            connections: AtomicUsize::default(),
            hung: AtomicUsize::default(),
            tls: TlsAcceptor::from(Arc::new(config)),
        });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut server = Self { address, ca_pem: made.cert.pem(), shared, listening: None };
        server.start_again().await;
        server
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate to trust it by.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// All mail that it took, the oldest first.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.shared.mails()
    }

    /// The same, once there are at least so many.
    pub async fn mails_once_there_are(&self, count: usize) -> Vec<ReceivedMail> {
        let enough = async {
            while self.mails().len() < count {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("the mail does not come");
        self.mails()
    }

    /// The names by which clients tried to sign in, successfully or not.
    pub fn logins_tried(&self) -> Vec<String> {
        self.shared.logins_tried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many conversations have come to where it hangs.
    pub async fn hangs_in(&self, count: usize) {
        let enough = async {
            while self.shared.hung.load(Ordering::SeqCst) < count {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("no conversation comes that far");
    }

    /// Behaves otherwise from now on.
    pub fn behave(&self, behaviour: SmtpBehaviour) {
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

impl Drop for SmtpServer {
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
        shared.connections.fetch_add(1, Ordering::SeqCst);
        // Whoever hangs up ends only their own conversation.
        open.spawn(Conversation::hold(stream, Arc::clone(&shared)));
        while open.try_join_next().is_some() {}
    }
}
