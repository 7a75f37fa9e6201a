//! Requests, by route and status.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// From half a millisecond to ten seconds.
const BUCKETS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// A route's template, which all that is counted of it shares.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Route(Arc<str>);

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        std::fmt::Write::write_str(encoder, &self.0)
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

/// What is counted of requests.
#[derive(Clone)]
pub(super) struct RequestMetrics {
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
}

impl RequestMetrics {
    pub(super) fn in_registry(registry: &mut Registry) -> Self {
        let requests = Family::default();
        let durations = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> _);
        registry.register("http_requests", "Requests by route and status", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            durations.clone(),
        );
        Self { requests, durations }
    }

    fn of(&self, method: &'static str, route: &Arc<str>, status: u16) -> (Counter, Histogram) {
        let route = Route(Arc::clone(route));
        let durations =
            self.durations.get_or_create_owned(&RouteLabels { method, route: route.clone() });
        let requests = self.requests.get_or_create_owned(&RequestLabels { method, route, status });
        (requests, durations)
    }
}

/// One worker's way to them: what it has looked up it keeps, so that no request waits for another to look up the same.
pub(crate) struct RequestCounters {
    all: RequestMetrics,
    known: RefCell<HashMap<Asked, Known>>,
}

/// Method, route and status. The route is told by where its template lies.
type Asked = (&'static str, usize, u16);

struct Known {
    requests: Counter,
    durations: Histogram,
    /// Kept, so that nothing else comes to lie there.
    _route: Arc<str>,
}

impl RequestCounters {
    pub(super) fn of(all: &RequestMetrics) -> Self {
        Self { all: all.clone(), known: RefCell::default() }
    }

    /// Counts an answered request by its route's template, so that identifiers make no new series.
    pub(crate) fn count(
        &self,
        method: &'static str,
        route: &Arc<str>,
        status: u16,
        took: Duration,
    ) {
        let mut known = self.known.borrow_mut();
        let asked = (method, Arc::as_ptr(route).addr(), status);
        let counters = known.entry(asked).or_insert_with(|| {
            let (requests, durations) = self.all.of(method, route, status);
            Known { requests, durations, _route: Arc::clone(route) }
        });
        counters.durations.observe(took.as_secs_f64());
        counters.requests.inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn requests_are_counted_by_route_and_status_whichever_worker_answers() {
        let metrics = Metrics::default();
        let route: Arc<str> = "/api/v1/orgs/{org_id}".into();
        let (one, other) = (metrics.request_counters(), metrics.request_counters());
        for (worker, status) in [(&one, 200), (&one, 404), (&other, 200)] {
            worker.count("GET", &route, status, Duration::from_millis(2));
        }
        let text = metrics.render().unwrap();
        for (status, count) in [(200, 2), (404, 1)] {
            let series = format!(
                r#"tenantry_http_requests_total{{method="GET",route="/api/v1/orgs/{{org_id}}",status="{status}"}} {count}"#
            );
            assert!(text.lines().any(|line| line == series), "{series} in\n{text}");
        }
    }
}
