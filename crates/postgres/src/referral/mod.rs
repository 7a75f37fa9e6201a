//! Referrals and their credits on PostgreSQL.

mod credit;
mod departure;
mod row;
mod store;

pub(crate) use departure::forget_referred;
pub use store::PostgresReferralStore;
