//! A unit of work, and what may stop it.

use diesel::result::{DatabaseErrorKind, Error};
use tenantry_domain::store_error::StoreError;

/// An async closure whose future may change threads. It supplies the bound that `async_trait` needs and that can't be
/// written on [`AsyncFnOnce`] yet.
pub trait Work<C, R>: AsyncFnOnce(C) -> R + FnOnce(C) -> <Self as Work<C, R>>::Fut {
    /// What it returns.
    type Fut: Future<Output = R>;
}

impl<F, C, Fut, R> Work<C, R> for F
where
    F: AsyncFnOnce(C) -> R + FnOnce(C) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

/// Why a unit of work came to nothing. What a failed query means is decided after the rollback, when it is known whether the
/// server is still there.
#[derive(Debug)]
pub enum WorkError<E> {
    /// A rule says no.
    Refused(E),
    /// What was read makes no sense.
    Store(StoreError),
    /// A query failed.
    Query(Error),
}

impl<E> From<Error> for WorkError<E> {
    fn from(error: Error) -> Self {
        Self::Query(error)
    }
}

impl<E> From<StoreError> for WorkError<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E: From<StoreError>> WorkError<E> {
    pub(super) fn settle(self, rollback: Result<(), Error>) -> E {
        match (self, rollback) {
            (Self::Refused(error), _) => error,
            (Self::Store(error), _) => error.into(),
            (Self::Query(error), Ok(())) => store_error(error).into(),
            // The connection is gone, and that is why the query failed.
            (Self::Query(error), Err(_)) => StoreError::unavailable(error).into(),
        }
    }
}

/// What a failed query means where the connection lives.
pub(super) fn store_error(error: Error) -> StoreError {
    if will_pass(&error) { StoreError::unavailable(error) } else { StoreError::failed(error) }
}

/// What a failed COMMIT means: unless the data itself was refused, the server went away in the midst of it.
pub(super) fn commit_error(error: Error) -> StoreError {
    use DatabaseErrorKind::{
        CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
    };
    match error {
        Error::DatabaseError(
            CheckViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation,
            _,
        ) => StoreError::failed(error),
        _ => StoreError::unavailable(error),
    }
}

fn will_pass(error: &Error) -> bool {
    use DatabaseErrorKind::{
        ClosedConnection, ReadOnlyTransaction, SerializationFailure, UnableToSendCommand, Unknown,
    };
    match error {
        Error::DatabaseError(
            ClosedConnection | UnableToSendCommand | SerializationFailure | ReadOnlyTransaction,
            _,
        )
        | Error::BrokenTransactionManager => true,
        // diesel keeps no SQLSTATE. A server that speaks another language than English lets these pass as failures, which
        // tells the client less, and harms nothing.
        Error::DatabaseError(Unknown, information) => {
            let message = information.message();
            [
                "deadlock detected",
                "canceling statement due to",
                "terminating connection due to",
                "too many connections",
            ]
            .iter()
            .any(|known| message.contains(known))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(kind: DatabaseErrorKind, message: &str) -> WorkError<StoreError> {
        WorkError::Query(Error::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn a_query_that_failed_because_the_server_went_may_succeed_later() {
        for error in [
            query(DatabaseErrorKind::UnableToSendCommand, "connection closed"),
            query(DatabaseErrorKind::SerializationFailure, "could not serialize access"),
            query(DatabaseErrorKind::Unknown, "deadlock detected"),
            query(DatabaseErrorKind::Unknown, "canceling statement due to lock timeout"),
        ] {
            assert!(matches!(error.settle(Ok(())), StoreError::Unavailable(_)));
        }
    }

    #[test]
    fn whatever_failed_before_a_rollback_that_nobody_answered_may_succeed_later() {
        let error = query(DatabaseErrorKind::Unknown, "Verbindung wird beendet");
        let gone = Error::DatabaseError(
            DatabaseErrorKind::UnableToSendCommand,
            Box::new("connection closed".to_owned()),
        );
        assert!(matches!(error.settle(Err(gone)), StoreError::Unavailable(_)));
    }

    #[test]
    fn a_query_that_can_never_succeed_is_a_failure() {
        let error = query(DatabaseErrorKind::Unknown, "permission denied for table passwords");
        assert!(matches!(error.settle(Ok(())), StoreError::Failed(_)));
    }
}
