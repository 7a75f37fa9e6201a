//! The SQL that pgbench runs, filled in.

use crate::failure::Outcome;
use crate::pgbench::Pgbench;
use crate::population::Population;

const PREPARE: &str = include_str!("../sql/prepare.sql");
const CREATE_API_KEY: &str = include_str!("../sql/create_api_key.sql");

/// The database of pgbench's own tables.
pub(crate) const YARDSTICK: &str = "bench_yardstick";
/// The first four parts of the identifiers of projects that pgbench fills; the fifth is a number.
const SYNTHETIC: &str = "00000000-0000-7000-8000-";
/// More projects than one client fills in a second.
const PROJECTS_PER_SECOND: u64 = 40;

/// Lays in what pgbench needs for all turns together, and gives the arguments of the transaction that makes an API key.
pub(crate) fn key_creation(
    pgbench: &Pgbench,
    database_url: &str,
    population: &Population,
    turns: u32,
    seconds: u64,
) -> Outcome<Vec<String>> {
    let clients = pgbench.connections;
    let projects_each = seconds * PROJECTS_PER_SECOND + 1;
    let projects = u64::from(turns) * u64::from(clients) * projects_each;
    let fill = |text: &str| {
        text.replace("{tenant}", &population.tenant)
            .replace("{organization}", &population.organization)
            .replace("{actor}", &population.user)
            .replace("{synthetic}", SYNTHETIC)
            .replace("{yardstick}", YARDSTICK)
            .replace("{last}", &(projects - 1).to_string())
    };
    let prepare = pgbench.script("prepare.sql", &fill(PREPARE))?;
    pgbench.execute(database_url, &prepare)?;
    let create = pgbench.script("create_api_key.sql", &fill(CREATE_API_KEY))?;
    Ok(vec![
        format!("--file={}", create.display()),
        format!("--define=clients={clients}"),
        format!("--define=projects_each={projects_each}"),
        "--define=n=-1".to_owned(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_have_no_other_blanks_to_fill_in() {
        let known =
            ["{tenant}", "{organization}", "{actor}", "{synthetic}", "{yardstick}", "{last}"];
        for script in [PREPARE, CREATE_API_KEY] {
            let filled =
                known.iter().fold(script.to_owned(), |text, blank| text.replace(blank, ""));
            assert!(!filled.contains(['{', '}']), "{filled}");
        }
    }
}
