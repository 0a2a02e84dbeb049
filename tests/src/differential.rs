//! The differential test: the same calls on a real Odoo and in memory, with their responses compared.
//!
//! An episode creates a few random records on a real server, and then sends random calls to it. This is a sequence of events with
//! the server's responses. The in-memory Odoo follows the events; the real server's response is the expected one. The events come from
//! a real server or from a recording. The test prints the differences and the number of calls that agree, by kind.

mod calls;
mod compare;
mod domains;
mod event;
mod live;
mod memory;
mod random;
mod real;
pub mod recording;
mod records;
mod replay;
mod report;
mod schema;
mod shrink;
mod side;

pub use live::compare;
pub use recording::record;
pub use replay::replay;
pub use report::Report;
