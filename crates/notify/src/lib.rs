//! How Tenantry's messages look, and how they leave: mail by SMTP or into a folder, text messages by Twilio's API or
//! into a folder. When a message is due, and what becomes of one that could not be sent, is decided elsewhere.

mod brand;
mod compose;
mod folder;
mod invalid_settings;
mod kind;
mod mail_folder;
mod mailbox;
mod preview;
mod rendering;
mod roots;
mod smtp;
mod text;
mod text_folder;
mod twilio;
mod worker;

pub use brand::{Brand, BrandColor, InvalidBrandColor};
pub use compose::ComposeError;
pub use invalid_settings::InvalidSettings;
pub use mail_folder::MailFolder;
pub use mailbox::{InvalidMailbox, Mailbox};
pub use preview::{PREVIEWS, Preview, PreviewError, preview};
pub use smtp::{SmtpLogin, SmtpMailer, SmtpSecurity, SmtpSettings};
pub use text_folder::TextFolder;
pub use twilio::{TwilioMessenger, TwilioSettings};
pub use worker::{DeliveryObserver, work};
