//! What the figures were measured on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use time::OffsetDateTime;

use crate::failure::{Outcome, While as _};

/// Facts about the machine and the programs, by name.
pub(crate) fn facts(data: &Path, server_programs: &Path) -> Vec<(&'static str, String)> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu = line_after("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown CPU".to_owned());
    let memory = memory().unwrap_or_else(|| "memory unknown".to_owned());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let file_system = file_system(data).unwrap_or_else(|| "unknown".to_owned());
    vec![
        ("Date", today()),
        ("Machine", format!("{cores} cores, {cpu}, {memory}, Linux {}", kernel.trim())),
        ("PostgreSQL", format!("{}, data on {file_system}", version(server_programs))),
        ("Compiler", env!("BENCH_COMPILER").to_owned()),
    ]
}

/// The folder of the programs of a running PostgreSQL.
pub(crate) fn programs_of(pid: u32) -> Outcome<PathBuf> {
    let program = fs::read_link(format!("/proc/{pid}/exe")).when("find PostgreSQL's program")?;
    Ok(program.parent().when("find PostgreSQL's folder")?.to_owned())
}

/// Whether what is written there is gone with the power, so that a commit costs nothing.
pub(crate) fn is_in_memory(folder: &Path) -> bool {
    file_system(folder).is_some_and(|kind| kind == "tmpfs" || kind == "ramfs")
}

#[expect(clippy::disallowed_methods, reason = "dates a report; no rule depends on it")]
fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

fn version(server_programs: &Path) -> String {
    let answer = Command::new(server_programs.join("postgres")).arg("--version").output();
    let answer = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned());
    let words = answer.unwrap_or_else(|_| "unknown version".to_owned());
    words.strip_prefix("postgres (PostgreSQL) ").unwrap_or(&words).to_owned()
}

fn memory() -> Option<String> {
    let kibibytes: u64 =
        line_after("/proc/meminfo", "MemTotal")?.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{} GiB", kibibytes.div_ceil(1 << 20)))
}

fn line_after(file: &str, label: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let (_, value) = text.lines().find(|line| line.starts_with(label))?.split_once(':')?;
    Some(value.trim().to_owned())
}

fn file_system(folder: &Path) -> Option<String> {
    mounted_at(&fs::read_to_string("/proc/self/mounts").ok()?, &folder.canonicalize().ok()?)
}

/// `/proc/self/mounts` has: device, folder, kind. The longest folder above ours counts, and of equals the last.
fn mounted_at(mounts: &str, folder: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let mounted = Path::new(fields.next()?);
            folder.starts_with(mounted).then_some((mounted.components().count(), fields.next()?))
        })
        .max_by_key(|&(depth, _)| depth)
        .map(|(_, kind)| kind.to_owned())
}

/// The first line of `postmaster.pid`; the private cluster keeps it in a folder named by its version.
pub(crate) fn first_process(data: &Path) -> Outcome<u32> {
    let entries = fs::read_dir(data).when("list the database's folder")?;
    let pid = entries
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("postmaster.pid")).ok())
        .find_map(|text| text.lines().next()?.trim().parse().ok());
    pid.when("find PostgreSQL's process")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_lies_on_the_nearest_mount_above_it() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nproc /proc proc rw 0 0\n";
        assert_eq!(mounted_at(mounts, Path::new("/tmp/bench")).as_deref(), Some("tmpfs"));
        assert_eq!(mounted_at(mounts, Path::new("/tmpfiles")).as_deref(), Some("ext4"));
    }
}
