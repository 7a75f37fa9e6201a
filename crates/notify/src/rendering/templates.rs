//! The files under `templates/`, each kind of letter with what it needs to know beside the page around it.

use askama::Template;

use super::Rendered;
use super::page::{Happened, Page};

macro_rules! letter {
    ($(#[$meta:meta])* $name:ident, $html:tt, $text:tt, { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        pub(super) struct $name<'a> {
            $(pub(super) $field: $type,)*
        }

        impl $name<'_> {
            /// Writes the letter on this page.
            pub(super) fn on(&self, page: Page<'_>) -> Result<Rendered, askama::Error> {
                #[derive(Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    page: &'a Page<'a>,
                    $($field: $type,)*
                }

                #[derive(Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    page: &'a Page<'a>,
                    $($field: $type,)*
                }

                let html = Html { page: &page, $($field: self.$field,)* }.render()?;
                let text = Text { page: &page, $($field: self.$field,)* }.render()?;
                Ok(Rendered { subject: page.subject, text, html })
            }
        }
    };
}

letter! {
    /// The code for an address.
    VerifyEmail, "verify-email.html", "verify-email.txt", { code: &'a str, validity: &'a str }
}
letter! {
    /// The link to a new password.
    ResetPassword, "reset-password.html", "reset-password.txt", { link: &'a str, validity: &'a str }
}
letter! {
    /// The news of a changed password.
    PasswordChanged, "password-changed.html", "password-changed.txt", { happened: &'a Happened }
}
letter! {
    /// The news of a sign-in.
    NewSignIn, "new-sign-in.html", "new-sign-in.txt", { happened: &'a Happened }
}
letter! {
    /// The link into an organization.
    Invitation, "invitation.html", "invitation.txt", {
        organization: &'a str,
        inviter: &'a str,
        link: &'a str,
        validity: &'a str,
    }
}
