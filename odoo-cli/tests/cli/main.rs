//! The program `odoo`, by its arguments, its output and its exit codes.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program, which says what it skips"
)]

mod docs;
mod import;
mod parquet;
mod profiles;
mod program;
mod reads;
mod served;
mod shell;
mod transfer;
mod writes;
