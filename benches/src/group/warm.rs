//! Verification of credentials that were asked about before, each kind beside a bare handler with the same bytes in and out.

use serde_json::json;

use super::findings::{Comparison, Findings};
use super::side_by_side::SideBySide;
use crate::failure::{Outcome, While as _};
use crate::figures::{Figure, Subject, median};
use crate::ground::Ground;
use crate::http::{self, Request};
use crate::others::Ours;
use crate::population::Population;
use crate::verdict::Bound;

/// Of a bare handler.
const WANTED: &[(Figure, Bound)] = &[
    (Figure::Rate, Bound::AtLeast(0.90)),
    (Figure::P99, Bound::AtMost(1.5)),
    (Figure::ServerCpu, Bound::AtMost(1.25)),
];

const INTROSPECT: &str = "/api/v1/introspect";
const VERIFY: &str = "/api/v1/verify";
const AUTHORIZE: &str = "/api/v1/authorize";

const fn row(name: &'static str, subject: &'static str, beside: &'static str) -> Comparison {
    Comparison { name, subject: Subject(subject), beside: Subject(beside), wanted: WANTED }
}

const ROWS: [Comparison; 6] = [
    row(
        "introspect, API key, warm, beside bare actix-web: requests/s, p99, server CPU",
        "POST /api/v1/introspect, API key",
        "bare actix-web, same bytes, API key",
    ),
    row(
        "introspect, personal access token, warm",
        "POST /api/v1/introspect, personal access token",
        "bare actix-web, same bytes, personal access token",
    ),
    row(
        "introspect, tenant API key, warm",
        "POST /api/v1/introspect, tenant API key",
        "bare actix-web, same bytes, tenant API key",
    ),
    row(
        "introspect, access token, warm",
        "POST /api/v1/introspect, access token",
        "bare actix-web, same bytes, access token",
    ),
    row(
        "verify, API key, warm",
        "POST /api/v1/verify, API key",
        "bare actix-web, same bytes, verify",
    ),
    row(
        "authorize, API key, warm",
        "GET /api/v1/authorize, API key",
        "bare actix-web, same bytes, authorize",
    ),
];

/// Over how many connections they are asked about before.
const BEFORE: u32 = 4;

/// How many there are of the kinds that are dearer to make than API keys.
const FEW: u32 = 50;

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let place = ground.place("warm")?;
    let service = ground.serve(&place, &[])?;
    let asker = service.service_credential()?;
    let mut population = Population::sign_up(service.address, ground.arguments.connections)?;
    let keys = population.keys(ground.arguments.keys)?;
    let few = FEW.min(ground.arguments.keys);
    let introspect = |credentials: Vec<String>| -> Vec<Request> {
        let request = |token: &String| http::post_form(INTROSPECT, Some(&asker), "token", token);
        credentials.iter().map(request).collect()
    };
    let verify = |key: &String| http::post_json(VERIFY, Some(&asker), &json!({ "token": key }));
    let authorize = |key: &String| {
        let bearer = format!("Bearer {key}");
        let headers = [("Authorization", bearer.as_str()), ("X-Service-Credential", &asker)];
        http::get_with(AUTHORIZE, &headers)
    };
    let all = [
        (INTROSPECT, introspect(keys.clone())),
        (INTROSPECT, introspect(population.personal_access_tokens(few)?)),
        (INTROSPECT, introspect(population.tenant_api_keys(few)?)),
        (INTROSPECT, introspect(population.access_tokens(few)?)),
        (VERIFY, keys.iter().map(verify).collect()),
        (AUTHORIZE, keys.iter().map(authorize).collect()),
    ];
    ground.psql.execute(&place.url, "VACUUM (ANALYZE);")?;
    let mut contenders = SideBySide::of(ground, &service);
    for (row, (path, requests)) in ROWS.iter().zip(&all) {
        // Once each, so that the first turn finds all of them in memory.
        let before = http::ask_all(service.address, BEFORE, requests, 200);
        before.map_err(|failure| service.explain(failure))?;
        contenders.add_beside_bare([row.subject, row.beside], path, requests)?;
    }
    let results = contenders.take()?;
    let subjects: Vec<Subject> = ROWS.iter().flat_map(|row| [row.subject, row.beside]).collect();
    let rate = |subject| median(results.get(subject)?, |sample| Some(sample.per_second));
    let [first, ..] = ROWS;
    let ours = Ours { verifications: rate(first.subject), bare: rate(first.beside), logins: None };
    ours.verifications.when("find the rate of introspection")?;
    Ok(Findings { ours, ..Findings::of_turns(&results, &ROWS, &subjects) })
}
