//! Calls that a client makes itself: version, health check, logout.

use super::{Client, reconnect};
use crate::{
    call::Call,
    call_info::CallInfo,
    call_state::CallState,
    cancel::{self, Held},
    error::{Error, TransportError, TransportErrorKind},
    health,
    outcome::Outcome,
    runtime,
    version::ServerVersion,
};

impl Client {
    /// Ends the session on the server, so that its cookie becomes invalid.
    ///
    /// The next call logs in again. With an API key there is no session, and nothing is sent.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn logout(&self) -> Result<(), Error> {
        let call = self.own(Call::logout());
        let info = call.info();
        let ended = async { self.shared.transport.call(call, CallState::default()).await };
        self.within_limits(&info, ended).await.map(drop)
    }

    /// Returns the server's version, which is requested once, without login, and cached.
    ///
    /// Calls that begin before the first response request it too.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`call`](Self::call). A failure is not cached.
    pub async fn server_version(&self) -> Result<&ServerVersion, Error> {
        if let Some(version) = self.shared.version.get() {
            return Ok(version);
        }
        // Boxed, because it runs once, and every search contains this future.
        Box::pin(self.ask_version()).await
    }

    async fn ask_version(&self) -> Result<&ServerVersion, Error> {
        let call = self.own(Call::server_version());
        let info = call.info();
        // Nothing waits for the request of another call, whose runtime may have paused.
        let asked = async {
            let answer = self.shared.transport.call(call, CallState::default());
            answer.await?.decode()
        };
        let version = self.within_limits(&info, asked).await?;
        Ok(self.shared.version.get_or_init(|| version))
    }

    /// Checks that the server answers, for the health check of a service.
    ///
    /// It needs no login, skips the queue, and is not retried. From Odoo 16 on it requests `/web/health`, before that the server's version.
    /// The timeout is 10 seconds, unless [`with_timeout`](Self::with_timeout) sets another.
    ///
    /// A transport without downloads is asked for the version.
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not answer or reports a problem. 16, 18 and 19 report a failed database, with status 500.
    pub async fn check_health(&self) -> Result<(), Error> {
        let handle = Client {
            timeout: Some(self.timeout.unwrap_or(health::LIMIT)),
            ..self.clone()
        };
        let call = handle.own(Call::health());
        let info = call.info();
        let transport = &self.shared.transport;
        let version = handle.own(Call::server_version()).probe();
        let asked = async {
            match health::ask(&**transport, call).await {
                // Odoo 14 and 15 have no such page.
                Err(Error::Transport(error)) if error.status() == Some(404) => {}
                Err(Error::Config(_)) => {}
                asked => return asked,
            }
            transport
                .call(version, CallState::default())
                .await
                .map(drop)
        };
        handle.within_limits(&info, asked).await
    }

    /// Internal calls are silent, and have this handle's timeout.
    fn own(&self, call: Call) -> Call {
        let mut call = call.silent();
        call.timeout = self.timeout;
        call
    }

    /// Waits for an internal call, within this handle's timeout and until it is canceled.
    async fn within_limits<T>(
        &self,
        call: &CallInfo,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        cancel::check(&self.tokens, call)?;
        let work = async {
            let Some(limit) = self.timeout else {
                return work.await;
            };
            let late = |_| {
                let sentence = format!("{call} was not answered within {limit:?}");
                let kind = TransportErrorKind::Timeout;
                TransportError::new(kind, Outcome::NotDone, sentence)
            };
            runtime::current()?;
            tokio::time::timeout(limit, work).await.map_err(late)?
        };
        let result = match cancel::hold(&self.tokens, work).await {
            Held::Done(result) => result,
            Held::Ended(end) => Err(cancel::ended(call, end, Outcome::NotDone)),
        };
        reconnect::note(&self.shared, result.as_ref().err());
        result
    }
}
