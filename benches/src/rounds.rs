//! The contenders take turns.

use std::time::Duration;

use crate::contender::Contender;
use crate::failure::Outcome;
use crate::figures::{Sample, Subject};
use crate::interruption::Interruption;

/// The first turn of each does not count: it fills pools, caches and prepared statements.
const WARM_UP: Duration = Duration::from_secs(2);

/// Each subject's samples, one a round.
#[derive(Default)]
pub(crate) struct Results(Vec<(Subject, Vec<Sample>)>);

impl Results {
    /// Those of this subject, if it was measured.
    pub(crate) fn get(&self, subject: Subject) -> Option<&[Sample]> {
        self.0.iter().find(|(name, _)| *name == subject).map(|(_, samples)| samples.as_slice())
    }

    fn add(&mut self, subject: Subject, sample: Sample) {
        match self.0.iter_mut().find(|(name, _)| *name == subject) {
            Some((_, samples)) => samples.push(sample),
            None => self.0.push((subject, vec![sample])),
        }
    }
}

/// Measures all of them once a round.
pub(crate) fn take(
    contenders: &mut [(Subject, Box<dyn Contender>)],
    rounds: u32,
    time: Duration,
    interruption: &Interruption,
) -> Outcome<Results> {
    let mut results = Results::default();
    for turn in 0..=rounds {
        let time = if turn == 0 { WARM_UP } else { time };
        for (subject, contender) in &mut *contenders {
            interruption.check()?;
            let Subject(name) = *subject;
            let failed =
                |failure: crate::failure::Failure| failure.with(format!("while measuring {name}"));
            contender.prepare(time).map_err(failed)?;
            let sample = contender.measure(turn, time).map_err(failed)?;
            if turn > 0 {
                eprintln!("round {turn} of {rounds}: {:>9.0}/s  {name}", sample.per_second);
                results.add(*subject, sample);
            }
        }
    }
    Ok(results)
}

/// How many turns each takes, the one that does not count among them.
pub(crate) const fn turns(rounds: u32) -> u32 {
    rounds + 1
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    struct Noting(&'static str, Rc<RefCell<String>>);

    impl Contender for Noting {
        fn measure(&mut self, turn: u32, _time: Duration) -> Outcome<Sample> {
            self.1.borrow_mut().push_str(self.0);
            let (p50, p99) = (0.0, 0.0);
            Ok(Sample {
                per_second: turn.into(),
                p50,
                p99,
                server: None,
                database: None,
                client: None,
            })
        }
    }

    #[test]
    fn they_alternate_and_the_first_turn_does_not_count() {
        let order = Rc::new(RefCell::new(String::new()));
        let noting = |name| Box::new(Noting(name, order.clone())) as Box<dyn Contender>;
        let mut contenders = [(Subject("a"), noting("a")), (Subject("b"), noting("b"))];
        let results = take(&mut contenders, 2, Duration::ZERO, &Interruption::default()).unwrap();
        assert_eq!(*order.borrow(), "ababab");
        let rates: Vec<f64> =
            results.get(Subject("a")).unwrap().iter().map(|sample| sample.per_second).collect();
        assert_eq!(rates, [1.0, 2.0]);
    }
}
