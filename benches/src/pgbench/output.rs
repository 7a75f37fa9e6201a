//! What pgbench says and logs.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use crate::failure::{Failure, Outcome, While as _};

/// The summary of a run in which nothing failed.
#[derive(Debug, PartialEq)]
pub(super) struct Summary {
    pub(super) count: f64,
    pub(super) per_second: f64,
}

impl Summary {
    pub(super) fn of(output: &Output) -> Outcome<Self> {
        summary(&String::from_utf8_lossy(&output.stdout))
    }
}

fn summary(text: &str) -> Outcome<Summary> {
    let after = |label: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(label));
        value.and_then(|value| value.split_ascii_whitespace().next())
    };
    // PostgreSQL 14 has no such line, and a client of its pgbench ends at the first failure.
    if let Some(failed) = after("number of failed transactions: ").filter(|&failed| failed != "0") {
        return Err(Failure::new(format!("pgbench: {failed} transactions failed")));
    }
    let number = |label| after(label)?.split('/').next()?.parse().ok();
    let count = number("number of transactions actually processed: ");
    let summary =
        count.zip(number("tps = ")).map(|(count, per_second)| Summary { count, per_second });
    summary.when(format!("understand pgbench: {text}"))
}

/// The times in its logs, the shortest first.
pub(super) fn latencies(folder: &Path) -> Outcome<Vec<Duration>> {
    let mut latencies = Vec::new();
    for entry in fs::read_dir(folder).when("list pgbench's logs")? {
        let path = entry.when("list pgbench's logs")?.path();
        let log = fs::read_to_string(&path).when(format!("read {}", path.display()))?;
        for line in log.lines() {
            latencies.push(latency(line).when(format!("understand pgbench's log: {line}"))?);
        }
    }
    latencies.sort_unstable();
    Ok(latencies)
}

/// A line is: client, transaction, microseconds, script, when.
fn latency(line: &str) -> Option<Duration> {
    Some(Duration::from_micros(line.split_ascii_whitespace().nth(2)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "number of transactions actually processed: 10\n\
                        number of failed transactions: 0 (0.000%)\n\
                        latency average = 0.1 ms\n\
                        tps = 1234.5 (without initial connection time)\n";

    #[test]
    fn the_count_and_the_rate_are_read() {
        let expected = Summary { count: 10.0, per_second: 1234.5 };
        assert_eq!(summary(SAID).unwrap(), expected);
        // As it is when a number of transactions was asked for.
        assert_eq!(summary(&SAID.replace(": 10\n", ": 10/10\n")).unwrap(), expected);
    }

    #[test]
    fn a_failed_transaction_is_a_failure() {
        assert!(
            summary(&SAID.replace("failed transactions: 0", "failed transactions: 7")).is_err()
        );
        assert!(summary("nothing of use").is_err());
    }

    #[test]
    fn the_third_field_of_a_log_is_the_time() {
        assert_eq!(latency("0 199 2241 0 1175850568 995598"), Some(Duration::from_micros(2241)));
        assert_eq!(latency("0 199 failed 0 1175850568 995598"), None);
    }
}
