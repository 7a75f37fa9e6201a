//! What of the process's environment concerns the settings.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::problem::SettingsError;

/// How the names of our variables begin.
pub(super) const PREFIX: &str = "TENANTRY_";

/// The variable that platforms set for whatever database a program has.
pub(super) const DATABASE_URL: &str = "DATABASE_URL";

/// The variables that settings come from, and where data goes unless one says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
    default_data_dir: Option<PathBuf>,
}

impl Environment {
    /// Those of this process.
    pub(crate) fn of_this_process() -> Result<Self, SettingsError> {
        let is_root = rustix::process::geteuid().is_root();
        Self::new(std::env::vars_os(), is_root)
    }

    /// These variables, for a process that is root's or not.
    pub(crate) fn new(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        is_root: bool,
    ) -> Result<Self, SettingsError> {
        let mut ours = BTreeMap::new();
        let mut folders = BTreeMap::new();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            if value.is_empty() {
                continue;
            }
            if matches!(name, "HOME" | "XDG_DATA_HOME") {
                folders.insert(name.to_owned(), PathBuf::from(value));
            } else if name == DATABASE_URL || (name.starts_with(PREFIX) && !is_service_link(name)) {
                let Some(value) = value.to_str() else {
                    return Err(SettingsError::NotText { variable: name.to_owned() });
                };
                ours.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Self { variables: ours, default_data_dir: default_data_dir(is_root, &folders) })
    }

    /// The value of a variable that is set and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The variables that are named after settings.
    pub(super) fn named_after_settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables
            .iter()
            .filter(|(name, _)| name.starts_with(PREFIX))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Where data goes unless a setting says so.
    pub(super) fn default_data_dir(&self) -> Option<&PathBuf> {
        self.default_data_dir.as_ref()
    }
}

fn default_data_dir(is_root: bool, folders: &BTreeMap<String, PathBuf>) -> Option<PathBuf> {
    if is_root {
        return Some(PathBuf::from("/var/lib/tenantry"));
    }
    // A relative one counts as not set (XDG Base Directory Specification).
    let absolute = |name| folders.get(name).filter(|folder: &&PathBuf| folder.is_absolute());
    absolute("XDG_DATA_HOME")
        .map(|folder| folder.join("tenantry"))
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share/tenantry")))
}

/// Kubernetes tells every container of every service in variables of this shape, and a service may well be called `tenantry`
/// or `tenantry-database`. No setting has such a name.
fn is_service_link(name: &str) -> bool {
    let Some((_, rest)) = name.split_once('_') else { return false };
    let rest = format!("_{rest}");
    let is_port = rest.rsplit_once("_PORT").is_some_and(|(_, tail)| tail.is_empty());
    let of_a_port = rest.split_once("_PORT_").is_some_and(|(_, tail)| {
        tail.starts_with(|first: char| first.is_ascii_digit())
            && ["_TCP", "_UDP", "_SCTP", "_PROTO", "_PORT", "_ADDR"]
                .iter()
                .any(|end| tail.ends_with(end))
    });
    !rest.contains("__")
        && (is_port
            || of_a_port
            || rest.ends_with("_SERVICE_HOST")
            || rest.contains("_SERVICE_PORT"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn data_dir(is_root: bool, variables: &[(&str, &str)]) -> Option<PathBuf> {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        Environment::new(variables, is_root).unwrap().default_data_dir
    }

    #[test]
    fn roots_data_goes_where_other_users_can_reach_it() {
        let found = data_dir(true, &[("HOME", "/root"), ("XDG_DATA_HOME", "/root/data")]);
        assert_eq!(found, Some("/var/lib/tenantry".into()));
    }

    #[rstest]
    #[case(&[("HOME", "/home/ada")], "/home/ada/.local/share/tenantry")]
    #[case(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "/data")], "/data/tenantry")]
    #[case(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "data")], "/home/ada/.local/share/tenantry")]
    fn everybody_elses_goes_to_their_own_folder(
        #[case] variables: &[(&str, &str)],
        #[case] folder: &str,
    ) {
        assert_eq!(data_dir(false, variables), Some(folder.into()));
    }

    #[test]
    fn who_has_no_home_must_name_a_folder() {
        assert_eq!(data_dir(false, &[]), None);
    }

    #[rstest]
    #[case("TENANTRY_SERVICE_HOST")]
    #[case("TENANTRY_SERVICE_PORT")]
    #[case("TENANTRY_SERVICE_PORT_HTTP")]
    #[case("TENANTRY_PORT")]
    #[case("TENANTRY_PORT_8080_TCP")]
    #[case("TENANTRY_PORT_8080_TCP_ADDR")]
    #[case("TENANTRY_DATABASE_SERVICE_HOST")]
    #[case("TENANTRY_DATABASE_PORT_5432_TCP_PROTO")]
    fn what_kubernetes_tells_of_services_is_no_setting(#[case] name: &str) {
        assert!(is_service_link(name));
    }

    #[rstest]
    #[case("TENANTRY_SERVER__BIND")]
    #[case("TENANTRY_SERVER_BIND")]
    #[case("TENANTRY_SERVER__PORT")]
    #[case("TENANTRY_DATA_DIR")]
    fn whatever_else_has_our_prefix_is_meant_for_us(#[case] name: &str) {
        assert!(!is_service_link(name));
    }
}
