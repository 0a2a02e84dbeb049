//! Runs Cargo on a generated crate.

use std::time::Instant;

use odoo_benches::cargo;

use crate::{usage::Usage, variant::Variant, workspace::Workspace, wrapper::Task};

/// The Cargo command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// `cargo check` of the structs.
    Check,
    /// `cargo build` of the structs and of a function per model that decodes its rows.
    Build,
}

/// The cost of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sample {
    /// Elapsed seconds, from Cargo's start to its end.
    pub(crate) wall: f64,
    /// rustc's part of it; `None` where it cannot be measured.
    pub(crate) usage: Option<Usage>,
}

impl Job {
    pub(crate) const ALL: [Job; 2] = [Job::Check, Job::Build];

    /// The command as typed in a shell.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Job::Check => "cargo check",
            Job::Build => "cargo build",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Job::Check => &["check"],
            Job::Build => &["build", "--features", "read"],
        }
    }

    /// Runs the command on one crate.
    ///
    /// # Errors
    ///
    /// Returns Cargo's output if it fails, and an error if it compiled nothing.
    pub(crate) fn run(self, variant: Variant, workspace: &Workspace) -> Result<Sample, String> {
        let root = workspace.root();
        let task = Task::new(variant.crate_name(), root.join("usage"));
        task.forget()?;
        let mut cargo = cargo();
        cargo
            .args(self.arguments())
            .args([
                "--offline",
                "--quiet",
                "--lib",
                "--package",
                &variant.package(),
            ])
            .arg("--target-dir")
            .arg(root.join("target"))
            .current_dir(root)
            .env("CARGO_INCREMENTAL", "0");
        // Settings of the caller's own programs must not apply here.
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WORKSPACE_WRAPPER",
            "CARGO_BUILD_TARGET",
        ] {
            cargo.env_remove(name);
        }
        task.give_to(&mut cargo)?;
        let start = Instant::now();
        let output = cargo
            .output()
            .map_err(|error| format!("cannot run Cargo: {error}"))?;
        let wall = start.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(format!(
                "`{}` of the crate `{}` failed ({}); if a package is missing, `cargo fetch` brings it\n{}",
                self.name(),
                variant.package(),
                output.status,
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        Ok(Sample {
            wall,
            usage: task.usage()?,
        })
    }
}
