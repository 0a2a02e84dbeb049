//! SQL over Odoo compared with the same SQL over a copy of the records: in memory on all versions, and on the server that
//! `ODOO_URL` and the like name.
//!
//! `ODOO_SQL_CASES` sets the number of generated queries for each server.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program, which says which tests had no server"
)]

mod aggregates;
mod compare;
mod filters;
mod model;
mod plans;
mod random;
mod server;

use std::env;

/// The number of generated queries.
fn cases(usual: u64) -> u64 {
    env::var("ODOO_SQL_CASES").map_or(usual, |count| count.parse().unwrap())
}
