//! The SQL that pgbench runs, filled in.

use crate::failure::Outcome;
use crate::pgbench::Pgbench;
use crate::population::Population;

const PREPARE: &str = include_str!("../sql/prepare.sql");
const LIST_PROJECTS: &str = include_str!("../sql/list_projects.sql");
const LIST_API_KEYS: &str = include_str!("../sql/list_api_keys.sql");
const CREATE_API_KEY: &str = include_str!("../sql/create_api_key.sql");

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

/// The arguments of the transaction that lists the projects of an organization.
pub(crate) fn list_projects(pgbench: &Pgbench, population: &Population) -> Outcome<Vec<String>> {
    list(pgbench, "list_projects.sql", LIST_PROJECTS, population, "")
}

/// The arguments of the transaction that lists the API keys of a project.
pub(crate) fn list_api_keys(
    pgbench: &Pgbench,
    population: &Population,
    project: &str,
) -> Outcome<Vec<String>> {
    list(pgbench, "list_api_keys.sql", LIST_API_KEYS, population, project)
}

fn list(
    pgbench: &Pgbench,
    name: &str,
    text: &str,
    population: &Population,
    project: &str,
) -> Outcome<Vec<String>> {
    let filled = text
        .replace("{tenant}", &population.tenant)
        .replace("{organization}", &population.organization)
        .replace("{project}", project);
    Ok(vec![format!("--file={}", pgbench.script(name, &filled)?.display())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_have_no_other_blanks_to_fill_in() {
        let known = ["{tenant}", "{organization}", "{project}", "{actor}", "{synthetic}", "{last}"];
        for script in [PREPARE, CREATE_API_KEY, LIST_PROJECTS, LIST_API_KEYS] {
            let filled =
                known.iter().fold(script.to_owned(), |text, blank| text.replace(blank, ""));
            assert!(!filled.contains(['{', '}']), "{filled}");
        }
    }
}
