//! From domain values to bytes: the pieces that several answers share.

mod json;
mod member;
mod message;
mod page;
mod refusals;

pub(crate) use json::json;
pub(crate) use member::MemberResponse;
pub(crate) use message::MessageResponse;
pub(crate) use page::{PageResponse, Pagination};
pub(crate) use refusals::{
    BodyRefusals, CallerRefusals, ManagerRefusals, PlaceRefusals, ServerFailures, SessionRefusal,
    SuperAdminRefusals, ThrottleRefusal,
};
