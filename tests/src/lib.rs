//! The behaviour suite: each behaviour written once, to be run on every server.
//!
//! `suite/` holds the behaviours, [`mod@capability`] says what which server lacks, [`version`] what is expected of which version, [`mod@sweep`] deletes what a panic leaves, [`server`] finds the real servers, [`memory`] makes those in memory, [`models`] are the structs that they share, [`mod@line`] is a line that breaks, [`wrapped`] and [`paced`] are clients around another one.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a behaviour says what it expects, and ends with a panic where it does not hold"
)]

/// The code of the READMEs and of the tour is compiled as documentation.
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
