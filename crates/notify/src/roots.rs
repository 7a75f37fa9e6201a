//! The certificates that servers are trusted by: the machine's, and the operator's own authority.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::invalid_settings::InvalidSettings;

/// All that servers are trusted by.
pub(crate) fn all(ca_file: Option<&Path>) -> Result<RootCertStore, InvalidSettings> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    for error in native.errors {
        tracing::warn!(%error, "some of the machine's root certificates can't be read");
    }
    roots.add_parsable_certificates(native.certs);
    if let Some(path) = ca_file {
        for certificate in read(path)? {
            roots.add(certificate).map_err(|error| unreadable(path, &error.to_string()))?;
        }
    }
    if roots.is_empty() { Err(InvalidSettings::NoRoots) } else { Ok(roots) }
}

/// The operator's own.
pub(crate) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, InvalidSettings> {
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(path, &error.to_string()))?;
    if certificates.is_empty() {
        return Err(unreadable(path, "it holds no certificate in PEM"));
    }
    Ok(certificates)
}

fn unreadable(path: &Path, reason: &str) -> InvalidSettings {
    InvalidSettings::CaFile { path: path.to_owned(), reason: reason.to_owned() }
}
