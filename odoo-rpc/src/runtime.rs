//! The tokio runtime that calls need.

#[cfg(feature = "http")]
use std::net::{Ipv4Addr, UdpSocket};
use std::{
    cell::Cell,
    panic::{self, UnwindSafe},
    thread::LocalKey,
    time::Duration,
};

use tokio::runtime::{Handle, Id};

use crate::error::ConfigError;

thread_local! {
    /// The last runtime of this thread, and whether it has timers.
    static TIMERS: Cell<Option<(Id, bool)>> = const { Cell::new(None) };

    /// The last runtime of this thread, and whether it has I/O.
    #[cfg(feature = "http")]
    static SOCKETS: Cell<Option<(Id, bool)>> = const { Cell::new(None) };
}

/// Returns the current runtime.
///
/// Everything that waits for a timer checks this first, because tokio panics without a runtime.
#[doc(hidden)]
pub fn current() -> Result<Handle, ConfigError> {
    let handle = Handle::try_current().map_err(|_| {
        ConfigError::new(
            "calls need a tokio runtime, and there is none here: use `#[tokio::main]`, or `blocking::Wait` (feature `blocking`)",
        )
    })?;
    let timer = || drop(tokio::time::sleep(Duration::ZERO));
    if has(&TIMERS, handle.id(), timer) {
        return Ok(handle);
    }
    Err(lacks("timers"))
}

/// Returns the current runtime, for everything that waits for a socket.
#[cfg(feature = "http")]
pub(crate) fn with_sockets() -> Result<Handle, ConfigError> {
    let handle = current()?;
    let socket = || {
        // It is bound to the loopback interface, connected to nothing, and closed at once. Where sockets are forbidden, the connection reports it.
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        let registered = socket.and_then(|socket| {
            socket.set_nonblocking(true)?;
            tokio::net::UdpSocket::from_std(socket)
        });
        drop(registered);
    };
    if has(&SOCKETS, handle.id(), socket) {
        return Ok(handle);
    }
    Err(lacks("I/O"))
}

fn lacks(part: &str) -> ConfigError {
    ConfigError::new(format!(
        "calls need a tokio runtime with timers and I/O, and this runtime has no {part}: build it with `enable_all`"
    ))
}

/// Whether the current runtime has what the probe needs.
///
/// Tokio has no query for it and panics, so the program's panic hook runs once for each thread.
fn has(
    known: &'static LocalKey<Cell<Option<(Id, bool)>>>,
    current: Id,
    probe: impl FnOnce() + UnwindSafe,
) -> bool {
    match known.get() {
        Some((id, has)) if id == current => has,
        _ => {
            let has = panic::catch_unwind(probe).is_ok();
            known.set(Some((current, has)));
            has
        }
    }
}
