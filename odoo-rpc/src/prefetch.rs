//! Work that continues while nobody awaits it.

use std::{
    panic::resume_unwind,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::future::{Either, select};
use tokio::{
    runtime::{Handle, Id},
    sync::Notify,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tracing::Instrument as _;

use crate::{
    error::{ConfigError, Error},
    runtime,
    transport::BoxFuture,
};

/// Runs `work` in a task of its own.
///
/// So its calls release their places in the queue also while the consumer is busy. Dropping the returned future aborts the task. Without a
/// runtime, the work runs when it is awaited.
#[doc(hidden)]
pub fn prefetch<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> impl Future<Output = Result<T, Error>> + Send + 'static {
    match Handle::try_current() {
        Ok(runtime) => {
            let pulse = Arc::new(Pulse::default());
            let work = Arc::clone(&pulse).during(Box::pin(work));
            Prefetched::Task(Task {
                work: runtime.spawn(work.in_current_span()),
                runtime: runtime.id(),
                pulse,
                stall: None,
            })
        }
        Err(_) => Prefetched::Here(Box::pin(work)),
    }
}

enum Prefetched<T> {
    Task(Task<T>),
    Here(BoxFuture<'static, Result<T, Error>>),
}

struct Task<T> {
    work: JoinHandle<Result<T, Error>>,
    runtime: Id,
    pulse: Arc<Pulse>,
    /// Completes when nothing polls the task. It exists once another runtime awaits the work.
    stall: Option<BoxFuture<'static, ()>>,
}

/// Shows whether a task is polled: while it works, it answers each question.
///
/// A runtime that runs proves nothing: a task that was woken by a thread of the runtime may be queued for that thread alone, which blocks.
#[derive(Default)]
struct Pulse {
    asked: Notify,
    answered: Notify,
}

/// How long a task may not be polled before it counts as stalled.
const STALL: Duration = Duration::from_secs(5);

impl Pulse {
    /// Runs `work`, and answers meanwhile.
    async fn during<T>(self: Arc<Self>, mut work: BoxFuture<'static, T>) -> T {
        loop {
            match select(&mut work, pin!(self.asked.notified())).await {
                Either::Left((done, _)) => return done,
                Either::Right(_) => self.answered.notify_one(),
            }
        }
    }

    /// Completes when nothing has polled the task for a while.
    async fn stalled(self: Arc<Self>) {
        loop {
            self.asked.notify_one();
            if timeout(STALL, self.answered.notified()).await.is_err() {
                return;
            }
            sleep(STALL).await;
        }
    }
}

impl<T> Task<T> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<T, Error>> {
        if let Poll::Ready(result) = Pin::new(&mut self.work).poll(context) {
            return Poll::Ready(match result {
                Ok(result) => result,
                Err(ended) => match ended.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // Only a runtime that shuts down cancels the task.
                    Err(_) => Err(stopped("has ended")),
                },
            });
        }
        if Handle::try_current().is_ok_and(|here| here.id() == self.runtime) {
            return Poll::Pending;
        }
        // The task's runtime may have paused, or its thread may block on this very work.
        runtime::current()?;
        let pulse = &self.pulse;
        let stall = self
            .stall
            .get_or_insert_with(|| Box::pin(Arc::clone(pulse).stalled()));
        ready!(stall.as_mut().poll(context));
        self.work.abort();
        Poll::Ready(Err(stopped("does not run")))
    }
}

#[cold]
fn stopped(how: &str) -> Error {
    ConfigError::new(format!(
        "the runtime that reads the next records {how}: read a stream in one runtime"
    ))
    .into()
}

impl<T> Future for Prefetched<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Prefetched::Here(work) => work.as_mut().poll(context),
            Prefetched::Task(task) => task.poll(context),
        }
    }
}

impl<T> Drop for Prefetched<T> {
    fn drop(&mut self) {
        if let Prefetched::Task(task) = self {
            task.work.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, task::Waker, time::Duration};

    use tokio::{sync::Notify, time::sleep};

    use super::*;

    #[tokio::test]
    async fn prefetched_work_runs_until_it_is_dropped() {
        let (reached, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let dropped = Arc::new(());
        let (notify, held) = (Arc::clone(&reached), Arc::clone(&dropped));
        let work = prefetch(async move {
            notify.notify_one();
            never.notified().await;
            drop(held);
            Ok(())
        });
        reached.notified().await;
        assert_eq!(Arc::strong_count(&dropped), 2);
        drop(work);
        while Arc::strong_count(&dropped) > 1 {
            sleep(Duration::from_millis(1)).await;
        }
    }

    #[test]
    fn without_a_runtime_work_runs_when_it_is_awaited() {
        let mut work = Box::pin(prefetch(async { Ok(7) }));
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Ok(7)) = work.as_mut().poll(&mut context) else {
            panic!("it was not done");
        };
    }

    #[test]
    fn a_runtime_that_has_ended_is_an_error() {
        let runtime = || {
            tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap()
        };
        let work = {
            let first = runtime();
            let _inside = first.enter();
            prefetch(std::future::pending::<Result<(), _>>())
        };
        let error = runtime().block_on(work).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the runtime that reads the next records has ended: read a stream in one runtime"
        );
    }

    #[test]
    fn a_runtime_that_nobody_drives_is_an_error() {
        let runtime = || tokio::runtime::Builder::new_current_thread();
        let still = runtime().build().unwrap();
        let work = || {
            let _inside = still.enter();
            prefetch(std::future::pending::<Result<(), _>>())
        };
        // Its clock is moved on when there is nothing to do.
        let mut here = runtime();
        let here = here.enable_time().start_paused(true).build().unwrap();
        let error = here.block_on(work()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the runtime that reads the next records does not run: read a stream in one runtime"
        );
        let mut work = Box::pin(work());
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Err(error)) = work.as_mut().poll(&mut context) else {
            panic!("it waits without a timer");
        };
        assert!(
            error.to_string().contains("need a tokio runtime"),
            "{error}"
        );
    }

    #[test]
    fn another_runtime_that_runs_is_awaited() {
        let runtime = || tokio::runtime::Builder::new_current_thread();
        let driven = runtime().enable_time().build().unwrap();
        let work = {
            let _inside = driven.enter();
            prefetch(async {
                sleep(Duration::from_millis(50)).await;
                Ok(7)
            })
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || driven.block_on(stopped));
        let result = runtime().enable_time().build().unwrap().block_on(work);
        drop(stop);
        thread.join().unwrap().unwrap_err();
        assert!(matches!(result, Ok(7)));
    }

    #[tokio::test]
    #[should_panic(expected = "in the work")]
    async fn a_panic_is_resumed_where_it_is_awaited() {
        let _ = prefetch(async { panic!("in the work") as Result<(), Error> }).await;
    }
}
