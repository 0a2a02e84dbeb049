use std::sync::{Arc, Mutex};

/// Takes the items of a list while the rest of the answer is still on its way, so that the bytes need not be kept.
#[doc(hidden)]
pub trait RowSink: Send + 'static {
    /// Forgets what was taken: it came by a try that failed, and everything comes once more.
    fn begin(&mut self);

    /// Takes items from the beginning of `items`, and says how many bytes it took: up to the item that is left first, or to the end of the list. An
    /// item that is not there whole is left, as is one that nothing follows yet, or that is not what it should be.
    ///
    /// At least `to_come` bytes come behind `items`; 0 if that is not known.
    fn take(&mut self, items: &[u8], to_come: usize) -> usize;
}

/// An intake that goes with a call.
pub(crate) type Shared = Arc<Mutex<dyn RowSink>>;
