//! Reading records as a user.
//!
//! Its parts need each other: a search filters records by a domain and by record rules, a filter reads values and
//! searches linked records, and a computed value may search the records of a list. A condition is true, false or,
//! because of NULL, unknown, as in SQL.

mod access;
mod env;
mod external_ids;
mod filter;
mod names;
mod order;
mod policy;
mod search;
pub(crate) mod users;
mod view;

pub(crate) use env::{Env, SUPERUSER};
pub(crate) use filter::{to_local, to_utc};
pub use policy::{Operation, RecordRule};
pub(crate) use policy::{Policy, Who, operation_named};
pub(crate) use search::Page;
pub(crate) use view::View;
