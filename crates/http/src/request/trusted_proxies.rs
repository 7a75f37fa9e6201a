//! Whose word about where a request comes from is believed.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderValue;
use ipnet::IpNet;

/// The networks of the proxies in front of this service.
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Proxies in these networks.
    pub(crate) const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// The client behind a connection from `peer`. Each proxy adds at the end of `X-Forwarded-For` whom it took the request from, so
    /// the walk goes backwards, as far as those who speak are trusted: what comes before that, anybody can have written.
    pub(super) fn client<'a>(
        &self,
        peer: IpAddr,
        forwarded_for: impl DoubleEndedIterator<Item = &'a HeaderValue>,
    ) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = forwarded_for.rev().flat_map(|value| {
            // A value that is no text names nobody, and ends the walk.
            value.to_str().unwrap_or_default().rsplit(',').map(address)
        });
        for hop in hops {
            match hop {
                Some(hop) if self.trusts(client) => client = hop,
                Some(_) | None => break,
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address as proxies spell it: some in brackets, some with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PROXY: &str = "10.0.0.1";

    fn client(peer: &str, forwarded_for: &[&[u8]]) -> String {
        let networks = ["10.0.0.0/8", "2001:db8:1::/48"].map(|network| network.parse().unwrap());
        let values: Vec<_> =
            forwarded_for.iter().map(|value| HeaderValue::from_bytes(value).unwrap()).collect();
        let proxies = TrustedProxies::new(networks.to_vec());
        proxies.client(peer.parse().unwrap(), values.iter()).to_string()
    }

    #[test]
    fn without_the_header_it_is_the_connection() {
        assert_eq!(client("192.0.2.1", &[]), "192.0.2.1");
        assert_eq!(client(PROXY, &[]), PROXY);
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("192.0.2.1", &[b"198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("192.0.2.1", &[b"198.51.100.7, 10.0.0.2"]), "192.0.2.1");
    }

    #[rstest]
    #[case::one_proxy(&["198.51.100.7"], "198.51.100.7")]
    #[case::two_proxies(&["198.51.100.7, 10.0.0.2"], "198.51.100.7")]
    #[case::in_two_headers(&["198.51.100.7", "10.0.0.2"], "198.51.100.7")]
    #[case::without_spaces(&["198.51.100.7,10.0.0.2"], "198.51.100.7")]
    #[case::what_a_client_wrote_itself(&["203.0.113.9, 198.51.100.7"], "198.51.100.7")]
    #[case::what_a_client_wrote_in_a_header_of_its_own(&["10.0.0.9", "198.51.100.7"], "198.51.100.7")]
    #[case::a_client_that_calls_itself_a_proxy(&["10.0.0.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7")]
    #[case::proxies_alone(&["10.0.0.3, 10.0.0.2"], "10.0.0.3")]
    fn the_first_from_the_right_that_is_no_proxy_is_the_client(
        #[case] forwarded_for: &[&str],
        #[case] expected: &str,
    ) {
        let values: Vec<_> = forwarded_for.iter().map(|value| value.as_bytes()).collect();
        assert_eq!(client(PROXY, &values), expected);
    }

    #[rstest]
    #[case::ipv6(b"2001:db8:2::7", "2001:db8:2::7")]
    #[case::ipv6_behind_a_proxy_of_its_kind(b"2001:db8:2::7, 2001:db8:1::1", "2001:db8:2::7")]
    #[case::brackets(b"[2001:db8:2::7]", "2001:db8:2::7")]
    #[case::brackets_and_port(b"[2001:db8:2::7]:443", "2001:db8:2::7")]
    #[case::port(b"198.51.100.7:50123", "198.51.100.7")]
    #[case::mapped(b"::ffff:198.51.100.7", "198.51.100.7")]
    #[case::mapped_proxy(b"198.51.100.7, ::ffff:10.0.0.2", "198.51.100.7")]
    #[case::mapped_proxy_with_port(b"198.51.100.7, [::ffff:10.0.0.2]:80", "198.51.100.7")]
    fn an_address_has_several_spellings(#[case] forwarded_for: &[u8], #[case] expected: &str) {
        assert_eq!(client(PROXY, &[forwarded_for]), expected);
    }

    #[test]
    fn a_mapped_peer_is_what_it_maps() {
        assert_eq!(client("::ffff:10.0.0.1", &[b"198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("::ffff:192.0.2.1", &[b"198.51.100.7"]), "192.0.2.1");
    }

    #[rstest]
    #[case::nothing(b"")]
    #[case::a_word(b"198.51.100.7, unknown")]
    #[case::an_obfuscated_name(b"198.51.100.7, _hidden")]
    #[case::an_empty_place(b"198.51.100.7, ")]
    #[case::leading_zeros(b"198.51.100.7, 010.0.0.2")]
    #[case::a_network(b"198.51.100.7, 10.0.0.0/8")]
    #[case::no_text(b"198.51.100.7, \xff")]
    fn what_is_no_address_ends_the_walk_at_the_last_proxy(#[case] forwarded_for: &[u8]) {
        assert_eq!(client(PROXY, &[forwarded_for]), PROXY);
        let further = [forwarded_for, b"10.0.0.2".as_slice()];
        assert_eq!(client(PROXY, &further), "10.0.0.2");
    }
}
