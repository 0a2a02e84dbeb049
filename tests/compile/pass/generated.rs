//! What `cargo odoo generate` writes: a test of `odoo-cli` holds it against the file.
#![deny(warnings, missing_docs)]

/// Generated models.
#[path = "../generated/models.rs"]
pub mod models;

fn main() {}
