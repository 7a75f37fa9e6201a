//! A file under another name beside the one that it is to be, and of which there is one at a time: whoever writes it holds its lock, which
//! ends with the process however that ends. What somebody left who was killed is written over.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::error::RevocationFileError;

/// Gone unless it was put in its place.
pub(super) struct Draft {
    path: PathBuf,
    draft: PathBuf,
    writer: BufWriter<File>,
    is_placed: bool,
}

impl Draft {
    /// An empty one for this place.
    pub(super) fn beside(path: &Path) -> Result<Self, RevocationFileError> {
        let failed = || RevocationFileError::io(path, "written");
        // What stands for a file elsewhere is followed, and nothing but a file is ever replaced.
        let path = match path.canonicalize() {
            Ok(found) if found.is_file() => found,
            Ok(_) => return Err(failed()(ErrorKind::InvalidInput.into())),
            Err(_) => path.to_owned(),
        };
        let name = path.file_name().ok_or_else(|| failed()(ErrorKind::InvalidFilename.into()))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(".draft");
        let draft = path.with_file_name(hidden);
        // One that somebody else left, and that is not ours to write, has to be named to be found.
        let to_blame = if draft.symlink_metadata().is_ok() { &draft } else { &path };
        let Some(file) = locked(&draft).map_err(RevocationFileError::io(to_blame, "written"))?
        else {
            return Err(RevocationFileError::Busy { file: path });
        };
        file.set_len(0).map_err(failed())?;
        Ok(Self { path, draft, writer: BufWriter::new(file), is_placed: false })
    }

    /// Which place it is for.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it in its place, as it is.
    pub(super) fn take_its_place(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()?;
        fs::rename(&self.draft, &self.path)?;
        self.is_placed = true;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What has this name once it is placed is somebody else's.
        if !self.is_placed {
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// The file of this name, ours alone; none where somebody else writes it.
fn locked(draft: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    // A name that stands for another file is nobody's draft.
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    loop {
        let file = options.open(draft)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Whoever had it until now has perhaps put it in its place, or taken it away.
        if is_named(&file, draft)? {
            file.set_permissions(Permissions::from_mode(0o600))?;
            return Ok(Some(file));
        }
    }
}

fn is_named(file: &File, name: &Path) -> io::Result<bool> {
    let opened = file.metadata()?;
    match fs::symlink_metadata(name) {
        Ok(named) => Ok((named.dev(), named.ino()) == (opened.dev(), opened.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
