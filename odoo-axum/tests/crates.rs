//! How much odoo-axum adds to a service that has axum.
#![allow(clippy::unwrap_used, reason = "a test ends with a panic")]

use std::{collections::BTreeSet, env, process::Command};

/// The crates of a package, as this workspace resolves them, without dev-dependencies.
fn crates_of(package: &str) -> BTreeSet<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none"])
        .args(["--package", package, "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let names = String::from_utf8(tree.stdout).unwrap();
    let names = names.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn it_adds_at_most_15_crates_to_axum() {
    let (with, axum) = (crates_of("odoo-axum"), crates_of("axum"));
    assert!(
        axum.len() > 20 && with.contains("odoo-orm"),
        "{axum:?} {with:?}"
    );
    let added: Vec<&String> = with.difference(&axum).collect();
    assert!(added.len() <= 15, "{added:?}");
}
