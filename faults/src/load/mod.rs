//! The load: people who make and end credentials all the time, and services that ask about them all the time, at all nodes.

mod crew;
mod judge;
mod reader;
mod tally;
mod writer;

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::failure::{Outcome, While as _};
use crate::ground::Ground;
pub(crate) use crew::Crew;
pub(crate) use judge::{How, Verdict, ask_about, verdict};

/// Tasks at work until they are told to end.
pub(crate) struct Load {
    pub(crate) crew: Arc<Crew>,
    tasks: Vec<JoinHandle<Outcome<()>>>,
}

impl Load {
    /// Sets everybody on the ground to work, and so many readers.
    pub(crate) fn begin(ground: &Ground, readers: u64) -> Self {
        Self::of(Crew::of(ground, false), ground, readers)
    }

    /// The same behind a load balancer, which sends requests only where a node is ready.
    pub(crate) fn begin_balanced(ground: &Ground, readers: u64) -> Self {
        Self::of(Crew::of(ground, true), ground, readers)
    }

    fn of(crew: Crew, ground: &Ground, readers: u64) -> Self {
        let crew = Arc::new(crew);
        let writing = ground.people.iter().cloned().zip(0..);
        let writing = writing
            .map(|(person, number)| tokio::spawn(writer::write(Arc::clone(&crew), person, number)));
        let reading =
            (0..readers).map(|number| tokio::spawn(reader::read(Arc::clone(&crew), number)));
        let tasks = writing.chain(reading).collect();
        Self { crew, tasks }
    }

    /// Lets everybody finish what they are at.
    pub(crate) async fn end(self) -> Outcome<Arc<Crew>> {
        self.crew.end();
        for task in self.tasks {
            task.await.when("finish a task of the load")??;
        }
        Ok(self.crew)
    }
}
