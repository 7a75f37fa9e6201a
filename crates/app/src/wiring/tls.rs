//! The certificate to show, where TLS ends at this service.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why TLS can't be spoken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file does not serve.
    #[error("`{key}` names {file}, which does not serve: {problem}")]
    File {
        /// The setting.
        key: &'static str,
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The two don't go together.
    #[error("`server.tls_certificate` and `server.tls_private_key` don't go together")]
    Pair(#[source] rustls::Error),
}

/// Speaks TLS 1.2 and 1.3 with this certificate chain and its key.
pub(crate) fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let (chain_key, key_key) = ("server.tls_certificate", "server.tls_private_key");
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(chain_key, certificate, &error))?;
    if chain.is_empty() {
        return Err(unusable(chain_key, certificate, &pem::Error::NoItemsFound));
    }
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key_key, key, &error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(TlsError::Pair)
}

fn unusable(key: &'static str, file: &Path, problem: &pem::Error) -> TlsError {
    TlsError::File { key, file: file.display().to_string(), problem: problem.to_string() }
}
