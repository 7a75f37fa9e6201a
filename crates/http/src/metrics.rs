//! What is counted, for Prometheus.

mod memory;
mod requests;
mod verifications;

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tenantry_domain::introspection::{TokenKind, Verdict};

use self::memory::MemoryMetrics;
use self::requests::RequestMetrics;
use self::verifications::VerificationMetrics;

pub(crate) use self::requests::RequestCounters;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct MessageLabels {
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct OutboxLabels {
    state: &'static str,
}

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    requests: RequestMetrics,
    verifications: VerificationMetrics,
    messages: Family<MessageLabels, Counter>,
    outbox: Family<OutboxLabels, Gauge<u64, AtomicU64>>,
    memory: MemoryMetrics,
}

impl Default for Metrics {
    fn default() -> Self {
        let messages = Family::default();
        let outbox = Family::default();
        let mut registry = Registry::with_prefix("tenantry");
        let requests = RequestMetrics::in_registry(&mut registry);
        let verifications = VerificationMetrics::in_registry(&mut registry);
        registry.register(
            "messages",
            "Attempts of this node to send a message, by kind and outcome",
            messages.clone(),
        );
        registry.register(
            "outbox_messages",
            "Messages of the whole installation that wait to be sent, or that were given up",
            outbox.clone(),
        );
        let memory = MemoryMetrics::in_registry(&mut registry);
        Self { registry, requests, verifications, messages, outbox, memory }
    }
}

impl Metrics {
    /// What one worker counts its requests with.
    pub(crate) fn request_counters(&self) -> RequestCounters {
        RequestCounters::of(&self.requests)
    }

    /// Counts a credential that was asked about: a good one of this kind, or one that is not.
    pub(crate) fn count_verification(&self, kind: Option<TokenKind>) {
        self.verifications.count(kind);
    }

    /// Counts a verdict on a credential.
    pub(crate) fn count_verdict(&self, verdict: &Verdict) {
        self.count_verification(match verdict {
            Verdict::Valid(credential) => Some(credential.kind),
            Verdict::Invalid(_) => None,
        });
    }

    /// Counts an attempt to send a message.
    pub fn count_message(&self, kind: &'static str, outcome: &'static str) {
        self.messages.get_or_create(&MessageLabels { kind, outcome }).inc();
    }

    /// Says how many messages wait to be sent, and how many nobody tries to send any more.
    pub fn set_outbox(&self, waiting: u64, given_up: u64) {
        self.outbox.get_or_create(&OutboxLabels { state: "waiting" }).set(waiting);
        self.outbox.get_or_create(&OutboxLabels { state: "given_up" }).set(given_up);
    }

    /// Says of what is remembered of one kind how often it was of use since the start, and how often not; and how many entries there
    /// are, of so many bytes.
    pub fn set_memory(&self, kind: &'static str, hits: u64, misses: u64, entries: u64, bytes: u64) {
        self.memory.set(kind, hits, misses, entries, bytes);
    }

    /// Says how long ago it was certain that all changes are known, and how often the log of changes was read since the start.
    pub fn set_change_log(&self, age_seconds: f64, readings: u64) {
        self.memory.set_change_log(age_seconds, readings);
    }

    /// All of it in the text format of OpenMetrics 1.0.
    pub fn render(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_and_the_outbox_is_told_as_it_is() {
        let metrics = Metrics::default();
        metrics.count_message("verify_email", "sent");
        metrics.set_outbox(7, 2);
        metrics.set_outbox(3, 2);
        let text = metrics.render().unwrap();
        for line in [
            r#"tenantry_messages_total{kind="verify_email",outcome="sent"} 1"#,
            r#"tenantry_outbox_messages{state="waiting"} 3"#,
            r#"tenantry_outbox_messages{state="given_up"} 2"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
