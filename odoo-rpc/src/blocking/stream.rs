use std::{fmt, pin::Pin};

use futures_core::Stream;
use futures_util::StreamExt as _;

use super::block_on;

/// Waits for each item of a stream in turn: `.wait_each()` makes an iterator of it.
pub trait WaitEach: Stream + Sized {
    /// The items, one after the other. The stream works only while one is waited for.
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

/// The items of a stream, waited for one by one: see [`WaitEach`].
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
