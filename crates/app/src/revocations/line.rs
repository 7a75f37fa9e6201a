//! How the lines are spelt.

use serde::{Deserialize, Serialize};
use tenantry_domain::id::{InstallationId, TenantId};
use tenantry_domain::restore::Ending;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// What the first line of each such file says it is.
const FORMAT: &str = "tenantry revocations";
/// Counts up whenever a reader of the version before would take a file for something else than it is.
const VERSION: u32 = 2;

/// What the first line of every version says, whatever else it does.
#[derive(Debug, Deserialize)]
pub(super) struct Kind {
    format: String,
    version: u32,
}

impl Kind {
    /// Whether this version reads such files.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.format != FORMAT {
            return Err("says that it is something else");
        }
        if self.version != VERSION {
            return Err("says that it was made by another version");
        }
        Ok(())
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    format: String,
    version: u32,
    installation: String,
    exported_at: String,
}

/// What the first line tells of the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct About {
    /// In which installation all this ended.
    pub(crate) installation: InstallationId,
    /// When the file was begun: what ended later is not in it.
    pub(crate) exported_at: OffsetDateTime,
}

impl Head {
    /// That of a file about this.
    pub(super) fn new(about: About) -> Result<Self, time::error::Format> {
        let exported_at = about.exported_at.format(&Rfc3339)?;
        let installation = about.installation.to_string();
        Ok(Self { format: FORMAT.to_owned(), version: VERSION, installation, exported_at })
    }

    /// What it says.
    pub(super) fn about(&self) -> Result<About, &'static str> {
        let installation = self.installation.parse().or(Err("names no installation"))?;
        Ok(About { installation, exported_at: moment(&self.exported_at)? })
    }
}

/// A line behind the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// Something that has ended.
    Entry(Entry),
    /// The last line.
    End(End),
}

/// The last line: how many there are between it and the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) count: u64,
}

/// Something that has ended.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    id: String,
    at: String,
}

impl Entry {
    /// As it is written.
    pub(super) fn new(ending: &Ending) -> Result<Self, time::error::Format> {
        Ok(Self {
            kind: ending.kind.as_str().to_owned(),
            tenant: ending.tenant.map(|tenant| tenant.to_string()),
            id: ending.id.to_string(),
            at: ending.at.format(&Rfc3339)?,
        })
    }

    /// What it says.
    pub(super) fn ending(&self) -> Result<Ending, &'static str> {
        let Ok(kind) = self.kind.parse() else {
            return Err("is of a kind that is not known");
        };
        let tenant = match &self.tenant {
            Some(tenant) => Some(tenant.parse::<TenantId>().or(Err("names no tenant"))?),
            None => None,
        };
        let ending = Ending {
            kind,
            tenant,
            id: Uuid::parse_str(&self.id).or(Err("names nothing"))?,
            at: moment(&self.at)?,
        };
        if ending.kind.lies_in_a_tenant() == ending.tenant.is_some() {
            Ok(ending)
        } else {
            Err("has a tenant too many or too few")
        }
    }
}

fn moment(text: &str) -> Result<OffsetDateTime, &'static str> {
    OffsetDateTime::parse(text, &Rfc3339).or(Err("has no moment"))
}
