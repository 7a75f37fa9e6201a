//! Keys laid into a database as the service writes them, many at a time and without telling the log of changes: nobody has asked
//! about them yet.

use std::io::{self, Write};

use tenantry_domain::secret::SecretDigest;

use crate::failure::Outcome;
use crate::keys::Keys;
use crate::psql::Psql;

const TREE: &str = include_str!("../sql/tree.sql");

/// How keys lie in projects, projects in organizations, and those in tenants.
const KEYS_IN_PROJECT: usize = 25;
const PROJECTS_IN_ORGANIZATION: usize = 100;
const ORGANIZATIONS_IN_TENANT: usize = 4;

/// Whoever made them.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// A thing that was laid in. Its kind is in the third group of its identifier.
#[derive(Clone, Copy)]
enum Made {
    Tenant = 1,
    Organization = 2,
    Project = 3,
    Key = 4,
}

/// An identifier of version 7, as `tree.sql` spells it too.
fn id(made: Made, number: usize) -> String {
    format!("00000000-0000-700{}-8000-{number:012x}", made as u8)
}

/// The tenant, the organization and the project that a key lies in, by their numbers.
const fn around(key: usize) -> (usize, usize, usize) {
    let project = key / KEYS_IN_PROJECT;
    let organization = project / PROJECTS_IN_ORGANIZATION;
    (organization / ORGANIZATIONS_IN_TENANT, organization, project)
}

/// Lays these in, and everything around them.
pub(crate) fn lay_in(psql: &Psql, database_url: &str, keys: &Keys) -> Outcome<()> {
    let (tenant, organization, project) = around(keys.count().saturating_sub(1));
    let tree = TREE
        .replace("{last_tenant}", &tenant.to_string())
        .replace("{last_organization}", &organization.to_string())
        .replace("{last_project}", &project.to_string())
        .replace("{organizations_in_tenant}", &ORGANIZATIONS_IN_TENANT.to_string())
        .replace("{projects_in_organization}", &PROJECTS_IN_ORGANIZATION.to_string());
    psql.feed(database_url, |script| {
        writeln!(script, "{tree}")?;
        write_keys(script, keys)?;
        write_credentials(script, keys)
    })?;
    psql.execute(database_url, "VACUUM (ANALYZE);\nCHECKPOINT;")
}

fn write_keys(script: &mut impl Write, keys: &Keys) -> io::Result<()> {
    writeln!(
        script,
        "COPY api_keys (tenant_id, id, organization_id, project_id, name, masked, resource_type, created_by, created_at) FROM STDIN;"
    )?;
    let masked = keys.masked();
    for key in 0..keys.count() {
        let (tenant, organization, project) = around(key);
        writeln!(
            script,
            "{}\t{}\t{}\t{}\tbench\t{masked}\tinference\t{NOBODY}\tnow",
            id(Made::Tenant, tenant),
            id(Made::Key, key),
            id(Made::Organization, organization),
            id(Made::Project, project),
        )?;
    }
    writeln!(script, "\\.")
}

fn write_credentials(script: &mut impl Write, keys: &Keys) -> io::Result<()> {
    writeln!(script, "COPY credentials (digest, kind, id, tenant_id) FROM STDIN;")?;
    for (number, key) in keys.iter().enumerate() {
        write!(script, "\\\\x")?;
        for byte in SecretDigest::of(key).as_bytes() {
            write!(script, "{byte:02x}")?;
        }
        let (tenant, _, _) = around(number);
        writeln!(script, "\tapi_key\t{}\t{}", id(Made::Key, number), id(Made::Tenant, tenant))?;
    }
    writeln!(script, "\\.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_lies_in_one_project_of_one_organization_of_one_tenant() {
        assert_eq!(around(0), (0, 0, 0));
        assert_eq!(around(24), (0, 0, 0));
        assert_eq!(around(25), (0, 0, 1));
        assert_eq!(around(2_500), (0, 1, 100));
        assert_eq!(around(999_999), (99, 399, 39_999));
    }

    #[test]
    fn identifiers_tell_kinds_apart() {
        assert_eq!(id(Made::Tenant, 0), "00000000-0000-7001-8000-000000000000");
        assert_eq!(id(Made::Key, 255), "00000000-0000-7004-8000-0000000000ff");
    }

    #[test]
    fn a_row_for_each_key_goes_over() {
        let keys = Keys::mint(3).unwrap();
        let (mut rows, mut digests) = (Vec::new(), Vec::new());
        write_keys(&mut rows, &keys).unwrap();
        write_credentials(&mut digests, &keys).unwrap();
        for script in [rows, digests] {
            let script = String::from_utf8(script).unwrap();
            assert_eq!(script.lines().count(), 1 + 3 + 1, "{script}");
        }
    }
}
