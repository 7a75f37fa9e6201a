//! What is limited, and how.

use std::net::IpAddr;
use std::sync::Arc;

use time::Duration;

use super::key::{ThrottleKey, Throttled};
use super::limits::{Backoff, Window};
use super::network::Network;
use super::store::{ThrottleError, ThrottleStore};
use super::tally::Tally;
use crate::access::{Origin, SystemScope};
use crate::clock::Clock;
use crate::id::TenantId;
use crate::secret::SecretSource;
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("throttles");

/// Wrong passwords of one account, after NIST SP 800-63B-4 §3.2.2: a hundred, then only a reset helps.
const PASSWORDS_OF_AN_ACCOUNT: Backoff = Backoff {
    free: 5,
    first_pause: Duration::seconds(30),
    longest_pause: Duration::HOUR,
    most: 100,
};

/// Messages with a secret to one address.
const MESSAGES_TO_AN_ADDRESS: [(&str, Window); 2] = [
    ("a minute", Window { most: 1, within: Duration::MINUTE }),
    ("an hour", Window { most: 5, within: Duration::HOUR }),
];

/// Wrong guesses at the codes for one address and purpose.
const GUESSES: Window = Window { most: 5, within: Duration::HOUR };

/// Phone numbers that one person names.
const PHONES_OF_A_PERSON: Window = Window { most: 5, within: Duration::HOUR };

/// Invitations to one address by one tenant.
const INVITATIONS_TO_AN_ADDRESS: Window = Window { most: 10, within: Duration::HOUR };

/// Text messages to one number, whoever names it.
const TEXTS_TO_A_NUMBER: Window = Window { most: 10, within: Duration::HOUR };

/// What an operator decides about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ThrottleLimits {
    /// Wrong passwords from one network.
    pub passwords_of_a_network: Window,
    /// Sign-ups from one network.
    pub sign_ups_of_a_network: Window,
    /// Requests from one network for mail to somebody: forgotten passwords, and codes once more.
    pub mail_of_a_network: Window,
    /// People whom one tenant puts in or invites.
    pub invitations_of_a_tenant: Window,
}

/// A try at a password that is being looked at. It must be settled.
#[derive(Debug)]
pub struct Attempt {
    keys: Vec<ThrottleKey>,
}

/// Limits what is tried.
pub struct Throttle {
    tallies: Arc<dyn ThrottleStore>,
    limits: ThrottleLimits,
    secrets: Arc<dyn SecretSource>,
    clock: Arc<dyn Clock>,
}

impl Throttle {
    /// Limits by these tallies.
    pub fn new(
        tallies: Arc<dyn ThrottleStore>,
        limits: ThrottleLimits,
        secrets: Arc<dyn SecretSource>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { tallies, limits, secrets, clock }
    }

    /// Lets a try at the password of an account through, whether or not there is such an account.
    pub async fn begin_attempt(
        &self,
        account: &str,
        origin: &Origin,
    ) -> Result<Attempt, ThrottleError> {
        let now = self.clock.now();
        let keys = vec![
            self.key("passwords of an account", account),
            self.of_network("passwords", origin),
        ];
        let network = self.limits.passwords_of_a_network;
        self.tallies
            .update(&SCOPE, keys.clone(), &|tallies| {
                each(tallies, |index, tally| {
                    *tally = tally.at(now);
                    match index {
                        0 => PASSWORDS_OF_AN_ACCOUNT.admit(tally, now),
                        _ => network.admit(tally, now),
                    }
                })
            })
            .await?;
        Ok(Attempt { keys })
    }

    /// The password was wrong.
    pub async fn attempt_failed(&self, attempt: Attempt) -> Result<(), StoreError> {
        let now = self.clock.now();
        let network = self.limits.passwords_of_a_network;
        self.settle(attempt, &|index, tally| {
            *tally = tally.at(now);
            match index {
                0 => PASSWORDS_OF_AN_ACCOUNT.count(tally, now),
                _ => network.count(tally, now),
            }
        })
        .await
    }

    /// The password was right: what failed before does not count any more.
    pub async fn attempt_succeeded(&self, attempt: Attempt) -> Result<(), StoreError> {
        self.settle(attempt, &|index, tally| {
            tally.end();
            if index == 0 {
                tally.clear();
            }
        })
        .await
    }

    /// The password was never looked at.
    pub async fn attempt_abandoned(&self, attempt: Attempt) -> Result<(), StoreError> {
        self.settle(attempt, &|_, tally| tally.end()).await
    }

    /// Forgets the wrong passwords of an account: its owner has another one now.
    pub async fn forget_attempts(&self, account: &str) -> Result<(), StoreError> {
        let keys = vec![self.key("passwords of an account", account)];
        self.settle(Attempt { keys }, &|_, tally| tally.clear()).await
    }

