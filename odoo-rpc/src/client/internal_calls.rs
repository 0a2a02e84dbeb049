//! What a client asks for itself: the server's version, whether it is well, and the end of its session.

use super::Client;
use crate::{
    call::{Call, CallInfo},
    cancel::{self, End, Held},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    health, reconnect, runtime,
    version::ServerVersion,
};

impl Client {
    /// Ends the session on the server, so that its cookie is worth nothing any more. The next call logs in anew. An API key has no session, so that there is nothing to
    /// do.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn logout(&self) -> Result<(), Error> {
        let call = self.own(Call::logout());
        let info = call.info();
        let ended = async { self.shared.transport.call(call).await };
        self.within_limits(&info, ended).await.map(drop)
    }

    /// The server's version. Asked for once, which needs no login, then remembered.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). A failure is not remembered.
    pub async fn server_version(&self) -> Result<&ServerVersion, Error> {
        if let Some(version) = self.shared.version.get() {
            return Ok(version);
        }
        // In a box, because it happens once, and what waits for it is a part of every search.
        Box::pin(self.ask_version()).await
    }

    async fn ask_version(&self) -> Result<&ServerVersion, Error> {
        let call = self.own(Call::server_version());
        let info = call.info();
        let ask = async || self.shared.transport.call(call.clone()).await?.decode();
        let asked = self.shared.version.get_or_try_init(ask);
        self.within_limits(&info, asked).await
    }

    /// Makes sure that the server answers, for the health check of a service: without a login, in one try, and before all calls that wait for their turn. From Odoo 16 on the server is asked
    /// whether it is well (`/web/health`), before for its version. It may take ten seconds, unless [`with_timeout`](Self::with_timeout) says otherwise.
    ///
    /// A transport that carries no files asks for the version, too.
    ///
    /// # Errors
    ///
    /// When the server does not answer, or says that it is not well: 16, 18 and 19 say so when their database is not, with status 500. Else see [`Error`].
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
            transport.call(version).await.map(drop)
        };
        handle.within_limits(&info, asked).await
    }

    /// What the client asks for itself is not told, and takes no longer than this handle's calls may.
    fn own(&self, call: Call) -> Call {
        let mut call = call.silent();
        call.timeout = self.timeout;
        call
    }

    /// Waits for what the client asks for itself, no longer than this handle's calls may take, and unless something that it is tied to ends before.
    async fn within_limits<T>(
        &self,
        call: &CallInfo,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        cancel::check(&self.tethers, call)?;
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
        let result = match cancel::hold(&self.tethers, work).await {
            Held::Done(result) => result,
            Held::Ended(End::Silent) => {
                let ended = cancel::ended_with_scope(call, Outcome::NotDone);
                return cancel::never(ended, self.is_telling).await;
            }
            Held::Ended(_) => Err(cancel::aborted(call, Outcome::NotDone)),
        };
        reconnect::note(&self.shared, result.as_ref().err());
        result
    }
}
