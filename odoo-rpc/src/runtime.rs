//! The tokio runtime that calls need.

use tokio::runtime::Handle;

use crate::error::ConfigError;

/// Returns the current runtime.
///
/// Everything that waits for a timer or a socket checks this first, because tokio panics without a runtime.
pub(crate) fn current() -> Result<Handle, ConfigError> {
    Handle::try_current().map_err(|_| {
        ConfigError::new(
            "calls need a tokio runtime, and there is none here: use `#[tokio::main]`, or `blocking::Wait` (feature `blocking`)",
        )
    })
}
