//! The versions that the figures depend on.

use std::{fs, path::Path};

use odoo_benches::{lock, rustc_version};

use crate::peers::Peers;

/// The packages whose versions matter.
const NAMED: [&str; 6] = [
    "odoo-orm",
    "reqwest",
    "hyper",
    "tokio",
    "serde_json",
    "chrono",
];

/// The versions of the compiler, the packages and Python.
///
/// # Errors
///
/// Returns an error if a version cannot be determined.
pub(crate) fn all(peers: &Peers) -> Result<Vec<String>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let mut versions = vec![rustc_version()?];
    let packages = lock::packages(&text).into_iter();
    versions.extend(
        packages
            .filter(|package| NAMED.contains(&package.name.as_str()))
            .map(|package| package.to_string()),
    );
    versions.extend(peers.python_version());
    Ok(versions)
}
