//! The clients that are part of this program, each run in its own process.

mod baseline;
mod ours;

use odoo_bench_harness::{Fault, Sample, Task, run};
use odoo_benches::partner::{Brief, Partner};

/// Runs a task with the client of this name.
///
/// # Errors
///
/// Returns the error of the client.
pub(crate) fn work(name: &str, task: &Task) -> Result<Sample, Fault> {
    match (name, task.fields) {
        ("baseline", 6) => run::<baseline::Odoo<baseline::Brief>>(task),
        ("baseline", _) => run::<baseline::Odoo<baseline::Whole>>(task),
        ("ours", 6) => run::<ours::Odoo<Brief>>(task),
        ("ours", _) => run::<ours::Odoo<Partner>>(task),
        _ => Err(format!("unknown client `{name}`").into()),
    }
}
