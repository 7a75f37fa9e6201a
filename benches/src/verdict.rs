//! What was wanted, and whether it was reached.

use crate::table::Table;

/// A line of the table that a run is about.
pub(crate) struct Verdict {
    pub(crate) figure: String,
    pub(crate) parts: Vec<Part>,
}

/// One figure, and what it should be.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Nothing where it was not measured.
    pub(crate) reached: Option<f64>,
    pub(crate) wanted: Bound,
    pub(crate) unit: Unit,
}

/// A figure's limit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    /// A part of what it is held beside.
    Part,
    /// As many times as much.
    Times,
    /// From seconds.
    Milliseconds,
    /// From bytes; a million of them.
    Megabytes,
    /// From one; a million a second.
    MillionsPerSecond,
}

impl Bound {
    fn holds(self, reached: f64) -> bool {
        match self {
            Self::AtLeast(least) => reached >= least,
            Self::AtMost(most) => reached <= most,
        }
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Part => format!("{figure:.2}"),
            Self::Times => format!("{figure:.2}×"),
            Self::Milliseconds => format!("{:.1} ms", figure * 1e3),
            Self::Megabytes => format!("{:.0} MB", figure / 1e6),
            Self::MillionsPerSecond => format!("{:.2} million/s", figure / 1e6),
        }
    }
}

impl Part {
    fn reached(&self) -> String {
        let Some(reached) = self.reached else { return "skipped".to_owned() };
        let mark = if self.wanted.holds(reached) { '✓' } else { '✗' };
        format!("{} {mark}", self.unit.show(reached))
    }

    fn wanted(&self) -> String {
        match self.wanted {
            Bound::AtLeast(least) => format!("≥ {}", self.unit.show(least)),
            Bound::AtMost(most) => format!("≤ {}", self.unit.show(most)),
        }
    }
}

/// All of them.
pub(crate) fn table(verdicts: &[Verdict]) -> String {
    let mut table = Table::new(&["figure", "reached", "wanted"]);
    for Verdict { figure, parts } in verdicts {
        let cell =
            |show: fn(&Part) -> String| parts.iter().map(show).collect::<Vec<_>>().join(" · ");
        table.add(vec![figure.clone(), cell(Part::reached), cell(Part::wanted)]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_marked_and_what_was_not_measured_is_there_to_be_seen() {
        let part = |reached, wanted, unit| Part { reached, wanted, unit };
        let parts = vec![
            part(Some(0.9), Bound::AtLeast(0.9), Unit::Part),
            part(Some(1.51), Bound::AtMost(1.5), Unit::Times),
            part(None, Bound::AtMost(0.015), Unit::Milliseconds),
        ];
        let text = table(&[Verdict { figure: "introspect".to_owned(), parts }]);
        let last = text.lines().last().unwrap();
        let expected = "| introspect | 0.90 ✓ · 1.51× ✗ · skipped | ≥ 0.90 · ≤ 1.50× · ≤ 15.0 ms |";
        assert_eq!(last.split_whitespace().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn large_figures_are_shown_in_millions() {
        assert_eq!(Unit::Megabytes.show(39_600_000.0), "40 MB");
        assert_eq!(Unit::MillionsPerSecond.show(5_432_000.0), "5.43 million/s");
    }
}
