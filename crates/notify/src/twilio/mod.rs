//! Text messages by Twilio's Messages API, which others speak too.

mod refusal;
mod settings;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore};
use tenantry_domain::notification::{DeliveryError, TextMessage, TextMessenger};
use tenantry_domain::secret::PlainSecret;
use url::Url;

use crate::brand::Brand;
use crate::invalid_settings::InvalidSettings;
use crate::roots;
use crate::text::words;
use refusal::Refusal;
pub use settings::TwilioSettings;

/// Far more than any answer of the API has.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Has text messages sent by Twilio, or by a gateway that speaks its API.
pub struct TwilioMessenger {
    client: Client,
    endpoint: Url,
    account: String,
    token: PlainSecret,
    sender: String,
    brand: Arc<Brand>,
}

impl TwilioMessenger {
    /// Text messages through the account that the settings name. Nothing is sent to it yet.
    pub fn new(settings: TwilioSettings, brand: Arc<Brand>) -> Result<Self, InvalidSettings> {
        let endpoint = settings.endpoint()?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls(&endpoint)?)
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout)
            // The account's token goes to the configured place alone.
            .redirect(Policy::none())
            .build()
            .map_err(InvalidSettings::HttpClient)?;
        Ok(Self {
            client,
            endpoint,
            account: settings.account_sid,
            token: settings.auth_token,
            sender: settings.sender,
            brand,
        })
    }
}

#[async_trait]
impl TextMessenger for TwilioMessenger {
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError> {
        let said = words(message, &self.brand);
        let by = if self.sender.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let form = [("To", message.to.as_str()), (by, &self.sender), ("Body", &said)];
        let answer = self
            .client
            .post(self.endpoint.clone())
            .basic_auth(&self.account, Some(self.token.expose()))
            .form(&form)
            .send()
            .await
            .map_err(|error| DeliveryError::Later(error.without_url().into()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        let status = answer.status().as_u16();
        Err(Refusal::read(status, &beginning(answer).await).into())
    }
}

/// As much of an answer as is worth reading; one that breaks off has said what it has said.
async fn beginning(mut answer: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    body
}

fn tls(endpoint: &Url) -> Result<ClientConfig, InvalidSettings> {
    // Without encryption there is nothing to check, and a machine without root certificates serves as well.
    let encrypted = endpoint.scheme() == "https";
    let roots = if encrypted { roots::all(None)? } else { RootCertStore::empty() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| InvalidSettings::Tls(error.into()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
