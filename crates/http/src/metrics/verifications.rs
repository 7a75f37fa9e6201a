//! Credentials that were asked about.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use tenantry_domain::introspection::TokenKind;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Labels {
    kind: &'static str,
    outcome: &'static str,
}

/// A counter for each answer there is: they are few, and none has to be looked up.
pub(super) struct VerificationMetrics {
    access_token: Counter,
    api_key: Counter,
    personal_access_token: Counter,
    tenant_api_key: Counter,
    inactive: Counter,
}

impl VerificationMetrics {
    pub(super) fn in_registry(registry: &mut Registry) -> Self {
        let all = Family::<Labels, Counter>::default();
        registry.register(
            "credential_verifications",
            "Credentials that other services asked about, by kind and outcome",
            all.clone(),
        );
        let active = |kind: TokenKind| {
            all.get_or_create_owned(&Labels { kind: kind.as_str(), outcome: "active" })
        };
        Self {
            access_token: active(TokenKind::AccessToken),
            api_key: active(TokenKind::ApiKey),
            personal_access_token: active(TokenKind::PersonalAccessToken),
            tenant_api_key: active(TokenKind::TenantApiKey),
            inactive: all.get_or_create_owned(&Labels { kind: "unknown", outcome: "inactive" }),
        }
    }

    /// Counts one that is good, of this kind, or one that is not.
    pub(super) fn count(&self, kind: Option<TokenKind>) {
        let counter = match kind {
            Some(TokenKind::AccessToken) => &self.access_token,
            Some(TokenKind::ApiKey) => &self.api_key,
            Some(TokenKind::PersonalAccessToken) => &self.personal_access_token,
            Some(TokenKind::TenantApiKey) => &self.tenant_api_key,
            None => &self.inactive,
        };
        counter.inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn what_was_told_of_credentials_is_counted_by_kind() {
        let metrics = Metrics::default();
        metrics.count_verification(Some(TokenKind::ApiKey));
        metrics.count_verification(None);
        metrics.count_verification(None);
        let text = metrics.render().unwrap();
        for line in [
            r#"tenantry_credential_verifications_total{kind="api_key",outcome="active"} 1"#,
            r#"tenantry_credential_verifications_total{kind="access_token",outcome="active"} 0"#,
            r#"tenantry_credential_verifications_total{kind="unknown",outcome="inactive"} 2"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
