//! What was measured, and what follows from it.

/// Who was measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Subject(pub(crate) &'static str);

/// What is compared of two of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Figure {
    /// Requests per second.
    Rate,
    /// The time within which 99 of 100 were answered.
    P99,
    /// The CPU time that whoever answers over HTTP took for each request.
    ServerCpu,
}

impl Figure {
    pub(crate) const fn of(self, sample: &Sample) -> Option<f64> {
        match self {
            Self::Rate => Some(sample.per_second),
            Self::P99 => Some(sample.p99),
            Self::ServerCpu => sample.server,
        }
    }
}

/// One turn of one of them. Times are in seconds; CPU time is for each request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Of whoever answers over HTTP.
    pub(crate) server: Option<f64>,
    /// Of PostgreSQL.
    pub(crate) database: Option<f64>,
    /// Of the load generator.
    pub(crate) client: Option<f64>,
}

/// The middle of what several rounds gave, and how far apart they were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) greatest: f64,
}

impl Spread {
    /// Of these figures; nothing if there are none.
    pub(crate) fn of(figures: impl Iterator<Item = f64>) -> Option<Self> {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_unstable_by(f64::total_cmp);
        let upper = *figures.get(figures.len() / 2)?;
        let lower = *figures.get((figures.len() - 1) / 2)?;
        let median = f64::midpoint(lower, upper);
        Some(Self { least: *figures.first()?, median, greatest: *figures.last()? })
    }
}

/// The median of one figure over all rounds; nothing where it does not apply.
pub(crate) fn median(samples: &[Sample], figure: impl Fn(&Sample) -> Option<f64>) -> Option<f64> {
    Spread::of(samples.iter().filter_map(figure)).map(|spread| spread.median)
}

/// How one stands beside another, round by round: in each they had the same noise around them.
pub(crate) fn ratio(
    subject: &[Sample],
    beside: &[Sample],
    figure: impl Fn(&Sample) -> Option<f64>,
) -> Option<Spread> {
    let both = subject.iter().zip(beside);
    Spread::of(both.filter_map(|(subject, beside)| Some(figure(subject)? / figure(beside)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(per_second: f64) -> Sample {
        Sample { per_second, p50: 0.0, p99: 0.0, server: None, database: None, client: None }
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let spread = Spread::of([4.0, 1.0, 2.0, 9.0].into_iter()).unwrap();
        assert_eq!(spread, Spread { least: 1.0, median: 3.0, greatest: 9.0 });
        assert_eq!(Spread::of([5.0].into_iter()).unwrap().median.to_bits(), 5.0_f64.to_bits());
        assert_eq!(Spread::of([].into_iter()), None);
    }

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        // The second round was slow for both.
        let subject = [sample(50.0), sample(5.0), sample(60.0)];
        let beside = [sample(100.0), sample(10.0), sample(100.0)];
        let ratio = ratio(&subject, &beside, |sample| Some(sample.per_second)).unwrap();
        assert_eq!(ratio, Spread { least: 0.5, median: 0.5, greatest: 0.6 });
    }

    #[test]
    fn what_does_not_apply_has_no_median() {
        assert_eq!(median(&[sample(1.0)], |sample| sample.server), None);
    }
}
