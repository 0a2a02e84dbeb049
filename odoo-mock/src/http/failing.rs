//! Injected failures of requests.

use hyper::header::RETRY_AFTER;

use super::{
    page::{Instead, Reply},
    service::Asked,
};
use crate::{
    exception::{Exception, Result},
    rpc::{Output, Request},
    world::{Failure, Requested},
};

/// What is done to a correct response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoilt {
    /// It is not sent.
    Lost,
    /// It is truncated.
    Half,
    /// It has the id of another request.
    Id,
}

impl Asked {
    /// Runs a call as a user, unless it must fail.
    pub(super) async fn run(
        &self,
        user: i64,
        call: Request,
    ) -> std::result::Result<Result<Output>, Instead> {
        let failure = self.world.failure_of(Requested::Method(&call.name()));
        if let Some(failure) = failure.as_ref().filter(|failure| !failure.runs()) {
            self.world.note(user, &call, failure);
        }
        match self.meet(failure.as_ref()).await? {
            Some(raised) => Ok(Err(raised)),
            None => Ok(self.world.run(user, call, failure.as_ref())),
        }
    }

    /// Applies the planned failure of a request that is not a method call.
    pub(super) async fn meet_route(&self) -> std::result::Result<Option<Exception>, Instead> {
        let failure = self
            .route()
            .and_then(|name| self.world.failure_of(Requested::Route(&name)));
        self.meet(failure.as_ref()).await
    }

    /// Applies a failure before the request is handled, and returns its exception.
    ///
    /// Changes of the response are stored for later.
    async fn meet(
        &self,
        failure: Option<&Failure>,
    ) -> std::result::Result<Option<Exception>, Instead> {
        let Some(failure) = failure else {
            return Ok(None);
        };
        match failure {
            Failure::Delay(time) => tokio::time::sleep(*time).await,
            Failure::CutAfterCommit => self.spoil(Spoilt::Lost),
            Failure::HalfAnswer => self.spoil(Spoilt::Half),
            Failure::WrongId => self.spoil(Spoilt::Id),
            Failure::Refuse | Failure::CutBefore => return Err(Instead::Nothing),
            Failure::Status(status) => return Err(Reply::html(*status).into()),
            Failure::Html => return Err(Reply::html(200).into()),
            Failure::TooManyRequests(wait) => {
                let seconds = wait.as_secs().to_string();
                return Err(Reply::html(429).with(RETRY_AFTER, &seconds).into());
            }
            Failure::SessionExpired | Failure::Concurrency | Failure::Fault(_) => {
                return Ok(failure.exception());
            }
        }
        Ok(None)
    }
}
