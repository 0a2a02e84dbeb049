//! What the compiler says to models that do not hold on the snapshots in `odoo-schema/`.
//!
//! The programs are compiled elsewhere, so `ODOO_SCHEMA` names the folder: each test runs itself once more with it.

#![allow(clippy::expect_used, reason = "a test")]

use std::{env, path::Path, process::Command};

/// Whether this process has the variable. If not, runs the test in a process with it.
fn is_ready(test: &str, folder: &str) -> bool {
    if env::var_os("ODOO_SCHEMA").is_some() {
        return true;
    }
    let program = env::current_exe().expect("a test has a path");
    let status = Command::new(program)
        .args(["--exact", test, "--nocapture"])
        .env(
            "ODOO_SCHEMA",
            Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        )
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    false
}

#[test]
fn generated_models_hold_on_real_14_and_19() {
    let folder = "../../examples/odoo-schema";
    if is_ready("generated_models_hold_on_real_14_and_19", folder) {
        trybuild::TestCases::new().pass("generated/check.rs");
    }
}

#[test]
fn models_are_held_against_both_snapshots() {
    if is_ready("models_are_held_against_both_snapshots", "odoo-schema") {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("schema/*.rs");
        cases.pass("schema/pass/*.rs");
    }
}
