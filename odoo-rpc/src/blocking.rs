//! Calls from programs without a runtime: everything that can be awaited can be waited for.
//!
//! ```
//! use odoo_rpc::{Call, Client, blocking::Wait};
//!
//! # use odoo_rpc::{Response, BoxFuture, Error, Transport};
//! # struct Empty;
//! # impl Transport for Empty {
//! #     fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
//! #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call)) })
//! #     }
//! # }
//! # fn main() -> Result<(), Error> {
//! # let odoo = Client::new(Empty);
//! let found: Vec<i64> = odoo.call(Call::read("res.partner", "search")).wait()?.decode()?;
//! assert!(found.is_empty());
//! # Ok(())
//! # }
//! ```

mod stream;

pub use stream::{Iter, WaitEach};

use std::{future::IntoFuture, panic::resume_unwind, sync::LazyLock, thread};

use tokio::runtime::{Builder, Handle, Runtime};

/// Waits for what is otherwise awaited: `.wait()` in place of `.await`.
///
/// The work is done by a runtime that is made for the first wait and has two threads of its own. A client that was used here belongs to that runtime: it is not used in another one as well.
pub trait Wait: IntoFuture {
    /// Waits for the result, however long that takes; calls have time limits of their own.
    ///
    /// A call that would never complete, because its scope has ended, gives an error here, or the thread would never come back.
    ///
    /// In async code this holds up the thread, and with it every task that shares it: use `.await` there.
    ///
    /// # Panics
    ///
    /// When the operating system refuses the runtime its thread, as it does to a program that has too many.
    fn wait(self) -> Self::Output;
}

impl<F> Wait for F
where
    F: IntoFuture,
    F::IntoFuture: Send,
    F::Output: Send,
{
    fn wait(self) -> Self::Output {
        block_on(self.into_future())
    }
}

#[expect(
    clippy::expect_used,
    reason = "documented: there is nobody to hand the error to"
)]
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        // One that waits must not keep the other from its work.
        .worker_threads(2)
        .thread_name("odoo-rpc")
        .enable_all()
        .build()
        .expect("the runtime for blocking calls gets its thread")
});

fn block_on<F>(work: F) -> F::Output
where
    F: Future + Send,
    F::Output: Send,
{
    let wait = || RUNTIME.block_on(work);
    if Handle::try_current().is_err() {
        return wait();
    }
    // A thread of a runtime cannot wait for another; one beside it can.
    thread::scope(|scope| {
        let waiting = scope.spawn(wait);
        waiting.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Whether the future that is polled here is one that a thread waits for, or a task of one: nothing else runs in this runtime.
pub(crate) fn is_waiting() -> bool {
    Handle::try_current().is_ok_and(|here| here.id() == RUNTIME.handle().id())
}

/// The runtime that does the work.
pub(crate) fn runtime() -> Handle {
    RUNTIME.handle().clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn after_a_while() -> u8 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        7
    }

    #[test]
    fn without_a_runtime() {
        assert_eq!(after_a_while().wait(), 7);
    }

    #[tokio::test]
    async fn within_a_runtime() {
        assert_eq!(after_a_while().wait(), 7);
    }

    #[test]
    fn streams_become_iterators() {
        let numbers = futures_util::stream::iter([1, 2, 3]);
        assert_eq!(numbers.wait_each().collect::<Vec<_>>(), [1, 2, 3]);
    }
}
