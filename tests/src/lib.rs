//! The behaviour suite: each behaviour is written once and runs on every server.
//!
//! `suite/` contains the behaviours, [`mod@capability`] the capabilities that servers lack, [`version`] the expected differences between versions. [`mod@sweep`] deletes records after a panic, [`server`] finds the real servers, [`memory`] creates those in memory, and [`models`] declares the shared structs. [`mod@line`] is a fault proxy, [`wrapped`] and [`paced`] wrap a client.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a behaviour fails by a panic"
)]

/// Compiles the code of the READMEs and of the tour as documentation.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../../docs/tour.md")]
    pub struct Tour;
    #[doc = include_str!("../../README.md")]
    pub struct Workspace;
    #[doc = include_str!("../../odoo-derive/README.md")]
    pub struct Derive;
    #[doc = include_str!("../../odoo-mock/README.md")]
    pub struct Mock;
    #[doc = include_str!("../../odoo-orm/README.md")]
    pub struct Orm;
    #[doc = include_str!("../../odoo-rpc/README.md")]
    pub struct Rpc;
}

pub mod capability;
pub mod differential;
pub mod harness;
pub mod line;
pub mod memory;
pub mod models;
pub mod paced;
pub mod server;
pub mod suite;
pub mod sweep;
pub mod version;
pub mod wrapped;