    /// Lets a sign-up through.
    pub async fn sign_up(&self, origin: &Origin) -> Result<(), ThrottleError> {
        self.take(vec![(self.of_network("sign-ups", origin), self.limits.sign_ups_of_a_network)])
            .await
    }

    /// Lets a request for mail to somebody through, by where it comes from.
    pub async fn request_mail(&self, origin: &Origin) -> Result<(), ThrottleError> {
        self.take(vec![(self.of_network("mail", origin), self.limits.mail_of_a_network)]).await
    }

    /// Lets a message of this kind to this address through: once a minute, five times an hour.
    pub async fn send(&self, what: &str, address: &str) -> Result<(), ThrottleError> {
        let counts = MESSAGES_TO_AN_ADDRESS
            .map(|(name, window)| (self.key(&format!("{what} {name}"), address), window));
        self.take(counts.to_vec()).await
    }

    /// Lets a person name a phone number, which costs a message.
    pub async fn name_phone(&self, person: &str) -> Result<(), ThrottleError> {
        self.take(vec![(self.key("phones of a person", person), PHONES_OF_A_PERSON)]).await
    }

    /// Lets a tenant send an invitation to this address, or this invitation once more.
    pub async fn invite(&self, tenant: TenantId, subject: &str) -> Result<(), ThrottleError> {
        let tenant = tenant.to_string();
        self.take(vec![
            (self.key("invitations of a tenant", &tenant), self.limits.invitations_of_a_tenant),
            (
                self.key("invitations to an address", &format!("{tenant} {subject}")),
                INVITATIONS_TO_AN_ADDRESS,
            ),
        ])
        .await
    }

    /// Lets a text message to this number through, whoever has named it.
    pub async fn text(&self, number: &str) -> Result<(), ThrottleError> {
        self.take(vec![(self.key("texts to a number", number), TEXTS_TO_A_NUMBER)]).await
    }

    /// Lets somebody try codes from this network: as often as passwords.
    pub async fn try_code(&self, origin: &Origin) -> Result<(), ThrottleError> {
        self.take(vec![(self.of_network("codes", origin), self.limits.passwords_of_a_network)])
            .await
    }

    /// Lets a guess at a code through; it counts as a wrong one until it is known to be right.
    pub async fn guess(&self, purpose: &str, address: &str) -> Result<(), ThrottleError> {
        self.take(vec![(self.guesses(purpose, address), GUESSES)]).await
    }

    /// The guess was right: those before it do not count any more.
    pub async fn guessed_right(&self, purpose: &str, address: &str) -> Result<(), StoreError> {
        let keys = vec![self.guesses(purpose, address)];
        self.settle(Attempt { keys }, &|_, tally| tally.clear()).await
    }

    /// Removes what does not matter any more, and says how many tallies that were.
    pub async fn purge(&self) -> Result<u64, StoreError> {
        self.tallies.purge(&SCOPE, self.clock.now()).await
    }

    /// Counts one in each of these, or none where one has no room.
    async fn take(&self, counts: Vec<(ThrottleKey, Window)>) -> Result<(), ThrottleError> {
        let now = self.clock.now();
        let (keys, windows): (Vec<_>, Vec<_>) = counts.into_iter().unzip();
        self.tallies
            .update(&SCOPE, keys, &|tallies| {
                for (tally, window) in tallies.iter_mut().zip(&windows) {
                    *tally = tally.at(now);
                    window.take(tally, now)?;
                }
                Ok(())
            })
            .await
    }

    async fn settle(
        &self,
        attempt: Attempt,
        change: &(dyn Fn(usize, &mut Tally) + Send + Sync),
    ) -> Result<(), StoreError> {
        let decide = |tallies: &mut [Tally]| {
            each(tallies, |index, tally| {
                change(index, tally);
                Ok(())
            })
        };
        match self.tallies.update(&SCOPE, attempt.keys, &decide).await {
            // A rule that refuses nothing is refused nothing.
            Ok(()) | Err(ThrottleError::Throttled(_)) => Ok(()),
            Err(ThrottleError::Store(error)) => Err(error),
        }
    }

    fn guesses(&self, purpose: &str, address: &str) -> ThrottleKey {
        self.key(&format!("guesses {purpose}"), address)
    }

    fn of_network(&self, what: &str, origin: &Origin) -> ThrottleKey {
        let network = origin.ip.map(|ip: IpAddr| Network::of(ip).to_string()).unwrap_or_default();
        self.key(&format!("{what} of a network"), &network)
    }

    fn key(&self, what: &str, subject: &str) -> ThrottleKey {
        ThrottleKey::new(what, subject, &*self.secrets)
    }
}

fn each(
    tallies: &mut [Tally],
    mut rule: impl FnMut(usize, &mut Tally) -> Result<(), Throttled>,
) -> Result<(), Throttled> {
    tallies.iter_mut().enumerate().try_for_each(|(index, tally)| rule(index, tally))
}
