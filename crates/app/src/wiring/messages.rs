//! How messages look, and how they leave, by what the settings say.

use std::sync::Arc;

use tenantry_domain::clock::Clock;
use tenantry_domain::notification::{Mailer, TextMessenger};
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::user::EmailAddress;
use tenantry_notify::{
    Brand, BrandColor, InvalidSettings, MailFolder, Mailbox, SmtpLogin, SmtpMailer, SmtpSecurity,
    SmtpSettings, TextFolder, TwilioMessenger, TwilioSettings,
};

use crate::settings::{MailSecurity, MailTransport, Settings, SmsTransport};

/// A setting of messages can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnusableMessages {
    /// One of them does not serve.
    #[error("`{key}` {problem}")]
    Setting {
        /// Which one.
        key: &'static str,
        /// Why, and what would.
        problem: String,
    },
    /// They don't go together.
    #[error("`{section}` can't be used")]
    Section {
        /// Which ones.
        section: &'static str,
        /// Why.
        source: InvalidSettings,
    },
}

fn wrong(key: &'static str, problem: impl Into<String>) -> UnusableMessages {
    UnusableMessages::Setting { key, problem: problem.into() }
}

/// What people know the platform by.
pub(crate) fn brand(settings: &Settings) -> Result<Brand, UnusableMessages> {
    let (brand, mail) = (&settings.brand, &settings.mail);
    let name = brand.name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(wrong("brand.name", "must be 1 to 100 characters in one line"));
    }
    let color = BrandColor::new(&brand.color)
        .map_err(|error| wrong("brand.color", format!("{error}, not `{}`", brand.color)))?;
    let support_address = brand
        .support_address
        .as_deref()
        .map(EmailAddress::new)
        .transpose()
        .map_err(|error| wrong("brand.support_address", error.to_string()))?;
    let page = |given: &Option<crate::settings::PublicUrl>, path: &str| {
        given.as_ref().map_or_else(
            || format!("{}/{path}", settings.server.public_url.as_str()),
            |url| url.as_str().to_owned(),
        )
    };
    Ok(Brand {
        name: name.to_owned(),
        color,
        support_address,
        reset_password_url: page(&mail.reset_password_url, "reset-password"),
        accept_invitation_url: page(&mail.accept_invitation_url, "accept-invitation"),
    })
}

/// Whom mail is from: an address, with or without a name before it.
pub(crate) fn sender(settings: &Settings) -> Result<Mailbox, UnusableMessages> {
    let text = &settings.mail.from;
    text.parse().map_err(|error: tenantry_notify::InvalidMailbox| {
        let example = "such as \"Example <no-reply@example.com>\"";
        wrong("mail.from", format!("{error}, {example}, not `{text}`"))
    })
}

/// What sends mail.
pub(crate) fn mailer(
    settings: &Settings,
    brand: &Arc<Brand>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Mailer>, UnusableMessages> {
    let (from, brand) = (sender(settings)?, Arc::clone(brand));
    Ok(match settings.mail.transport {
        MailTransport::Files => {
            let folder = settings.data_dir.join("outbox/mail");
            Arc::new(MailFolder::new(folder, from, brand, Arc::clone(clock)))
        }
        MailTransport::Smtp => {
            let mailer = SmtpMailer::new(smtp(settings, from)?, brand, Arc::clone(clock));
            let section = "mail.smtp";
            Arc::new(mailer.map_err(|source| UnusableMessages::Section { section, source })?)
        }
    })
}

fn smtp(settings: &Settings, from: Mailbox) -> Result<SmtpSettings, UnusableMessages> {
    let smtp = &settings.mail.smtp;
    let needed = "must be set where `mail.transport` is smtp";
    let host = smtp.host.as_deref().ok_or_else(|| wrong("mail.smtp.host", needed))?;
    let (security, usual_port) = match smtp.security {
        MailSecurity::StartTls => (SmtpSecurity::StartTls, 587),
        MailSecurity::Tls => (SmtpSecurity::Tls, 465),
        MailSecurity::None => (SmtpSecurity::None, 25),
    };
    let port = smtp.port.and_then(|port| u16::try_from(port.get()).ok()).unwrap_or(usual_port);
    let login = match (&smtp.username, &smtp.password) {
        (Some(username), Some(password)) => Some(SmtpLogin {
            username: username.clone(),
            password: PlainSecret::new(password.expose()),
        }),
        (Some(_), None) => {
            return Err(wrong(
                "mail.smtp.password",
                "must be set too when `mail.smtp.username` is",
            ));
        }
        (None, Some(_)) => {
            return Err(wrong(
                "mail.smtp.username",
                "must be set too when `mail.smtp.password` is",
            ));
        }
        (None, None) => None,
    };
    let ca_file = smtp.ca_file.clone();
    Ok(SmtpSettings { port, security, login, ca_file, ..SmtpSettings::new(host, from) })
}

/// What sends text messages.
pub(crate) fn messenger(
    settings: &Settings,
    brand: &Arc<Brand>,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn TextMessenger>, UnusableMessages> {
    let brand = Arc::clone(brand);
    let twilio = &settings.sms.twilio;
    let needed = |key| move || wrong(key, "must be set where `sms.transport` is twilio");
    Ok(match settings.sms.transport {
        SmsTransport::Files => {
            let folder = settings.data_dir.join("outbox/sms");
            Arc::new(TextFolder::new(folder, brand, Arc::clone(clock)))
        }
        SmsTransport::Twilio => {
            let account = twilio.account_sid.as_deref();
            let account = account.ok_or_else(needed("sms.twilio.account_sid"))?;
            let token = twilio.auth_token.as_ref();
            let token = token.ok_or_else(needed("sms.twilio.auth_token"))?;
            let from = twilio.from.as_deref().ok_or_else(needed("sms.twilio.from"))?;
            let settings = TwilioSettings {
                base_url: twilio.base_url.as_str().to_owned(),
                ..TwilioSettings::new(account, PlainSecret::new(token.expose()), from)
            };
            let messenger = TwilioMessenger::new(settings, brand);
            let section = "sms.twilio";
            Arc::new(messenger.map_err(|source| UnusableMessages::Section { section, source })?)
        }
    })
}
