//! What came of a group.

use crate::figures::{Figure, Subject, ratio};
use crate::others::Ours;
use crate::report;
use crate::rounds::Results;
use crate::verdict::{Bound, Part, Unit, Verdict};

/// Verdicts, and the tables behind them.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) tables: Vec<String>,
    pub(crate) ours: Ours,
}

/// Who is held beside whom, and what is wanted of it.
#[derive(Clone, Copy)]
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) subject: Subject,
    pub(crate) beside: Subject,
    pub(crate) wanted: &'static [(Figure, Bound)],
}

impl Comparison {
    fn verdict(&self, results: &Results) -> Verdict {
        let both = results.get(self.subject).zip(results.get(self.beside));
        let part = |&(figure, wanted): &(Figure, Bound)| {
            let reached = both.and_then(|(subject, beside)| {
                ratio(subject, beside, |sample| figure.of(sample)).map(|spread| spread.median)
            });
            let unit = match figure {
                Figure::Rate => Unit::Part,
                Figure::P99 | Figure::ServerCpu => Unit::Times,
            };
            Part { reached, wanted, unit }
        };
        Verdict { figure: self.name.to_owned(), parts: self.wanted.iter().map(part).collect() }
    }
}

impl Findings {
    /// What contenders that took turns showed.
    pub(crate) fn of_turns(
        results: &Results,
        comparisons: &[Comparison],
        subjects: &[Subject],
    ) -> Self {
        let wanting = comparisons.iter().filter(|comparison| !comparison.wanted.is_empty());
        Self {
            verdicts: wanting.map(|comparison| comparison.verdict(results)).collect(),
            tables: vec![report::ratios(results, comparisons), report::figures(results, subjects)],
            ours: Ours::default(),
        }
    }
}
