//! The walk through all that has ended.

use std::sync::Arc;

use time::OffsetDateTime;

use super::ending::{Ending, EndingKind};
use super::store::{EndingPosition, EndingStore};
use crate::access::SystemScope;
use crate::clock::Clock;
use crate::id::InstallationId;
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("export of revocations");
/// Enough that a million is done in a thousand steps, few enough that none of them is felt.
const PAGE: u32 = 1000;

/// Tells what has ended, a page at a time.
pub struct Export {
    store: Arc<dyn EndingStore>,
    clock: Arc<dyn Clock>,
}

/// How far a walk has come.
#[derive(Clone, Debug)]
pub struct ExportProgress {
    installation: InstallationId,
    begun_at: OffsetDateTime,
    kinds: std::array::IntoIter<EndingKind, { EndingKind::ALL.len() }>,
    /// The kind at hand, and how far it was gone through; none before the first and behind the last.
    current: Option<(EndingKind, Option<EndingPosition>)>,
}

impl ExportProgress {
    /// Whose endings are told.
    pub const fn installation(&self) -> InstallationId {
        self.installation
    }

    /// When the walk began: what had ended by then is told.
    pub const fn begun_at(&self) -> OffsetDateTime {
        self.begun_at
    }
}

impl Export {
    /// Out of this store.
    pub fn new(store: Arc<dyn EndingStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Begins a walk.
    pub async fn begin(&self) -> Result<ExportProgress, StoreError> {
        let installation = self.store.installation(&SCOPE).await?;
        let mut kinds = EndingKind::ALL.into_iter();
        let current = kinds.next().map(|kind| (kind, None));
        Ok(ExportProgress { installation, begun_at: self.clock.now(), kinds, current })
    }

    /// The next page; none at the end of the walk. A page may be empty.
    pub async fn next(
        &self,
        progress: &mut ExportProgress,
    ) -> Result<Option<Vec<Ending>>, StoreError> {
        let Some((kind, after)) = progress.current else {
            return Ok(None);
        };
        let page = self.store.page(&SCOPE, kind, after, PAGE, progress.begun_at).await?;
        progress.current = match page.next {
            Some(next) => Some((kind, Some(next))),
            None => progress.kinds.next().map(|kind| (kind, None)),
        };
        Ok(Some(page.endings))
    }
}
