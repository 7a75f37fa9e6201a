//! Who is in what, on PostgreSQL.

mod departure;
mod group;
mod inviting;
mod place;
mod project;
mod resend;
mod roster;
mod seats;

use std::marker::PhantomData;

use tenantry_domain::id::OrganizationId;
use tenantry_domain::membership::WholeTenant;
use tenantry_domain::project::ProjectPath;

use crate::database::Database;

pub(crate) use place::{hold_place, join_organization, join_tenant};

/// Keeps the members of one kind of group in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresMembers<G> {
    database: Database,
    group: PhantomData<G>,
}

/// Keeps the members of tenants in PostgreSQL.
pub type PostgresTenantMembers = PostgresMembers<WholeTenant>;
/// Keeps the members of organizations in PostgreSQL.
pub type PostgresOrganizationMembers = PostgresMembers<OrganizationId>;
/// Keeps the members of projects in PostgreSQL.
pub type PostgresProjectMembers = PostgresMembers<ProjectPath>;

impl<G> PostgresMembers<G> {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database, group: PhantomData }
    }
}
