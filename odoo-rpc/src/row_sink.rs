use std::sync::{Arc, Mutex};

/// Takes the items of a list while the rest of the response arrives.
///
/// Their bytes need not be kept then.
#[doc(hidden)]
pub trait RowSink: Send + 'static {
    /// Drops everything taken so far: it came from a failed attempt, and arrives again.
    fn begin(&mut self);

    /// Takes items from the beginning of `items`, and returns how many bytes it took.
    ///
    /// It stops at the first item that is incomplete, invalid, or that nothing follows yet.
    ///
    /// At least `to_come` more bytes follow `items`, or 0 if that is unknown.
    fn take(&mut self, items: &[u8], to_come: usize) -> usize;
}

/// A sink that a client and its transport share.
pub(crate) type SharedSink = Arc<Mutex<dyn RowSink>>;
