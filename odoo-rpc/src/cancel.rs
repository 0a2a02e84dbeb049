//! Calls that are ended from outside: what a client's handle is tied to.

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
    call::{CallInfo, Effect},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    response::doubt,
};

/// What a handle is tied to. Cheap to clone.
#[derive(Clone)]
pub(crate) struct CancelToken(watch::Receiver<End>);

/// How the calls of a handle end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    NotYet,
    /// With an error.
    Aborted,
    /// Never: whoever waits for them is gone.
    Silent,
}

/// What came of a call whose handle may be tied to something.
pub(crate) enum Held<T> {
    Done(T),
    Ended(End),
}

impl CancelToken {
    fn end(&self) -> End {
        *self.0.borrow()
    }

    /// Waits for the end.
    async fn ended(&mut self) -> End {
        loop {
            let end = *self.0.borrow_and_update();
            if end != End::NotYet {
                return end;
            }
            if self.0.changed().await.is_err() {
                // Whoever could end it is gone without having done so.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Refuses to start a call that has nobody to wait for it.
pub(crate) fn check(tethers: &[CancelToken], info: &CallInfo) -> Result<(), Error> {
    match tethers
        .iter()
        .map(CancelToken::end)
        .find(|end| *end != End::NotYet)
    {
        None => Ok(()),
        Some(End::Silent) => Err(scope_ended(info)),
        Some(_) => Err(aborted(info, Outcome::NotDone)),
    }
}

/// Waits for `work`, unless something that it is tied to ends before.
pub(crate) async fn hold<T>(
    tethers: &[CancelToken],
    work: impl Future<Output = T> + Send,
) -> Held<T> {
    if tethers.is_empty() {
        return Held::Done(work.await);
    }
    let mut tethers = tethers.to_vec();
    let ends = tethers.iter_mut().map(|tether| Box::pin(tether.ended()));
    let work = std::pin::pin!(work);
    // The end is looked at first: the work may have been woken by it, because another call let go of its place.
    match select(select_all(ends), work).await {
        Either::Left(((end, ..), _)) => Held::Ended(end),
        Either::Right((done, _)) => Held::Done(done),
    }
}

/// A stream that ends with what it is tied to.
pub(crate) fn tied<T, S>(
    stream: S,
    tethers: &[CancelToken],
    info: CallInfo,
) -> impl Stream<Item = Result<T, Error>> + Send + use<T, S>
where
    T: Send,
    S: Stream<Item = Result<T, Error>> + Send + Unpin,
{
    let begun = (stream, tethers.to_vec(), info);
    futures_util::stream::unfold(Some(begun), |running| async move {
        let (mut stream, tethers, info) = running?;
        match hold(&tethers, stream.next()).await {
            Held::Done(item) => Some((item?, Some((stream, tethers, info)))),
            Held::Ended(end) => {
                let error = match end {
                    End::Silent => ended_with_scope(&info, Outcome::NotDone),
                    _ => aborted(&info, Outcome::NotDone),
                };
                Some((Err(error), None))
            }
        }
    })
}

/// The error of a call that was ended from outside.
#[cold]
pub(crate) fn aborted(info: &CallInfo, outcome: Outcome) -> Error {
    let sentence = format!("{info} was aborted{}", advice(outcome));
    TransportError::new(TransportErrorKind::Aborted, outcome, sentence).into()
}

/// The error of a call that ran when its scope ended, for one who cannot wait for ever.
#[cold]
pub(crate) fn ended_with_scope(info: &CallInfo, outcome: Outcome) -> Error {
    let sentence = format!(
        "{info} ended with the scope that the client is within{}",
        advice(outcome)
    );
    TransportError::new(TransportErrorKind::Aborted, outcome, sentence).into()
}

fn advice(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotDone => "",
        _ => "; the server may do it all the same: look before sending it again",
    }
}

/// The error of a call whose scope had ended before it began.
#[cold]
pub(crate) fn scope_ended(info: &CallInfo) -> Error {
    let sentence = format!("{info} was not sent: the scope that the client is within has ended");
    TransportError::new(TransportErrorKind::Aborted, Outcome::NotDone, sentence).into()
}

/// Waits for ever: whoever waits for the call is gone. A thread that waits would never come back, nor would whoever waits for a task of the library's that made the call (`is_telling`):
/// they get an error instead.
pub(crate) async fn never<T>(ended: Error, is_telling: bool) -> Result<T, Error> {
    if is_telling {
        return Err(ended);
    }
    #[cfg(feature = "blocking")]
    if crate::blocking::is_waiting() {
        return Err(ended);
    }
    drop(ended);
    std::future::pending().await
}

/// How far a call has come, as far as its transport says so.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<AtomicU8>);

const WAITS: u8 = 1;
#[cfg(feature = "http")]
const SENT: u8 = 2;

impl Progress {
    /// The transport has the call and says when it sends it, and nothing of it has been run so far.
    #[cfg(feature = "http")]
    pub(crate) fn waits(&self) {
        self.0.store(WAITS, SeqCst);
    }

    /// From here on the server may run it.
    #[cfg(feature = "http")]
    pub(crate) fn sent(&self) {
        self.0.store(SENT, SeqCst);
    }

    /// What is known of the call if it ends now.
    pub(crate) fn outcome(&self, effect: Effect) -> Outcome {
        if self.0.load(SeqCst) == WAITS {
            Outcome::NotDone
        } else {
            doubt(effect)
        }
    }
}
