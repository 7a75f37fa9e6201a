//! What the address says about encryption. The driver knows only part of what libpq knows, so this is read before it.

/// Whether to encrypt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encryption {
    /// A socket of the machine, or a network that is trusted.
    None,
    /// With the server's certificate and name checked, whichever of libpq's modes asked: an unchecked certificate protects
    /// from nobody who can answer in the server's place.
    Verified,
}

/// The address without `sslmode`, and what that asked for. An unknown mode stays, for the driver to refuse.
pub(super) fn split(url: &str) -> (String, Encryption) {
    if !url.contains("://") {
        return split_by(url, ' ', "");
    }
    let Some((address, query)) = url.split_once('?') else {
        return (url.to_owned(), Encryption::None);
    };
    split_by(query, '&', &format!("{address}?"))
}

fn split_by(settings: &str, separator: char, before: &str) -> (String, Encryption) {
    let mut encryption = Encryption::None;
    let kept: Vec<&str> = settings
        .split(separator)
        .filter(|setting| match mode(setting) {
            Some(mode) => {
                encryption = mode;
                false
            }
            None => true,
        })
        .collect();
    let url = format!("{before}{}", kept.join(&separator.to_string()));
    (url.trim_end_matches('?').to_owned(), encryption)
}

fn mode(setting: &str) -> Option<Encryption> {
    match setting.strip_prefix("sslmode=")? {
        "disable" | "allow" | "prefer" => Some(Encryption::None),
        "require" | "verify-ca" | "verify-full" => Some(Encryption::Verified),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_mode_is_not_encrypted() {
        for url in ["postgres://u@db/x", "host=db user=u", "postgres://u@db/x?connect_timeout=3"] {
            assert_eq!(split(url), (url.to_owned(), Encryption::None));
        }
    }

    #[test]
    fn every_mode_that_asks_for_encryption_is_verified() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let url = format!("postgres://u@db/x?sslmode={mode}&connect_timeout=3");
            let expected = "postgres://u@db/x?connect_timeout=3".to_owned();
            assert_eq!(split(&url), (expected, Encryption::Verified));
            assert_eq!(
                split(&format!("host=db sslmode={mode} user=u")),
                ("host=db user=u".to_owned(), Encryption::Verified)
            );
            assert_eq!(
                split(&format!("postgres://u@db/x?sslmode={mode}")),
                ("postgres://u@db/x".to_owned(), Encryption::Verified)
            );
        }
    }

    #[test]
    fn a_misspelt_mode_is_left_for_the_driver_to_refuse() {
        let url = "postgres://u@db/x?sslmode=verify";
        let (kept, _) = split(url);
        assert_eq!(kept, url);
        assert!(kept.parse::<tokio_postgres::Config>().is_err());
    }
}
