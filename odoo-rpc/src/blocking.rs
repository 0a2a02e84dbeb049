//! Blocking calls, for programs without an async runtime.
//!
//! ```
//! use odoo_orm::{blocking::Wait, rpc::CallState, Call, Client};
//!
//! # use odoo_orm::{rpc::{BoxFuture, Response, Transport}, Error};
//! # struct Empty;
//! # impl Transport for Empty {
//! #     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
//! #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
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

/// Blocks the thread until a future is ready: `.wait()` instead of `.await`.
///
/// The futures run on a runtime with two threads, which is started by the first call.
pub trait Wait: IntoFuture {
    /// Blocks until the result is ready. Calls have timeouts of their own.
    ///
    /// A call whose scope has ended returns an error here, so that the thread does not hang.
    ///
    /// In async code this blocks the thread and every task on it: use `.await` there.
    ///
    /// # Panics
    ///
    /// Panics if the operating system cannot start the threads of the runtime.
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
        // A blocked thread must not block the other.
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
    // A thread of a runtime cannot block on another runtime. A thread next to it can.
    thread::scope(|scope| {
        let waiting = scope.spawn(wait);
        waiting.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Returns whether the current future runs on the runtime of blocking calls.
pub(crate) fn is_waiting() -> bool {
    Handle::try_current().is_ok_and(|here| here.id() == RUNTIME.handle().id())
}

/// Returns the runtime of blocking calls.
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
