//! Letters, a brand, a clock, and ways to send.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration as StdDuration;

use tempfile::TempDir;
use tenantry_domain::access::Origin;
use tenantry_domain::clock::{Clock, MockClock};
use tenantry_domain::id::MessageId;
use tenantry_domain::notification::{
    DeliveryError, Letter, LetterContent, Occurrence, TextMessage,
};
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::user::{EmailAddress, PhoneNumber};
use tenantry_notify::{
    Brand, BrandColor, InvalidSettings, Mailbox, SmtpLogin, SmtpMailer, SmtpSecurity, SmtpSettings,
};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::smtp::{SmtpBehaviour, SmtpServer};

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-21 10:15:07 UTC);
pub(crate) const ID: &str = "0193f0a0-0000-7000-8000-000000000001";
pub(crate) const CODE: &str = "428913";
pub(crate) const PASSWORD: &str = "hunter2-and-more";

pub(crate) fn clock() -> Arc<dyn Clock> {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    Arc::new(clock)
}

pub(crate) fn brand() -> Arc<Brand> {
    Arc::new(Brand {
        name: "Acme Cloud".into(),
        color: BrandColor::new("#1f6feb").unwrap(),
        support_address: Some(EmailAddress::new("help@acme.example").unwrap()),
        reset_password_url: "https://id.acme.example/reset-password".into(),
        accept_invitation_url: "https://id.acme.example/accept-invitation".into(),
    })
}

pub(crate) fn from() -> Mailbox {
    "Acme Cloud <no-reply@acme.example>".parse().unwrap()
}

pub(crate) fn id() -> MessageId {
    ID.parse().unwrap()
}

pub(crate) fn letter(to: &str, content: LetterContent) -> Letter {
    let to = EmailAddress::new(to).unwrap();
    Letter { id: id(), to, first_name: Some("Zoë".into()), content }
}

pub(crate) fn code() -> LetterContent {
    LetterContent::VerifyEmail { code: PlainSecret::new(CODE), valid_for: Duration::minutes(10) }
}

pub(crate) fn new_sign_in() -> LetterContent {
    let origin = Origin {
        ip: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0".into()),
        request_id: None,
    };
    LetterContent::NewSignIn(Occurrence { at: NOW, origin: Arc::new(origin) })
}

pub(crate) fn invitation(inviter: &str, organization: &str) -> LetterContent {
    LetterContent::Invitation {
        organization: organization.into(),
        inviter: inviter.into(),
        token: PlainSecret::new("tok-EN_123"),
        valid_for: Duration::days(7),
    }
}

pub(crate) fn text_message(to: &str) -> TextMessage {
    TextMessage {
        id: id(),
        to: PhoneNumber::new(to).unwrap(),
        code: PlainSecret::new(CODE),
        valid_for: Duration::minutes(10),
    }
}

/// A server, and the file that holds its certificate.
pub(crate) struct Post {
    pub(crate) server: SmtpServer,
    folder: TempDir,
}

impl Post {
    pub(crate) async fn start(behaviour: SmtpBehaviour) -> Self {
        Self::before(SmtpServer::start(behaviour).await)
    }

    pub(crate) fn before(server: SmtpServer) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), server.ca_pem()).unwrap();
        Self { server, folder }
    }

    /// Over STARTTLS, with time enough that only a server that never answers runs out of it.
    pub(crate) fn settings(&self) -> SmtpSettings {
        SmtpSettings {
            port: self.server.address().port(),
            ca_file: Some(self.folder.path().join("ca.pem")),
            ..SmtpSettings::new("127.0.0.1", from())
        }
    }

    pub(crate) fn mailer(&self) -> SmtpMailer {
        mailer(self.settings()).unwrap()
    }

    pub(crate) fn mailer_with_password(&self, password: &str) -> SmtpMailer {
        let login = SmtpLogin { username: "postman".into(), password: PlainSecret::new(password) };
        mailer(SmtpSettings { login: Some(login), ..self.settings() }).unwrap()
    }

    pub(crate) fn mailer_over(&self, security: SmtpSecurity) -> SmtpMailer {
        mailer(SmtpSettings { security, ..self.settings() }).unwrap()
    }

    /// One that soon gives up on an answer.
    pub(crate) fn impatient_mailer(&self) -> SmtpMailer {
        mailer(SmtpSettings { timeout: StdDuration::from_millis(400), ..self.settings() }).unwrap()
    }
}

pub(crate) fn mailer(settings: SmtpSettings) -> Result<SmtpMailer, InvalidSettings> {
    SmtpMailer::new(settings, brand(), clock())
}

/// All that a log could show of the error of something that may go through later.
pub(crate) fn later(sent: Result<(), DeliveryError>) -> String {
    match sent {
        Err(error @ DeliveryError::Later(_)) => told(&error),
        Err(error @ DeliveryError::Never(_)) => panic!("given up for good: {}", told(&error)),
        Ok(()) => panic!("it was sent"),
    }
}

/// All that a log could show of the error of something that never will go through.
pub(crate) fn never(sent: Result<(), DeliveryError>) -> String {
    match sent {
        Err(error @ DeliveryError::Never(_)) => told(&error),
        Err(error @ DeliveryError::Later(_)) => panic!("to be tried again: {}", told(&error)),
        Ok(()) => panic!("it was sent"),
    }
}

fn told(error: &DeliveryError) -> String {
    let mut text = format!("{error:?}\n{error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
