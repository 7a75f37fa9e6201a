//! Which account sends text messages, and where it is asked to.

use std::time::Duration;

use tenantry_domain::secret::PlainSecret;
use url::{Host, Url};

use crate::invalid_settings::InvalidSettings;

/// How to reach the API.
pub struct TwilioSettings {
    /// Where the API is: Twilio's own, or that of a gateway which speaks the same.
    pub base_url: String,
    /// The account (`AC…`).
    pub account_sid: String,
    /// Its password.
    pub auth_token: PlainSecret,
    /// Whom messages are from: a number, a name, or a messaging service (`MG…`).
    pub sender: String,
    /// How long one message may take.
    pub timeout: Duration,
}

impl TwilioSettings {
    /// Where Twilio's own API is.
    pub const BASE_URL: &str = "https://api.twilio.com";

    /// An account at Twilio itself.
    pub fn new(
        account_sid: impl Into<String>,
        auth_token: PlainSecret,
        sender: impl Into<String>,
    ) -> Self {
        Self {
            base_url: Self::BASE_URL.into(),
            account_sid: account_sid.into(),
            auth_token,
            sender: sender.into(),
            timeout: Duration::from_secs(20),
        }
    }

    /// Where messages are made.
    pub(super) fn endpoint(&self) -> Result<Url, InvalidSettings> {
        let unusable = |reason: &str| InvalidSettings::BaseUrl(reason.to_owned());
        let mut url = Url::parse(&self.base_url).map_err(|error| unusable(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("its scheme is another"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(unusable("it holds a user name or a password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(unusable("it goes on after the path"));
        }
        if url.scheme() == "http" && !is_this_machine(&url) {
            tracing::warn!("the password for text messages is sent without encryption");
        }
        url.path_segments_mut().or(Err(unusable("it has no path")))?.pop_if_empty().extend([
            "2010-04-01",
            "Accounts",
            &self.account_sid,
            "Messages.json",
        ]);
        Ok(url)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(base_url: &str) -> TwilioSettings {
        let token = PlainSecret::new("token");
        TwilioSettings { base_url: base_url.into(), ..TwilioSettings::new("AC/1", token, "Us") }
    }

    #[rstest]
    #[case(
        TwilioSettings::BASE_URL,
        "https://api.twilio.com/2010-04-01/Accounts/AC%2F1/Messages.json"
    )]
    #[case(
        "http://gateway:8080/sms/",
        "http://gateway:8080/sms/2010-04-01/Accounts/AC%2F1/Messages.json"
    )]
    fn the_path_of_the_api_goes_behind_the_base(#[case] base: &str, #[case] endpoint: &str) {
        assert_eq!(at(base).endpoint().unwrap().as_str(), endpoint);
    }

    #[rstest]
    #[case("api.twilio.com")]
    #[case("ftp://api.twilio.com")]
    #[case("https://me:secret@api.twilio.com")]
    #[case("https://api.twilio.com/?a=b")]
    #[case("https://api.twilio.com/#a")]
    fn what_is_no_base_is_refused_and_not_repeated(#[case] base: &str) {
        let error = at(base).endpoint().unwrap_err();
        assert!(matches!(error, InvalidSettings::BaseUrl(_)));
        assert!(!error.to_string().contains("secret"));
    }
}
