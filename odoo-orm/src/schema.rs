//! Models as a server describes them: for snapshots, and to hold structs against the server that runs.

mod describe;
mod pull;
mod verify;

pub use pull::{Pull, Pulled, Refused};
pub use verify::{Mismatch, Models, VerifyError, verify};
