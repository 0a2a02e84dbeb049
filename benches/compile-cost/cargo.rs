//! Cargo, run on one generated crate.

use std::time::Instant;

use odoo_benches::cargo;

use crate::{usage::Usage, variant::Variant, workspace::Workspace, wrapper::Task};

/// What Cargo is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// `cargo check` of the structs.
    Check,
    /// `cargo build` of the structs and of a function per model that reads its rows.
    Build,
}

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sample {
    /// Seconds on the clock, from Cargo's start to its end.
    pub(crate) wall: f64,
    /// What rustc took of it; none where that cannot be measured.
    pub(crate) usage: Option<Usage>,
}

impl Job {
    pub(crate) const ALL: [Job; 2] = [Job::Check, Job::Build];

    /// The job as the caller would type it.
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

    /// Runs it on one crate.
    ///
    /// # Errors
    ///
    /// What Cargo said, if it fails; a sentence if it compiled nothing.
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
        // What the caller has set for its own programs is not for these.
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
