//! The runtime that calls need.

use tokio::runtime::Handle;

use crate::error::ConfigError;

/// The runtime that the caller is in. Whatever waits by the clock or for a line asks here first: tokio itself panics without one.
pub(crate) fn current() -> Result<Handle, ConfigError> {
    Handle::try_current().map_err(|_| {
        ConfigError::new(
            "calls need a runtime of tokio's, and none runs here: `#[tokio::main]` makes one, and `blocking::Wait` (feature `blocking`) waits without",
        )
    })
}
