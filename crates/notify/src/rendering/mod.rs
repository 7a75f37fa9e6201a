//! A letter's content as people read it: a subject, a plain text, and the same as HTML.

mod device;
mod page;
mod templates;
#[cfg(test)]
mod tests;
mod words;

use tenantry_domain::notification::{Letter, LetterContent};

use crate::brand::Brand;
use page::{Happened, Page};
use templates::{Invitation, NewSignIn, PasswordChanged, ResetPassword, VerifyEmail};
use words::harmless;

pub(crate) use words::in_words;

/// A letter in words.
pub(crate) struct Rendered {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Puts a letter into words.
pub(crate) fn render(letter: &Letter, brand: &Brand) -> Result<Rendered, askama::Error> {
    let page = |subject| Page::new(subject, letter.first_name.as_deref(), brand);
    match &letter.content {
        LetterContent::VerifyEmail { code, valid_for } => {
            let page = page(format!("Confirm your e-mail address for {}", brand.name));
            VerifyEmail { code: code.expose(), validity: &in_words(*valid_for) }.on(page)
        }
        LetterContent::ResetPassword { token, valid_for } => {
            let page = page(format!("Reset your {} password", brand.name));
            let link = format!("{}#token={}", brand.reset_password_url, token.expose());
            ResetPassword { link: &link, validity: &in_words(*valid_for) }.on(page)
        }
        LetterContent::PasswordChanged(occurrence) => {
            let page = page(format!("Your {} password was changed", brand.name));
            PasswordChanged { happened: &Happened::new(occurrence) }.on(page)
        }
        LetterContent::NewSignIn(occurrence) => {
            let page = page(format!("New sign-in to your {} account", brand.name));
            NewSignIn { happened: &Happened::new(occurrence) }.on(page)
        }
        LetterContent::Invitation { organization, inviter, token, valid_for } => {
            let (organization, inviter) = (&harmless(organization), &harmless(inviter));
            let page = page(format!("{inviter} invites you to {organization} on {}", brand.name));
            let link = &format!("{}#token={}", brand.accept_invitation_url, token.expose());
            Invitation { organization, inviter, link, validity: &in_words(*valid_for) }.on(page)
        }
    }
}
