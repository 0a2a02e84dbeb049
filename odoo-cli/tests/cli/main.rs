//! The program `odoo`, by its arguments, its output and its exit codes.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test program")]

mod profiles;
mod program;
mod reads;
mod served;
mod transfer;
mod writes;
