//! Text messages into a folder: what a new installation does, so that whoever tries it out reads the codes there.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::clock::Clock;
use tenantry_domain::notification::{DeliveryError, TextMessage, TextMessenger};

use crate::brand::Brand;
use crate::folder::{Sheet, put};
use crate::text::words;

/// Writes each text message to a `.txt` file: whom it is for, an empty line, what it says.
pub struct TextFolder {
    folder: PathBuf,
    brand: Arc<Brand>,
    clock: Arc<dyn Clock>,
}

impl TextFolder {
    /// Text messages into this folder, which is made when the first message comes.
    pub fn new(folder: PathBuf, brand: Arc<Brand>, clock: Arc<dyn Clock>) -> Self {
        Self { folder, brand, clock }
    }
}

#[async_trait]
impl TextMessenger for TextFolder {
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError> {
        let said = words(message, &self.brand);
        let content = format!("To: {}\n\n{said}\n", message.to.as_str()).into_bytes();
        let at = self.clock.now();
        put(
            &self.folder,
            Sheet { at, kind: "verify-phone", id: message.id, ending: "txt", content },
        )
        .await
    }
}
