//! How much memory a process has, from `/proc/<pid>/status`.

use std::fs;

use crate::failure::{Outcome, While as _};

/// In bytes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Resident {
    /// All that is in memory, its program among it.
    pub(crate) all: f64,
    /// What it has written itself.
    pub(crate) anonymous: f64,
}

/// Of this process, at this moment.
pub(crate) fn of_process(pid: u32) -> Outcome<Resident> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).when(format!("read {path}"))?;
    parse(&text).when(format!("understand {path}"))
}

fn parse(text: &str) -> Option<Resident> {
    let bytes = |label: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(label))?;
        let kibibytes: u32 = value.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(f64::from(kibibytes) * 1024.0)
    };
    Some(Resident { all: bytes("VmRSS:")?, anonymous: bytes("RssAnon:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kibibytes_are_counted_as_bytes() {
        let text = "Name:\ttenantry\nVmRSS:\t   40000 kB\nRssAnon:\t   20000 kB\n";
        assert_eq!(parse(text), Some(Resident { all: 40_960_000.0, anonymous: 20_480_000.0 }));
        assert_eq!(parse("VmRSS:\t1 kB\n"), None);
    }

    #[test]
    fn this_process_has_some() {
        let here = of_process(std::process::id()).unwrap();
        assert!(here.all >= here.anonymous && here.anonymous > 0.0);
    }
}
