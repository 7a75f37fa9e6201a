//! Reads of a person's own account and of lists, by people who are signed in.

use super::findings::{Comparison, Findings};
use super::side_by_side::SideBySide;
use crate::failure::{Outcome, While as _};
use crate::figures::{Figure, Subject};
use crate::ground::Ground;
use crate::http;
use crate::population::Population;
use crate::scripts;
use crate::verdict::Bound;

const ME: Subject = Subject("GET /api/v1/users/me");
const ME_BARE: Subject = Subject("bare actix-web, same bytes as users/me");
const SELECT: Subject = Subject("pgbench, one row by primary key");
const PROJECTS: Subject = Subject("GET …/projects, a list of 20");
const PROJECTS_SQL: Subject = Subject("pgbench, SQL of the list of projects");
const KEYS: Subject = Subject("GET …/api-keys, a list of 20");
const KEYS_SQL: Subject = Subject("pgbench, SQL of the list of API keys");

const LIST: &[(Figure, Bound)] = &[(Figure::Rate, Bound::AtLeast(0.60))];

const ROWS: [Comparison; 4] = [
    Comparison {
        name: "GET /users/me beside pgbench selecting one row by primary key: requests/s",
        subject: ME,
        beside: SELECT,
        wanted: &[(Figure::Rate, Bound::AtLeast(0.45))],
    },
    Comparison {
        name: "a list of 20 projects beside pgbench of its SQL: requests/s",
        subject: PROJECTS,
        beside: PROJECTS_SQL,
        wanted: LIST,
    },
    Comparison {
        name: "a list of 20 API keys beside pgbench of its SQL: requests/s",
        subject: KEYS,
        beside: KEYS_SQL,
        wanted: LIST,
    },
    Comparison {
        name: "users/me beside bare actix-web",
        subject: ME,
        beside: ME_BARE,
        wanted: &[],
    },
];

/// How long the lists are.
const LISTED: usize = 20;

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let place = ground.place("reads")?;
    let service = ground.serve(&place, &[])?;
    let mut population = Population::sign_up(service.address, ground.arguments.connections)?;
    let projects = population.projects(LISTED)?;
    let project = projects.first().when("find a project")?;
    population.fill(project, LISTED)?;
    ground.psql.execute(&place.url, "VACUUM (ANALYZE);\nCHECKPOINT;")?;

    let below = format!("/api/v1/orgs/{}/projects", population.organization);
    let of_projects = http::get(&format!("{below}?limit={LISTED}"), &population.access_token);
    let of_keys = format!("{below}/{project}/api-keys?limit={LISTED}");
    let of_keys = http::get(&of_keys, &population.access_token);
    let path = "/api/v1/users/me";
    let me = http::get(path, &population.access_token);

    let mut contenders = SideBySide::of(ground, &service);
    contenders.add_beside_bare([ME, ME_BARE], path, &[me])?;
    contenders.add_select(SELECT)?;
    contenders.add_operation(PROJECTS, &[of_projects])?;
    if let Some(pgbench) = &ground.pgbench {
        let script = scripts::list_projects(pgbench, &population)?;
        contenders.add_script(PROJECTS_SQL, &place.url, script);
    }
    contenders.add_operation(KEYS, &[of_keys])?;
    if let Some(pgbench) = &ground.pgbench {
        let script = scripts::list_api_keys(pgbench, &population, project)?;
        contenders.add_script(KEYS_SQL, &place.url, script);
    }
    let results = contenders.take()?;
    let subjects = [ME, ME_BARE, SELECT, PROJECTS, PROJECTS_SQL, KEYS, KEYS_SQL];
    Ok(Findings::of_turns(&results, &ROWS, &subjects))
}
