//! The tokio runtime that calls need.

use std::{cell::Cell, panic, time::Duration};

use tokio::runtime::{Handle, Id};

use crate::error::ConfigError;

thread_local! {
    /// The last runtime of this thread, and whether it has timers.
    static KNOWN: Cell<Option<(Id, bool)>> = const { Cell::new(None) };
}

/// Returns the current runtime.
///
/// Everything that waits for a timer or a socket checks this first, because tokio panics without a runtime.
#[doc(hidden)]
pub fn current() -> Result<Handle, ConfigError> {
    let handle = Handle::try_current().map_err(|_| {
        ConfigError::new(
            "calls need a tokio runtime, and there is none here: use `#[tokio::main]`, or `blocking::Wait` (feature `blocking`)",
        )
    })?;
    if has_timers(handle.id()) {
        return Ok(handle);
    }
    Err(ConfigError::new(
        "calls need a tokio runtime with timers and I/O, and this runtime has no timers: build it with `enable_all`",
    ))
}

/// Whether the current runtime has timers.
///
/// Tokio has no query for it and panics, so the program's panic hook runs once for each thread.
fn has_timers(current: Id) -> bool {
    match KNOWN.get() {
        Some((known, has_timers)) if known == current => has_timers,
        _ => {
            let timer = panic::catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO)));
            KNOWN.set(Some((current, timer.is_ok())));
            timer.is_ok()
        }
    }
}
