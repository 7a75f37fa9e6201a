//! The figures as they are printed.

use crate::figures::{Sample, Spread, Subject, median, ratio};
use crate::group::Comparison;
use crate::rounds::Results;
use crate::table::Table;

/// The ratios, which are the result: medians over the rounds, with the least and the greatest.
pub(crate) fn ratios(results: &Results, comparisons: &[Comparison]) -> String {
    let headings = ["ratio", "requests/s", "p99", "server CPU", "PostgreSQL CPU"];
    let mut table = Table::new(&headings);
    for Comparison { name, subject, beside, .. } in comparisons {
        let mut row = vec![(*name).to_owned()];
        match (results.get(*subject), results.get(*beside)) {
            (Some(subject), Some(beside)) => row.extend([
                spread(ratio(subject, beside, |sample| Some(sample.per_second)), ""),
                spread(ratio(subject, beside, |sample| Some(sample.p99)), "×"),
                spread(ratio(subject, beside, |sample| sample.server), "×"),
                spread(ratio(subject, beside, |sample| sample.database), "×"),
            ]),
            _ => row.extend(std::iter::repeat_with(skipped).take(headings.len() - 1)),
        }
        table.add(row);
    }
    table.text()
}

/// The figures themselves: medians over the rounds.
pub(crate) fn figures(results: &Results, all: &[Subject]) -> String {
    let headings =
        ["median", "requests/s", "p50", "p99", "server CPU", "PostgreSQL CPU", "client CPU"];
    let mut table = Table::new(&headings);
    for subject in all {
        let mut row = vec![subject.0.to_owned()];
        match results.get(*subject) {
            Some(samples) => row.extend(cells(samples)),
            None => row.extend(std::iter::repeat_with(skipped).take(headings.len() - 1)),
        }
        table.add(row);
    }
    table.text()
}

fn cells(samples: &[Sample]) -> [String; 6] {
    let rate = median(samples, |sample| Some(sample.per_second));
    [
        rate.map_or_else(none, |rate| format!("{rate:.0}")),
        time(median(samples, |sample| Some(sample.p50))),
        time(median(samples, |sample| Some(sample.p99))),
        time(median(samples, |sample| sample.server)),
        time(median(samples, |sample| sample.database)),
        time(median(samples, |sample| sample.client)),
    ]
}

pub(crate) fn time(seconds: Option<f64>) -> String {
    match seconds {
        None => none(),
        Some(seconds) if seconds < 0.000_1 => format!("{:.1} µs", seconds * 1e6),
        Some(seconds) if seconds < 0.001 => format!("{:.0} µs", seconds * 1e6),
        Some(seconds) => format!("{:.2} ms", seconds * 1e3),
    }
}

fn spread(spread: Option<Spread>, unit: &str) -> String {
    let Some(Spread { least, median, greatest }) = spread else { return none() };
    let digits = if median < 10.0 { 2 } else { 1 };
    format!("{median:.digits$}{unit} ({least:.digits$}–{greatest:.digits$})")
}

fn none() -> String {
    "–".to_owned()
}

fn skipped() -> String {
    "skipped".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit_that_suits_them() {
        assert_eq!(time(Some(0.000_012_34)), "12.3 µs");
        assert_eq!(time(Some(0.000_123_4)), "123 µs");
        assert_eq!(time(Some(0.012_34)), "12.34 ms");
        assert_eq!(time(None), "–");
    }

    #[test]
    fn what_was_skipped_is_there_to_be_seen() {
        let results = Results::default();
        let (subject, beside) = (Subject("a"), Subject("b"));
        let comparison = Comparison { name: "a beside b", subject, beside, wanted: &[] };
        assert_eq!(ratios(&results, &[comparison]).matches("skipped").count(), 4);
        assert_eq!(figures(&results, &[subject]).matches("skipped").count(), 6);
    }
}
