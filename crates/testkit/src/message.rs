//! Mail and text messages as their readers see them.

use mail_parser::{Address, MessageParser};

/// A mail, read as a mail program does.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Who it says it is from.
    pub from: String,
    /// Whom it says it is for.
    pub to: String,
    /// What it says it is about.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// How mail servers tell it from others.
    pub message_id: String,
}

impl Mail {
    /// Reads a mail as it travels.
    pub fn read(raw: &[u8]) -> Self {
        let shown = || String::from_utf8_lossy(raw).into_owned();
        let mail = MessageParser::default().parse(raw);
        let mail = mail.unwrap_or_else(|| panic!("this is no mail:\n{}", shown()));
        let address = |of: Option<&Address<'_>>| {
            let first = of.and_then(|of| of.first()).and_then(|one| one.address());
            first.unwrap_or_else(|| panic!("an address is missing:\n{}", shown())).to_owned()
        };
        assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1), "{}", shown());
        Self {
            from: address(mail.from()),
            to: address(mail.to()),
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).unwrap_or_default().into_owned(),
            message_id: mail.message_id().unwrap_or_default().to_owned(),
        }
    }

    /// The code that it tells.
    pub fn code(&self) -> String {
        code_in(&self.text)
    }

    /// The link that it asks to follow.
    pub fn link(&self) -> String {
        let mut links = self.text.lines().filter(|line| line.starts_with("http"));
        let link = links.next().unwrap_or_else(|| panic!("no link in {self:#?}")).trim();
        assert_eq!(links.next(), None, "a second link in {self:#?}");
        assert!(self.html.contains(&format!("href=\"{link}\"")), "another link in {self:#?}");
        link.to_owned()
    }

    /// The secret that is in its link.
    pub fn token(&self) -> String {
        let link = self.link();
        let token = link.split_once("#token=").map(|(_, token)| token.to_owned());
        token.unwrap_or_else(|| panic!("no secret in {link}"))
    }
}

/// A text message to a phone.
#[derive(Clone, Debug)]
pub struct Text {
    /// Whom it is for.
    pub to: String,
    /// What it says.
    pub words: String,
}

impl Text {
    /// Reads a file that stands for a text message.
    pub(crate) fn read(file: &str) -> Self {
        let parts = file.strip_prefix("To: ").and_then(|file| file.split_once("\n\n"));
        let (to, words) = parts.unwrap_or_else(|| panic!("this is no text message:\n{file}"));
        Self { to: to.to_owned(), words: words.trim_end().to_owned() }
    }

    /// The code that it tells.
    pub fn code(&self) -> String {
        code_in(&self.words)
    }
}

/// The six digits in a text.
pub fn code_in(text: &str) -> String {
    let mut codes = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 6);
    let code = codes.next().unwrap_or_else(|| panic!("no code in:\n{text}"));
    assert_eq!(codes.next(), None, "a second code in:\n{text}");
    code.to_owned()
}
