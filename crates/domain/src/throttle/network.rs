//! Where requests come from, as far as one who sends them can't choose.

use std::net::{IpAddr, Ipv6Addr};

/// A network that one customer has: an IPv4 address, or the 64 leading bits of an IPv6 address (RFC 6177). An IPv4 address in
/// IPv6 form (RFC 4291 §2.5.5.2) is the same as itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network(IpAddr);

impl Network {
    /// The network of this address.
    pub fn of(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(address) => Self(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let prefix = address.to_bits() & (u128::MAX << 64);
                Self(IpAddr::V6(Ipv6Addr::from_bits(prefix)))
            }
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::an_address_is_its_own("192.0.2.1", "192.0.2.1", true)]
    #[case::its_neighbour_is_another("192.0.2.1", "192.0.2.2", false)]
    #[case::mapped_is_the_same("192.0.2.1", "::ffff:192.0.2.1", true)]
    #[case::one_customer_has_64_bits("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    #[case::the_next_customer_has_others("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    fn addresses_of_one_network_count_together(
        #[case] one: IpAddr,
        #[case] other: IpAddr,
        #[case] same: bool,
    ) {
        assert_eq!(Network::of(one) == Network::of(other), same);
    }
}
