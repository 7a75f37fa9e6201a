//! What is counted, for Prometheus.

mod memory;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tenantry_domain::introspection::Verdict;

use self::memory::MemoryMetrics;

/// From half a millisecond to ten seconds.
const BUCKETS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// A route's template, which all that is counted of it shares.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Route(Arc<str>);

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        encoder.write_str(&self.0)
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: Route,
    status: u16,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: Route,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct VerificationLabels {
    kind: &'static str,
    outcome: &'static str,
}

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
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    verifications: Family<VerificationLabels, Counter>,
    messages: Family<MessageLabels, Counter>,
    outbox: Family<OutboxLabels, Gauge<u64, AtomicU64>>,
    memory: MemoryMetrics,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::default();
        let durations = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> _);
        let verifications = Family::default();
        let messages = Family::default();
        let outbox = Family::default();
        let mut registry = Registry::with_prefix("tenantry");
        registry.register("http_requests", "Requests by route and status", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register(
            "credential_verifications",
            "Credentials that other services asked about, by kind and outcome",
            verifications.clone(),
        );
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
        Self { registry, requests, durations, verifications, messages, outbox, memory }
    }
}

impl Metrics {
    /// Counts an answered request by its route's template, so that identifiers make no new series.
    pub(crate) fn count_request(
        &self,
        method: &'static str,
        route: Arc<str>,
        status: u16,
        took: Duration,
    ) {
        let route = Route(route);
        let by_route = RouteLabels { method, route: route.clone() };
        self.durations.get_or_create(&by_route).observe(took.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// Counts an answer about a credential.
    pub(crate) fn count_verification(&self, kind: &'static str, active: bool) {
        let outcome = if active { "active" } else { "inactive" };
        self.verifications.get_or_create(&VerificationLabels { kind, outcome }).inc();
    }

    /// Counts a verdict on a credential.
    pub(crate) fn count_verdict(&self, verdict: &Verdict) {
        match verdict {
            Verdict::Valid(credential) => self.count_verification(credential.kind.as_str(), true),
            Verdict::Invalid(_) => self.count_verification("unknown", false),
        }
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
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::default();
        let route: Arc<str> = "/api/v1/orgs/{org_id}".into();
        metrics.count_request("GET", Arc::clone(&route), 200, Duration::from_millis(2));
        metrics.count_request("GET", route, 200, Duration::from_millis(2));
        let text = metrics.render().unwrap();
        assert!(
            text.contains(
                r#"tenantry_http_requests_total{method="GET",route="/api/v1/orgs/{org_id}",status="200"} 2"#
            ),
            "{text}"
        );
    }
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
