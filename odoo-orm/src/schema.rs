//! Models as a server describes them, for snapshots and for comparing structs with a server.

mod describe;
pub(crate) mod known;
mod pull;
mod verify;

pub use pull::{Pull, Pulled, Refused};
pub use verify::{Mismatch, Models, VerifyError, verify};
