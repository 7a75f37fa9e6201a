//! Mail into a folder: what a new installation does, so that whoever tries it out reads the codes there.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::clock::Clock;
use tenantry_domain::notification::{DeliveryError, Letter, Mailer};

use crate::brand::Brand;
use crate::compose::compose;
use crate::folder::{Sheet, put};
use crate::kind;
use crate::mailbox::Mailbox;

/// Writes each mail, as it would be sent, to an `.eml` file, which mail programs open.
pub struct MailFolder {
    folder: PathBuf,
    from: Mailbox,
    brand: Arc<Brand>,
    clock: Arc<dyn Clock>,
}

impl MailFolder {
    /// Mail into this folder, which is made when the first mail comes.
    pub fn new(folder: PathBuf, from: Mailbox, brand: Arc<Brand>, clock: Arc<dyn Clock>) -> Self {
        Self { folder, from, brand, clock }
    }
}

#[async_trait]
impl Mailer for MailFolder {
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let at = self.clock.now();
        let mail = compose(letter, &self.brand, &self.from, at)?;
        let kind = kind::of(&letter.content);
        put(&self.folder, Sheet { at, kind, id: letter.id, ending: "eml", content: mail.bytes })
            .await
    }
}
