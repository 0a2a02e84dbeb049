//! Cancellation of calls.

mod abort;
mod scope;

pub use abort::AbortHandle;
pub use scope::CancelScope;

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering::SeqCst},
};

use futures_core::Stream;
use futures_util::{
    StreamExt as _,
    future::{Either, select, select_all},
};
use tokio::sync::watch;

use crate::{
    call_info::{CallInfo, Effect},
    error::{Error, TransportError, TransportErrorKind},
    outcome::Outcome,
};

/// A token that cancels the calls of a client handle. Cheap to clone.
#[derive(Clone)]
pub(crate) struct CancelToken(watch::Receiver<End>);

/// How the calls of a handle were canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    NotYet,
    Aborted,
    /// By the end of a scope.
    Scope,
}

/// The result of waiting for a call that can be canceled.
pub(crate) enum Held<T> {
    Done(T),
    Ended(End),
}

impl CancelToken {
    fn end(&self) -> End {
        *self.0.borrow()
    }

    /// Waits for the cancellation.
    async fn ended(&mut self) -> End {
        loop {
            let end = *self.0.borrow_and_update();
            if end != End::NotYet {
                return end;
            }
            if self.0.changed().await.is_err() {
                // The handle was dropped without canceling.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Returns an error if a token is already canceled.
pub(crate) fn check(tokens: &[CancelToken], info: &CallInfo) -> Result<(), Error> {
    match tokens
        .iter()
        .map(CancelToken::end)
        .find(|end| *end != End::NotYet)
    {
        None => Ok(()),
        Some(End::Scope) => Err(scope_ended(info)),
        Some(end) => Err(ended(info, end, Outcome::NotDone)),
    }
}

/// Waits for `work` or for the first cancellation.
pub(crate) async fn hold<T>(
    tokens: &[CancelToken],
    work: impl Future<Output = T> + Send,
) -> Held<T> {
    if tokens.is_empty() {
        return Held::Done(work.await);
    }
    let mut tokens = tokens.to_vec();
    // Boxed, because `select_all` needs `Unpin`.
    let ends = tokens.iter_mut().map(|token| Box::pin(token.ended()));
    let work = std::pin::pin!(work);
    // Cancellation is polled first: a canceled call that frees its place may have woken the work.
    match select(select_all(ends), work).await {
        Either::Left(((end, ..), _)) => Held::Ended(end),
        Either::Right((done, _)) => Held::Done(done),
    }
}

/// Wraps a stream so that it ends when a token is canceled.
pub(crate) fn with_tokens<T, S>(
    stream: S,
    tokens: &[CancelToken],
    info: CallInfo,
) -> impl Stream<Item = Result<T, Error>> + Send + use<T, S>
where
    T: Send,
    S: Stream<Item = Result<T, Error>> + Send + Unpin,
{
    let begun = (stream, tokens.to_vec(), info);
    futures_util::stream::unfold(Some(begun), |running| async move {
        let (mut stream, tokens, info) = running?;
        match hold(&tokens, stream.next()).await {
            Held::Done(item) => Some((item?, Some((stream, tokens, info)))),
            Held::Ended(end) => {
                let error = ended(&info, end, Outcome::NotDone);
                Some((Err(error), None))
            }
        }
    })
}

/// The error of a call that was canceled.
#[cold]
pub(crate) fn ended(info: &CallInfo, end: End, outcome: Outcome) -> Error {
    let how = match end {
        End::Scope => "canceled by the end of its scope",
        End::Aborted | End::NotYet => "aborted",
    };
    let sentence = format!("{info} was {how}{}", advice(outcome));
    TransportError::new(TransportErrorKind::Aborted, outcome, sentence).into()
}

fn advice(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotDone => "",
        _ => "; the server may still run it: check before a retry",
    }
}

/// The error of a call that started after its scope had ended.
#[cold]
pub(crate) fn scope_ended(info: &CallInfo) -> Error {
    let sentence = format!("{info} was not sent: the scope of the client has ended");
    TransportError::new(TransportErrorKind::Aborted, Outcome::NotDone, sentence).into()
}

/// How far a call has progressed, if its transport reports it.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<AtomicU8>);

const WAITS: u8 = 1;
#[cfg(feature = "http")]
const SENT: u8 = 2;

impl Progress {
    /// Notes that the transport reports progress, and that the server has not run the call.
    #[cfg(feature = "http")]
    pub(crate) fn waits(&self) {
        self.0.store(WAITS, SeqCst);
    }

    /// Notes that the server may run the call from now on.
    #[cfg(feature = "http")]
    pub(crate) fn sent(&self) {
        self.0.store(SENT, SeqCst);
    }

    /// Returns the outcome if the call ended now.
    pub(crate) fn outcome(&self, effect: Effect) -> Outcome {
        if self.0.load(SeqCst) == WAITS {
            Outcome::NotDone
        } else {
            Outcome::without_response(effect)
        }
    }
}
