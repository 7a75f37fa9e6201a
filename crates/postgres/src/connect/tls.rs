//! Encryption by rustls, with the certificates of the machine and of the operator.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use super::error::InvalidSettings;

pub(super) fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, InvalidSettings> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(ca_file)?)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(config)
}

fn roots(ca_file: Option<&Path>) -> Result<RootCertStore, InvalidSettings> {
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

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, InvalidSettings> {
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
