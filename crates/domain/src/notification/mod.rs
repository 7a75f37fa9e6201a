//! Messages to people, by mail and to their phones: kept with the change that causes them, sent afterwards.

mod delivery;
mod letter;
mod outbox;

pub use delivery::{Delivered, Delivery, DeliveryParts, OutboxService};
pub use letter::{
    DeliveryError, Letter, LetterContent, Mailer, Occurrence, TextMessage, TextMessenger,
};
pub use outbox::{
    MessageKind, NewMessage, OutboxDepth, OutboxMessage, OutboxStore, Recipient, Settlement,
};

#[cfg(any(test, feature = "mocks"))]
pub use letter::{MockMailer, MockTextMessenger};
#[cfg(any(test, feature = "mocks"))]
pub use outbox::MockOutboxStore;

#[cfg(test)]
mod tests;
