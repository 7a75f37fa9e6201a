//! What the server says to one client.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::{Encryption, ReceivedMail, Shared, Stage, Trouble};

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The other side has hung up, or is to be hung up on.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

/// A conversation, as far as it has come.
pub(super) struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    encrypted: bool,
    login: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    /// Speaks with the client until either side has enough.
    pub(super) async fn hold(stream: TcpStream, shared: Arc<Shared>) {
        let encryption = shared.behaviour().encryption;
        let stream: Box<dyn Stream> = Box::new(stream);
        let mut conversation = Self {
            stream: BufReader::new(stream),
            shared,
            encrypted: false,
            login: None,
            from: None,
            to: Vec::new(),
        };
        if encryption == Encryption::Tls {
            let Ok(encrypted) = conversation.encrypt().await else { return };
            conversation = encrypted;
        }
        let _ = conversation.talk().await;
    }

    async fn talk(mut self) -> Result<(), Over> {
        self.reply(Stage::Greeting, "220 localhost ESMTP").await?;
        loop {
            let line = self.line().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.say(&self.greeting()).await?,
                "STARTTLS" if self.may_encrypt() => {
                    self.say("220 2.0.0 go ahead").await?;
                    self = self.encrypt().await?;
                }
                "AUTH" => self.authenticate(rest).await?,
                "MAIL" if self.lacks_encryption() => {
                    self.say("530 5.7.0 Must issue a STARTTLS command first").await?;
                }
                "MAIL" if self.lacks_login() => {
                    self.say("530 5.7.0 Authentication required").await?;
                }
                "MAIL" => {
                    self.from = Some(path(rest));
                    self.to.clear();
                    self.reply(Stage::Sender, "250 2.1.0 OK").await?;
                }
                "RCPT" if self.from.is_none() => self.say("503 5.5.1 MAIL first").await?,
                "RCPT" => {
                    if self.reply(Stage::Recipient, "250 2.1.5 OK").await? {
                        self.to.push(path(rest));
                    }
                }
                "DATA" if self.to.is_empty() => self.say("503 5.5.1 RCPT first").await?,
                "DATA" => self.take().await?,
                "RSET" => {
                    self.from = None;
                    self.to.clear();
                    self.reply(Stage::Reset, "250 2.0.0 OK").await?;
                }
                "NOOP" => self.say("250 2.0.0 OK").await?,
                "QUIT" => return self.say("221 2.0.0 bye").await,
                _ => self.say("502 5.5.1 unknown command").await?,
            }
        }
    }

    fn greeting(&self) -> String {
        let behaviour = self.shared.behaviour();
        let mut lines = vec!["localhost".to_owned(), "8BITMIME".to_owned()];
        if self.may_encrypt() {
            lines.push("STARTTLS".into());
        }
        if behaviour.smtputf8 {
            lines.push("SMTPUTF8".into());
        }
        if behaviour.login.is_some() && !self.lacks_encryption() {
            lines.push(format!("AUTH {}", behaviour.mechanisms));
        }
        let all: Vec<String> = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        format!("{}250 ENHANCEDSTATUSCODES", all.concat())
    }

    fn may_encrypt(&self) -> bool {
        !self.encrypted && self.shared.behaviour().encryption == Encryption::StartTls
    }

    fn lacks_encryption(&self) -> bool {
        !self.encrypted && self.shared.behaviour().encryption != Encryption::None
    }

    fn lacks_login(&self) -> bool {
        self.login.is_none() && self.shared.behaviour().login.is_some()
    }

    /// Begins anew over TLS (RFC 3207 §4.2).
    async fn encrypt(self) -> Result<Self, Over> {
        let stream = self.shared.tls.accept(self.stream.into_inner()).await?;
        let stream: Box<dyn Stream> = Box::new(stream);
        let stream = BufReader::new(stream);
        Ok(Self { stream, encrypted: true, from: None, to: Vec::new(), ..self })
    }

    async fn authenticate(&mut self, asked: &str) -> Result<(), Over> {
        let behaviour = self.shared.behaviour();
        let (mechanism, first) = asked.split_once(' ').unwrap_or((asked, ""));
        if self.lacks_encryption() || !behaviour.mechanisms.split(' ').any(|one| one == mechanism) {
            return self.say("504 5.5.4 no such mechanism").await;
        }
        let given = if mechanism == "PLAIN" {
            let answer = if first.is_empty() { self.ask("").await? } else { decode(first) };
            let mut parts = answer.split('\0').skip(1).map(str::to_owned);
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        } else {
            (self.ask("Username:").await?, self.ask("Password:").await?)
        };
        let name = given.0.clone();
        self.shared.logins_tried.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        if behaviour.login.as_ref() == Some(&given) {
            self.login = Some(given.0);
            self.say("235 2.7.0 welcome").await
        } else {
            // No server should say what this one says, and whoever hears it must not pass it on.
            self.say(&format!("535 5.7.8 {} is not known by {}", given.0, given.1)).await
        }
    }

    async fn ask(&mut self, question: &str) -> Result<String, Over> {
        self.say(&format!("334 {}", STANDARD.encode(question))).await?;
        Ok(decode(&self.line().await?))
    }

    async fn take(&mut self) -> Result<(), Over> {
        if !self.reply(Stage::Data, "354 go ahead").await? {
            return Ok(());
        }
        let mut raw = Vec::new();
        loop {
            let line = self.bytes().await?;
            match line.strip_prefix(b".") {
                Some(b"\r\n") => break,
                Some(stuffed) => raw.extend_from_slice(stuffed),
                None => raw.extend_from_slice(&line),
            }
        }
        let mail = ReceivedMail {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            raw,
            encrypted: self.encrypted,
            login: self.login.clone(),
        };
        // Taken when the server says so: one that hangs or refuses here has taken nothing.
        if self.reply(Stage::Content, "250 2.0.0 taken").await? {
            self.shared.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        }
        Ok(())
    }

    /// Says what belongs here, or gives the trouble that does; tells whether all is well.
    async fn reply(&mut self, stage: Stage, line: &str) -> Result<bool, Over> {
        match self.shared.behaviour().trouble {
            Trouble::Hangs(at) if at == stage => {
                self.shared.hung.fetch_add(1, Ordering::SeqCst);
                std::future::pending().await
            }
            Trouble::Closes(at) if at == stage => Err(Over),
            Trouble::Answers(at, instead) if at == stage => {
                self.say(instead).await?;
                Ok(false)
            }
            Trouble::None | Trouble::Hangs(_) | Trouble::Closes(_) | Trouble::Answers(..) => {
                self.say(line).await?;
                Ok(true)
            }
        }
    }

    async fn say(&mut self, line: &str) -> Result<(), Over> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        stream.flush().await?;
        Ok(())
    }

    async fn line(&mut self) -> Result<String, Over> {
        Ok(String::from_utf8_lossy(&self.bytes().await?).trim_end().to_owned())
    }

    async fn bytes(&mut self) -> Result<Vec<u8>, Over> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        if line.ends_with(b"\n") { Ok(line) } else { Err(Over) }
    }
}

/// What stands between the angle brackets.
fn path(rest: &str) -> String {
    let inside = rest.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inside.map_or_else(|| rest.to_owned(), |(path, _)| path.to_owned())
}

fn decode(text: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(text).unwrap_or_default()).into_owned()
}
