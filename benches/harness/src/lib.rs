//! What the Rust clients of a bench have in common, so that they differ in nothing but how they talk to Odoo.
//!
//! A client runs in a process of its own, with a [`Task`] as its one argument, and prints a [`Sample`] as its one line. The scripts beside it that are
//! written in Python keep to the same.

mod checksum;
mod client;
mod clock;
mod task;
mod work;

pub use checksum::{Value, checksum, json_row, json_row_by_ids};
pub use client::{Client, Fault, Row};
pub use clock::Clock;
pub use task::{FIELDS, Job, NEW_REFERENCE, PAGE, REFERENCE, Sample, Task};
pub use work::run;
