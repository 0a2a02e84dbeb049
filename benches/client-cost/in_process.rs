//! The server's own time for the records of a workload, without HTTP and without a client.

use odoo_bench_harness::{FIELDS, REFERENCE};
use odoo_benches::script::odoo_shell;
use serde_json::json;

/// Reads the records with `search_read` and `json.dumps` in a process of the server, and returns the seconds of each repetition.
///
/// # Errors
///
/// Returns the traceback of the server, or what it printed in place of times.
pub(crate) fn times(
    version: &str,
    login: &str,
    records: usize,
    fields: usize,
) -> Result<Vec<f64>, String> {
    let fields: Vec<&str> = FIELDS.iter().take(fields).copied().collect();
    // JSON of texts, numbers and lists is Python, too.
    let constants = [
        ("LOGIN", json!(login)),
        ("REFERENCE", json!(REFERENCE)),
        ("RECORDS", json!(records)),
        ("FIELDS", json!(fields)),
    ];
    let constants = constants.map(|(name, value)| format!("{name} = {value}\n"));
    let script = constants.concat() + include_str!("in_process.py");
    let printed = odoo_shell(version, &script)?;
    let times = printed.lines().find_map(|line| line.strip_prefix("TIMES="));
    times
        .and_then(|times| serde_json::from_str(times).ok())
        .ok_or_else(|| format!("`scripts/odoo shell {version}` printed no times: {printed}"))
}
