//! The runtime that calls need.

use std::{cell::Cell, panic, time::Duration};

use tokio::runtime::{Handle, Id};

use crate::error::ConfigError;

thread_local! {
    /// The runtime that this thread was in last, and whether it has timers.
    static KNOWN: Cell<Option<(Id, bool)>> = const { Cell::new(None) };
}

/// The runtime that the caller is in. Whatever waits by the clock or for a line asks here first: tokio itself panics without one.
pub(crate) fn current() -> Result<Handle, ConfigError> {
    let handle = Handle::try_current().map_err(|_| {
        ConfigError::new(
            "calls need a runtime of tokio's, and none runs here: `#[tokio::main]` makes one, and `blocking::Wait` (feature `blocking`) waits without",
        )
    })?;
    if has_timers(handle.id()) {
        return Ok(handle);
    }
    Err(ConfigError::new(
        "calls need a runtime of tokio's with timers and I/O, and the timers of this one are disabled: build it with `enable_all`",
    ))
}

/// Whether the runtime that the caller is in has timers. Tokio says so by a panic alone, whose message goes to the program's panic hook once for each thread.
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
