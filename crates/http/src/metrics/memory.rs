//! What a node remembers of credentials, and how well it follows their changes.

use std::sync::atomic::{AtomicU64, Ordering};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct MemoryLabels {
    kind: &'static str,
}

/// Counted elsewhere, and copied here from time to time.
#[derive(Default)]
pub(super) struct MemoryMetrics {
    hits: Family<MemoryLabels, Counter>,
    misses: Family<MemoryLabels, Counter>,
    entries: Family<MemoryLabels, Gauge<u64, AtomicU64>>,
    bytes: Family<MemoryLabels, Gauge<u64, AtomicU64>>,
    age: Gauge<f64, AtomicU64>,
    readings: Counter,
}

impl MemoryMetrics {
    pub(super) fn in_registry(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register(
            "memory_hits",
            "Questions about credentials that were answered from memory, by what was asked for",
            metrics.hits.clone(),
        );
        registry.register(
            "memory_misses",
            "Questions about credentials that the database was asked, by what was asked for",
            metrics.misses.clone(),
        );
        registry.register("memory_entries", "What is remembered", metrics.entries.clone());
        registry.register_with_unit(
            "memory",
            "About how much room it takes",
            Unit::Bytes,
            metrics.bytes.clone(),
        );
        registry.register_with_unit(
            "change_log_age",
            "Time since all changes of rights were certain to be known",
            Unit::Seconds,
            metrics.age.clone(),
        );
        registry.register(
            "change_log_readings",
            "How often the log of changes was read",
            metrics.readings.clone(),
        );
        metrics
    }

    pub(super) fn set(&self, kind: &'static str, hits: u64, misses: u64, entries: u64, bytes: u64) {
        let labels = MemoryLabels { kind };
        copy(&self.hits.get_or_create(&labels), hits);
        copy(&self.misses.get_or_create(&labels), misses);
        self.entries.get_or_create(&labels).set(entries);
        self.bytes.get_or_create(&labels).set(bytes);
    }

    pub(super) fn set_change_log(&self, age_seconds: f64, readings: u64) {
        self.age.set(age_seconds);
        copy(&self.readings, readings);
    }
}

/// A counter never goes back, not even where copies overtake each other.
fn copy(counter: &Counter, total: u64) {
    counter.inner().fetch_max(total, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use crate::metrics::Metrics;

    #[test]
    fn the_memory_is_told_by_kind_and_counters_do_not_go_back() {
        let metrics = Metrics::default();
        metrics.set_memory("api_key", 7, 3, 2, 400);
        metrics.set_memory("api_key", 6, 3, 1, 200);
        metrics.set_change_log(0.25, 9);
        let text = metrics.render().unwrap();
        for line in [
            r#"tenantry_memory_hits_total{kind="api_key"} 7"#,
            r#"tenantry_memory_misses_total{kind="api_key"} 3"#,
            r#"tenantry_memory_entries{kind="api_key"} 1"#,
            r#"tenantry_memory_bytes{kind="api_key"} 200"#,
            "tenantry_change_log_age_seconds 0.25",
            "tenantry_change_log_readings_total 9",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
