//! What a project is.

use time::OffsetDateTime;

use crate::access::Place;
use crate::id::{MemberId, OrganizationId, ProjectId};
use crate::text::{Description, text};

text! {
    /// A project's name: 1 to 100 code points.
    ProjectName, 1..=100, One
}

/// A project's address: it exists below its own organization only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProjectPath {
    /// The organization.
    pub organization: OrganizationId,
    /// The project in it.
    pub project: ProjectId,
}

impl ProjectPath {
    /// The place to be authorized for.
    pub const fn place(self) -> Place {
        Place::Project(self.organization, self.project)
    }
}

/// Whether a project works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProjectStatus {
    /// It does.
    Active,
    /// An operator has closed it for now.
    Suspended,
}

impl ProjectStatus {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Active, Self::Suspended];

    /// Its name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// What an organization works on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// Names it.
    pub id: ProjectId,
    /// The organization that it belongs to.
    pub organization: OrganizationId,
    /// What it is called.
    pub name: ProjectName,
    /// What it is for.
    pub description: Option<Description>,
    /// Whether it works.
    pub status: ProjectStatus,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// A project to be made, with its first administrator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProject {
    /// Its name to be.
    pub id: ProjectId,
    /// The organization that it will belong to.
    pub organization: OrganizationId,
    /// What to call it.
    pub name: ProjectName,
    /// What it is for.
    pub description: Option<Description>,
    /// Names the creator's place in it.
    pub creator_member: MemberId,
}

/// What changes of a project; what is absent stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProjectChange {
    /// A new name.
    pub name: Option<ProjectName>,
    /// A new description, or none from now on.
    pub description: Option<Option<Description>>,
}
