//! CPU time that processes have used, from `/proc/<pid>/stat`.

use std::fs;
use std::time::Duration;

use crate::failure::{Outcome, While as _};

/// What a process has used, and its children that have ended.
struct Used {
    parent: u32,
    own: u64,
    ended_children: u64,
}

/// By one process itself.
pub(crate) fn of_process(pid: u32) -> Outcome<Duration> {
    Ok(duration(read(pid)?.own))
}

/// By this process and its children that have ended.
pub(crate) fn of_this_process() -> Outcome<Duration> {
    let used = read(std::process::id())?;
    Ok(duration(used.own + used.ended_children))
}

/// By a process and all its children, living and ended.
pub(crate) fn of_family(pid: u32) -> Outcome<Duration> {
    let entries = fs::read_dir("/proc").when("list /proc")?;
    let children: u64 = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        // A process may end between the two looks.
        .filter_map(|pid| read(pid).ok())
        .filter(|used| used.parent == pid)
        .map(|used| used.own)
        .sum();
    let used = read(pid)?;
    Ok(duration(children + used.own + used.ended_children))
}

fn read(pid: u32) -> Outcome<Used> {
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).when(format!("read {path}"))?;
    parse(&text).when(format!("understand {path}"))
}

/// See `proc_pid_stat(5)`: after the name in parentheses, which may hold anything, come the fields from the third on.
fn parse(text: &str) -> Option<Used> {
    let (_, fields) = text.rsplit_once(") ")?;
    let mut fields = fields.split_ascii_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    let mut ticks = fields.skip(9).map(|field| field.parse::<u64>().ok());
    let own = ticks.next()?? + ticks.next()??;
    let ended_children = ticks.next()?? + ticks.next()??;
    Some(Used { parent, own, ended_children })
}

fn duration(ticks: u64) -> Duration {
    let micros = ticks.saturating_mul(1_000_000) / rustix::param::clock_ticks_per_second().max(1);
    Duration::from_micros(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_and_blanks_does_not_shift_the_fields() {
        let used =
            parse("7 (a) (b) c) S 3 7 7 0 -1 4194560 1 2 3 4 50 6 700 80 20 0 1 0 9\n").unwrap();
        assert_eq!((used.parent, used.own, used.ended_children), (3, 56, 780));
    }

    #[test]
    fn this_process_is_of_its_own_family() {
        let alone = of_process(std::process::id()).unwrap();
        assert!(of_family(std::process::id()).unwrap() >= alone);
    }
}
