//! Who a mail is from: an address, mostly with a name.

use lettre::Address;
use lettre::address::AddressError;
use tenantry_domain::user::EmailAddress;

/// What was given is no mailbox.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be an e-mail address, or a name and one, such as Example <no-reply@example.com>")]
pub struct InvalidMailbox;

/// An address with the name that readers see before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mailbox(lettre::message::Mailbox);

impl Mailbox {
    /// An address, and the name of whoever writes from it.
    pub fn new(name: Option<&str>, address: &EmailAddress) -> Result<Self, InvalidMailbox> {
        let address = with_ascii_domain(address.as_str()).or(Err(InvalidMailbox))?;
        // Few servers take a sender in other letters, and one that does not would take none of our mails.
        if !address.user().is_ascii() {
            return Err(InvalidMailbox);
        }
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.chars().any(char::is_control)) {
            return Err(InvalidMailbox);
        }
        Ok(Self(lettre::message::Mailbox::new(name.map(str::to_owned), address)))
    }

    /// As a header takes it.
    pub(crate) fn header(&self) -> lettre::message::Mailbox {
        self.0.clone()
    }

    /// The address alone.
    pub(crate) fn address(&self) -> &Address {
        &self.0.email
    }
}

/// The address with its domain as the DNS has it, so that only a local part in other letters asks more of a server.
pub(crate) fn with_ascii_domain(text: &str) -> Result<Address, AddressError> {
    let address: Address = text.parse()?;
    match url::Host::parse(address.domain()) {
        Ok(url::Host::Domain(domain)) => Address::new(address.user(), domain),
        Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) | Err(_) => Ok(address),
    }
}

impl std::str::FromStr for Mailbox {
    type Err = InvalidMailbox;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (Some(name.trim().trim_matches('"')), address),
            None => (None, text),
        };
        Self::new(name, &EmailAddress::new(address).or(Err(InvalidMailbox))?)
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0.name {
            Some(name) => write!(formatter, "{name} <{}>", self.0.email),
            None => self.0.email.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("no-reply@example.com", "no-reply@example.com")]
    #[case("<no-reply@example.com>", "no-reply@example.com")]
    #[case("Example <no-reply@example.com>", "Example <no-reply@example.com>")]
    #[case(" \"Bücher, Inc.\" <a@example.com> ", "Bücher, Inc. <a@example.com>")]
    #[case("post@bücher.example", "post@xn--bcher-kva.example")]
    fn a_mailbox_is_written_as_in_a_mail_program(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(text.parse::<Mailbox>().unwrap().to_string(), shown);
    }

    #[rstest]
    #[case("")]
    #[case("Example")]
    #[case("Example no-reply@example.com")]
    #[case("Example <no-reply>")]
    #[case("Exa\r\nBcc: all@example.com <no-reply@example.com>")]
    #[case("jürgen@example.com")]
    fn what_is_no_mailbox_is_refused(#[case] text: &str) {
        assert_eq!(text.parse::<Mailbox>(), Err(InvalidMailbox));
    }
}
