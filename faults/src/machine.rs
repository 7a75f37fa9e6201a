//! What a table was made on.

use std::fs;
use std::thread;

use time::OffsetDateTime;

/// Facts by name.
pub(crate) fn facts() -> Vec<(&'static str, String)> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu = line_after("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown CPU".to_owned());
    let memory = memory().unwrap_or_else(|| "memory unknown".to_owned());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    vec![
        ("Date", today()),
        ("Machine", format!("{cores} cores, {cpu}, {memory}, Linux {}", kernel.trim())),
        ("Command", std::env::args().collect::<Vec<_>>().join(" ")),
    ]
}

#[expect(clippy::disallowed_methods, reason = "dates a report; no rule depends on it")]
fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

fn memory() -> Option<String> {
    let kibibytes = line_after("/proc/meminfo", "MemTotal")?;
    let kibibytes: u64 = kibibytes.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{} GiB", kibibytes.div_ceil(1 << 20)))
}

fn line_after(file: &str, label: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let (_, value) = text.lines().find(|line| line.starts_with(label))?.split_once(':')?;
    Some(value.trim().to_owned())
}
