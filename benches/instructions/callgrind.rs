//! Callgrind, the valgrind tool that counts instructions.

use std::{
    env, fs,
    process::{Command, Stdio},
};

use crate::work::Work;

/// This function and its callees are counted.
const MEASURED: &str = "--toggle-collect=instructions::work::measured";

/// The C library chooses its copy and compare functions by processor. These settings leave one choice on every processor.
const SAME_EVERYWHERE: &str = "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM,-SSE4_1,-SSE4_2,-SSSE3,-BMI2,-MOVBE";

/// Why counting is impossible on this machine, if it is.
pub(crate) fn missing() -> Option<String> {
    if cfg!(debug_assertions) {
        return Some("this build is not optimised: use `cargo run --release`".to_owned());
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Some("the budget is for x86-64 Linux".to_owned());
    }
    let there = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    match there {
        Ok(status) if status.success() => None,
        _ => Some("valgrind is not installed (`apt-get install valgrind`)".to_owned()),
    }
}

/// Runs a workload in valgrind, and returns its number of instructions.
///
/// # Errors
///
/// Returns an error with valgrind's output.
pub(crate) fn count(work: Work) -> Result<u64, String> {
    let failed =
        |why: &dyn std::fmt::Display| format!("`{}` cannot be counted: {why}", work.name());
    let program = env::current_exe().map_err(|error| failed(&error))?;
    let file = env::temp_dir().join(format!("odoo-instructions-{}", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", MEASURED])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args(["work", work.name()])
        // The environment is on the stack, so its size would shift all addresses there.
        .env_clear()
        .env("GLIBC_TUNABLES", SAME_EVERYWHERE)
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .output()
        .map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr).trim()));
    }
    let counted = fs::read_to_string(&file).map_err(|error| failed(&error))?;
    let _ = fs::remove_file(&file);
    let total = counted
        .lines()
        .find_map(|line| line.strip_prefix("totals: "));
    let count = total.and_then(|total| total.trim().parse().ok());
    match count {
        Some(count) if count > 0 => Ok(count),
        _ => Err(failed(&"valgrind counted nothing")),
    }
}
