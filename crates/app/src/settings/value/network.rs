//! Networks, in CIDR notation (RFC 4632 §3.1).

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A network, or a single address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Network(IpNet);

impl Network {
    /// The network itself.
    pub(crate) const fn net(self) -> IpNet {
        self.0
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let address = || text.parse::<IpAddr>().map(IpNet::from).ok();
        text.parse().ok().or_else(address).map(Self).ok_or_else(|| {
            format!("must be a network such as 10.0.0.0/8 or fd00::/8, or an address, not `{text}`")
        })
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}
