//! What kinds of letter there are, by names for files and commands.

use tenantry_domain::notification::LetterContent;

pub(crate) const VERIFY_EMAIL: &str = "verify-email";
pub(crate) const RESET_PASSWORD: &str = "reset-password";
pub(crate) const PASSWORD_CHANGED: &str = "password-changed";
pub(crate) const NEW_SIGN_IN: &str = "new-sign-in";
pub(crate) const INVITATION: &str = "invitation";

/// The kind of a letter.
pub(crate) fn of(content: &LetterContent) -> &'static str {
    match content {
        LetterContent::VerifyEmail { .. } => VERIFY_EMAIL,
        LetterContent::ResetPassword { .. } => RESET_PASSWORD,
        LetterContent::PasswordChanged(_) => PASSWORD_CHANGED,
        LetterContent::NewSignIn(_) => NEW_SIGN_IN,
        LetterContent::Invitation { .. } => INVITATION,
    }
}
