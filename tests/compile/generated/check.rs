//! What `cargo odoo generate` writes for real 14 and 19: a test of `odoo-cli` holds it against the file.
#![deny(warnings, missing_docs)]

/// Generated models.
#[path = "models.rs"]
pub mod models;

odoo_orm::require_schema!();

fn main() {}
