//! The pages that links in mails lead to, for platforms without pages of their own. Each is one answer that needs nothing else: its
//! style and its script are in it, and its content security policy names both by their digests, so that nothing else runs.

mod color;
mod rendered;

use askama::Template;

use self::color::ink;
pub(crate) use self::rendered::RenderedPage;

const STYLE: &str = include_str!("../templates/page.css");
const COMMON_SCRIPT: &str = include_str!("../templates/page.js");
const ACCEPT_INVITATION_SCRIPT: &str = include_str!("../templates/accept-invitation.js");
const RESET_PASSWORD_SCRIPT: &str = include_str!("../templates/reset-password.js");

/// What the installation's owner decides about the look of the pages. Nothing in it comes from a request.
#[derive(Clone, Debug)]
pub struct Pages {
    /// What people know the platform by.
    pub name: String,
    /// The colour of buttons, `#rrggbb`.
    pub color: String,
    /// Where people may turn for help: an e-mail address.
    pub support_address: Option<String>,
    /// The fewest characters that a password may have.
    pub password_min_length: usize,
}

/// What every page has.
struct Frame<'a> {
    name: &'a str,
    support: Option<&'a str>,
    title: &'static str,
    style: String,
    script: String,
}

#[derive(Template)]
#[template(path = "reset-password.html")]
struct ResetPasswordPage<'a> {
    frame: &'a Frame<'a>,
    min_length: usize,
}

#[derive(Template)]
#[template(path = "accept-invitation.html")]
struct AcceptInvitationPage<'a> {
    frame: &'a Frame<'a>,
    min_length: usize,
}

/// The pages as they are sent, which is the same to everybody.
pub(crate) struct RenderedPages {
    /// Where a forgotten password is reset.
    pub(crate) reset_password: RenderedPage,
    /// Where an invitation is accepted.
    pub(crate) accept_invitation: RenderedPage,
}

impl RenderedPages {
    /// The pages in this look.
    pub(crate) fn of(look: &Pages) -> Result<Self, askama::Error> {
        let min_length = look.password_min_length;
        let frame = look.frame("Choose a new password", RESET_PASSWORD_SCRIPT);
        let html = ResetPasswordPage { frame: &frame, min_length }.render()?;
        let reset_password = RenderedPage::new(html, &frame.style, &frame.script);
        let frame = look.frame("Accept your invitation", ACCEPT_INVITATION_SCRIPT);
        let html = AcceptInvitationPage { frame: &frame, min_length }.render()?;
        let accept_invitation = RenderedPage::new(html, &frame.style, &frame.script);
        Ok(Self { reset_password, accept_invitation })
    }
}

impl Pages {
    fn frame(&self, title: &'static str, script: &str) -> Frame<'_> {
        // What is no colour must not become a part of the style.
        let style = match ink(&self.color) {
            Some(ink) => format!(":root {{ --brand: {}; --ink: {ink}; }}\n{STYLE}", self.color),
            None => STYLE.to_owned(),
        };
        Frame {
            name: &self.name,
            support: self.support_address.as_deref(),
            title,
            style,
            script: format!("{COMMON_SCRIPT}\n{script}"),
        }
    }
}

#[cfg(test)]
mod tests;
