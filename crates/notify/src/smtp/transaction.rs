//! One mail over a connection, command by command, so that it is known which of them was refused.

use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use tokio::time::timeout;

use super::failure::{Failure, Stage, within};
use crate::compose::Composed;

/// Hands one mail over.
pub(super) async fn run(
    connection: &mut AsyncSmtpConnection,
    mail: &Composed,
    limit: Duration,
) -> Result<(), Failure> {
    let sender = Mail::new(Some(mail.from.clone()), parameters(connection, mail)?);
    let recipient = Rcpt::new(mail.to.clone(), Vec::new());
    within(limit, Stage::Sender, connection.command(sender)).await?;
    within(limit, Stage::Recipient, connection.command(recipient)).await?;
    within(limit, Stage::Content, connection.command(Data)).await?;
    within(limit, Stage::Content, connection.message(&mail.bytes)).await?;
    Ok(())
}

/// Whether the connection is still there. What an earlier mail left behind on it is forgotten (RFC 5321 §4.1.1.5).
pub(super) async fn reset(connection: &mut AsyncSmtpConnection, limit: Duration) -> bool {
    timeout(limit, connection.command(Rset)).await.is_ok_and(|answer| answer.is_ok())
}

/// What the mail needs of the server beside the least: its bodies are encoded as ASCII, its addresses can't be.
fn parameters(
    connection: &AsyncSmtpConnection,
    mail: &Composed,
) -> Result<Vec<MailParameter>, Failure> {
    if mail.bytes.is_ascii() {
        return Ok(Vec::new());
    }
    let server = connection.server_info();
    if !server.supports_feature(Extension::SmtpUtfEight) {
        return Err(Failure::needs_smtputf8());
    }
    Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)])
}
