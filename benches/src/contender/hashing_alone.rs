//! Passwords checked by the service's own hasher, and nothing else: what logins can't be faster than.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::password::{PasswordHash, PasswordHasher as _, Verdict};
use tenantry_domain::secret::PlainSecret;
use tenantry_security::{Argon2idHasher, HashParameters, HashingPool, HashingPoolSize};
use tokio::runtime;

use super::{Contender, Processes};
use crate::failure::{Failure, Outcome, While as _};
use crate::figures::Sample;
use crate::load::Burst;

pub(crate) struct HashingAlone {
    hasher: Arc<Argon2idHasher>,
    /// How many are under way at a time: one that is hashed on each core, and one that waits.
    jobs: usize,
    password: &'static str,
    hash: PasswordHash,
}

impl HashingAlone {
    /// With the parameters and the pool that the service has by itself.
    pub(crate) fn new(password: &'static str) -> Outcome<Self> {
        let size = HashingPoolSize::default();
        let pool = HashingPool::new(size);
        let hasher = Argon2idHasher::new(HashParameters::default(), pool).when("make a hasher")?;
        let hash = runtime()?.block_on(hasher.hash(PlainSecret::new(password)));
        let hash = hash.when("hash a password")?;
        Ok(Self { hasher: Arc::new(hasher), jobs: size.workers.get() * 2, password, hash })
    }

    fn burst(&self, time: Duration) -> Outcome<Burst> {
        let begun = Instant::now();
        let mut latencies = runtime()?.block_on(async {
            let running: Vec<_> = (0..self.jobs)
                .map(|_| {
                    let (hasher, hash) = (Arc::clone(&self.hasher), self.hash.clone());
                    tokio::spawn(check_until(begun + time, hasher, self.password, hash))
                })
                .collect();
            let mut all = Vec::new();
            for task in running {
                all.append(&mut task.await.when("finish a task that hashes")??);
            }
            Ok::<_, Failure>(all)
        })?;
        let elapsed = begun.elapsed();
        latencies.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "nobody hashes 2^52 passwords")]
        let count = latencies.len() as f64;
        Ok(Burst { count, per_second: count / elapsed.as_secs_f64(), latencies })
    }
}

impl Contender for HashingAlone {
    fn measure(&mut self, _turn: u32, time: Duration) -> Outcome<Sample> {
        Processes { server: None, database: None }.sample(|| self.burst(time))
    }
}

fn runtime() -> Outcome<runtime::Runtime> {
    runtime::Builder::new_current_thread().enable_all().build().when("start a runtime")
}

async fn check_until(
    end: Instant,
    hasher: Arc<Argon2idHasher>,
    password: &'static str,
    hash: PasswordHash,
) -> Outcome<Vec<Duration>> {
    let mut latencies = Vec::new();
    let mut begun = Instant::now();
    while begun < end {
        let checked = hasher.verify(PlainSecret::new(password), Some(hash.clone())).await;
        if checked.when("check a password")? != Verdict::Right {
            return Err(Failure::new("the right password was taken for a wrong one"));
        }
        let done = Instant::now();
        latencies.push(done - begun);
        begun = done;
    }
    Ok(latencies)
}
