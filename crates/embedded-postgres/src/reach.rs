//! Whether the user that root runs the server as can get to a folder.

use std::fs::{self, Metadata, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use crate::ClusterError;
use crate::account::{Account, OtherUser};

/// Lets the account pass through the data folder itself, which is ours to open (its secrets are
/// files of mode 0600), and requires that it can pass through every folder above.
pub(crate) fn open_data_folder(account: &Account, data_dir: &Path) -> Result<(), ClusterError> {
    let Some(user) = account.other() else {
        return Ok(());
    };
    if let Some(above) = data_dir.parent() {
        require_way(user, above, data_dir)?;
    }
    let metadata = fs::metadata(data_dir).map_err(ClusterError::io("look at", data_dir))?;
    if may_search(user, &metadata) {
        return Ok(());
    }
    let mode = metadata.mode() & 0o7777 | 0o011;
    tracing::info!(
        "letting PostgreSQL's user `{}` pass through {} (mode {mode:o})",
        user.name,
        data_dir.display()
    );
    fs::set_permissions(data_dir, Permissions::from_mode(mode))
        .map_err(ClusterError::io("change the mode of", data_dir))
}

/// Requires that the account can enter `folder`.
pub(crate) fn require(account: &Account, folder: &Path) -> Result<(), ClusterError> {
    account.other().map_or(Ok(()), |user| require_way(user, folder, folder))
}

fn require_way(user: &OtherUser, last: &Path, target: &Path) -> Result<(), ClusterError> {
    for folder in last.ancestors() {
        let metadata = fs::metadata(folder).map_err(ClusterError::io("look at", folder))?;
        if !may_search(user, &metadata) {
            return Err(ClusterError::Unreachable {
                account: user.name.clone(),
                folder: folder.to_owned(),
                target: target.to_owned(),
            });
        }
    }
    Ok(())
}

/// By the one class of permission bits that applies: an owner without the bit is refused even where
/// others have it.
fn may_search(user: &OtherUser, folder: &Metadata) -> bool {
    let bit = if folder.uid() == user.uid {
        0o100
    } else if folder.gid() == user.gid {
        0o010
    } else {
        0o001
    };
    folder.mode() & bit != 0
}
