//! Mistakes of a test, which fail it.

use crate::exception::Exception;

/// Panics because of a mistake of the test.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a mistake of the test fails the test; every caller documents the panic"
)]
pub(crate) fn refuse(why: &str) -> ! {
    panic!("{why}")
}

/// Panics with the exception of the server.
#[track_caller]
pub(crate) fn refuse_with(what: &str, exception: &Exception) -> ! {
    refuse(&format!(
        "{what}: {} ({})",
        exception.message, exception.name
    ))
}
