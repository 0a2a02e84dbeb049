//! The clients that are this program itself, each in a process of its own.

mod baseline;
mod ours;

use odoo_bench_harness::{Fault, Sample, Task, run};
use odoo_benches::partner::{Brief, Partner};

/// Does a task as the client of this name.
///
/// # Errors
///
/// What the client says.
pub(crate) fn work(name: &str, task: &Task) -> Result<Sample, Fault> {
    match (name, task.fields) {
        ("baseline", 6) => run::<baseline::Odoo<baseline::Brief>>(task),
        ("baseline", _) => run::<baseline::Odoo<baseline::Whole>>(task),
        ("ours", 6) => run::<ours::Odoo<Brief>>(task),
        ("ours", _) => run::<ours::Odoo<Partner>>(task),
        _ => Err(format!("there is no client `{name}`").into()),
    }
}
