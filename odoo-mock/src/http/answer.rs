//! A call that is run, or fails as it was told to.

use hyper::header::RETRY_AFTER;

use super::page::{Cut, Reply};
use crate::{
    call::{Output, Request},
    exception::Exception,
    failure::Failure,
    transport::failed,
    world::World,
};

/// What comes of a call: an answer of HTTP's own, or a result that the wire writes down.
pub(super) enum Came {
    Page(Reply),
    Result(Result<Output, Exception>),
    /// The result, and what is wrong with the writing of it.
    Spoiled(Result<Output, Exception>, Spoilt),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoilt {
    /// It breaks off.
    Half,
    /// It has the id of another request.
    Id,
}

/// Runs a call as a user, unless it is to fail.
pub(super) async fn run(world: &World, user: i64, request: Request) -> Result<Came, Cut> {
    let name = format!("{}.{}", request.model, request.method);
    let Some(failure) = world.failure_of(&name) else {
        return Ok(Came::Result(world.run(user, request)));
    };
    if let Some(exception) = failed::exception(&failure) {
        return Ok(Came::Result(Err(exception)));
    }
    match failure {
        Failure::Delay(time) => {
            tokio::time::sleep(time).await;
            Ok(Came::Result(world.run(user, request)))
        }
        Failure::CutAfterCommit => {
            // What it raised is lost as well.
            let _ = world.run(user, request);
            Err(Cut)
        }
        Failure::Status(status) => Ok(Came::Page(Reply::html(status))),
        Failure::TooManyRequests(wait) => {
            let seconds = wait.as_secs().to_string();
            Ok(Came::Page(Reply::html(429).with(RETRY_AFTER, &seconds)))
        }
        Failure::Html => Ok(Came::Page(Reply::html(200))),
        Failure::HalfAnswer => Ok(Came::Spoiled(world.run(user, request), Spoilt::Half)),
        Failure::WrongId => Ok(Came::Spoiled(world.run(user, request), Spoilt::Id)),
        _ => Err(Cut),
    }
}
