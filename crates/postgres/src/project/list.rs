//! Which projects a list shows.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{OrganizationId, UserId};
use tenantry_domain::page::PageRequest;
use tenantry_domain::project::{ProjectFilter, Visibility};

use super::row::{ProjectRow, name_key};
use crate::schema::{project_members, projects};

#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) organization: OrganizationId,
    /// Whoever looks, if it is a person: a key belongs to no project.
    pub(super) person: Option<UserId>,
    pub(super) visibility: Visibility,
    pub(super) filter: &'a ProjectFilter,
}

impl Wanted<'_> {
    /// What is asked by it: the same name always stands for the same statements.
    pub(super) const fn question(&self) -> &'static str {
        let (all, own) = match (&self.filter.name, self.filter.status) {
            (None, None) => ("all projects", "own projects"),
            (Some(_), None) => ("all projects by name", "own projects by name"),
            (None, Some(_)) => ("all projects by status", "own projects by status"),
            (Some(_), Some(_)) => ("all projects by both", "own projects by both"),
        };
        match self.visibility {
            Visibility::All => all,
            Visibility::Own => own,
        }
    }

    pub(super) async fn total(&self, mut connection: &AsyncPgConnection) -> QueryResult<i64> {
        self.query().count().get_result(&mut connection).await
    }

    pub(super) async fn page(
        &self,
        mut connection: &AsyncPgConnection,
        page: PageRequest,
    ) -> QueryResult<Vec<ProjectRow>> {
        self.query()
            .order((projects::created_at.desc(), projects::id.desc()))
            .limit(page.limit().into())
            .offset(page.offset())
            .select(ProjectRow::as_select())
            .load(&mut connection)
            .await
    }

    fn query(&self) -> projects::BoxedQuery<'_, Pg> {
        let mut query = projects::table
            .filter(projects::organization_id.eq(self.organization.uuid()))
            .filter(projects::deleted_at.is_null())
            .into_boxed();
        if let Some(part) = &self.filter.name {
            query = query.filter(projects::name_key.like(pattern(part)));
        }
        if let Some(status) = self.filter.status {
            query = query.filter(projects::status.eq(status.as_str()));
        }
        match self.visibility {
            Visibility::All => query,
            Visibility::Own => {
                let own = project_members::table
                    .filter(project_members::organization_id.eq(self.organization.uuid()))
                    .filter(project_members::user_id.nullable().eq(self.person.map(UserId::uuid)))
                    .select(project_members::project_id);
                query.filter(projects::id.eq_any(own))
            }
        }
    }
}

/// A pattern for names that hold this text; what means something in a pattern means itself.
fn pattern(part: &str) -> String {
    let mut pattern = String::from("%");
    for letter in name_key(part).chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_text_and_not_a_pattern() {
        assert_eq!(pattern("100%_A\\"), r"%100\%\_a\\%");
    }
}
