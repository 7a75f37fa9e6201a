//! Addresses to listen at.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// An IP address and a port; port 0 takes any that is free.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct BindAddress(SocketAddr);

impl BindAddress {
    /// The address itself.
    pub(crate) const fn socket_address(self) -> SocketAddr {
        self.0
    }
}

impl TryFrom<String> for BindAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.parse() {
            Ok(address) => Ok(Self(address)),
            Err(_) => Err(format!(
                "must be an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080, not `{text}`"
            )),
        }
    }
}
