use std::{fmt, pin::Pin};

use futures_core::Stream;
use futures_util::StreamExt as _;

use super::block_on;

/// Converts a stream to a blocking iterator: `.wait_each()`.
pub trait WaitEach: Stream + Sized {
    /// Returns an iterator over the items. The stream runs only while an item is awaited.
    fn wait_each(self) -> Iter<Self>;
}

impl<S> WaitEach for S
where
    S: Stream + Send,
    S::Item: Send,
{
    fn wait_each(self) -> Iter<Self> {
        Iter(Box::pin(self))
    }
}

/// A blocking iterator over a stream: see [`WaitEach`].
pub struct Iter<S>(Pin<Box<S>>);

impl<S> Iterator for Iter<S>
where
    S: Stream + Send,
    S::Item: Send,
{
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        block_on(self.0.next())
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.0).finish()
    }
}
