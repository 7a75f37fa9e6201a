//! Changes that are made so often that their statements are kept prepared.
//!
//! diesel has every UPDATE parsed and planned anew, in a round trip of its own, because a changeset may leave columns out and each
//! combination would be kept. Those that always name the same columns are the same statement each time.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement whose text is the same each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prepared<T>(T);

/// Keeps this statement prepared on each connection that it is executed on. Its text must not depend on what it is given.
pub(crate) const fn prepared<T>(statement: T) -> Prepared<T> {
    Prepared(statement)
}

impl<T: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<T> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// By its text, as diesel tells apart whatever has no type of its own.
impl<T> QueryId for Prepared<T> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T: Query> Query for Prepared<T> {
    type SqlType = T::SqlType;
}
