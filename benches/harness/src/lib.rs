//! The shared code of the Rust clients, so that they differ only in how they call Odoo.
//!
//! A client runs in a separate process. Its only argument is a [`Task`], and it prints a [`Sample`] as its only line. The Python
//! scripts follow the same protocol.

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
