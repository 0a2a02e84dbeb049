//! Work that goes on while nobody waits for it.

use std::{
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, task::JoinHandle};
use tracing::Instrument as _;

use crate::{
    error::{ConfigError, Error},
    transport::BoxFuture,
};

/// Lets `work` go on by itself, in a task of its own, so that the places that its calls hold become free also while whoever wants its result does something else. It ends
/// when what is given back is dropped. Without a runtime it goes on when it is waited for.
#[doc(hidden)]
pub fn prefetch<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> impl Future<Output = Result<T, Error>> + Send + 'static {
    match Handle::try_current() {
        Ok(runtime) => Ahead::Task(runtime.spawn(work.in_current_span())),
        Err(_) => Ahead::Here(Box::pin(work)),
    }
}

enum Ahead<T> {
    Task(JoinHandle<Result<T, Error>>),
    Here(BoxFuture<'static, Result<T, Error>>),
}

impl<T> Future for Ahead<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Ahead::Here(work) => work.as_mut().poll(context),
            Ahead::Task(task) => Poll::Ready(match ready!(Pin::new(task).poll(context)) {
                Ok(result) => result,
                Err(ended) => match ended.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // Nobody else has the handle.
                    Err(_) => Err(ConfigError::new(
                        "the runtime has ended in which the next records were read: read them all in one",
                    )
                    .into()),
                },
            }),
        }
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        if let Ahead::Task(task) = self {
            task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, task::Waker, time::Duration};

    use tokio::{sync::Notify, time::sleep};

    use super::*;

    #[tokio::test]
    async fn it_goes_on_while_nobody_waits_and_ends_when_it_is_dropped() {
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
    fn without_a_runtime_it_is_done_where_it_is_waited_for() {
        let mut work = Box::pin(prefetch(async { Ok(7) }));
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Ok(7)) = work.as_mut().poll(&mut context) else {
            panic!("it was not done");
        };
    }

    #[test]
    fn a_runtime_that_has_ended_is_said() {
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
        assert!(error.to_string().contains("runtime has ended"), "{error}");
    }

    #[tokio::test]
    #[should_panic(expected = "in the work")]
    async fn a_panic_goes_on_where_it_is_waited_for() {
        let _ = prefetch(async { panic!("in the work") as Result<(), Error> }).await;
    }
}
