//! Session cookies.

use hyper::header::SET_COOKIE;

use super::{page::Reply, service::Asked};
use crate::world::World;

/// The cookie header of a session.
fn cookie(world: &World, id: &str) -> String {
    let seconds = if world.release().has_long_sessions() {
        7_776_000
    } else {
        604_800
    };
    format!("session_id={id}; Max-Age={seconds}; HttpOnly; Path=/")
}

/// The response with a new session's cookie. 19 sends the cookie of a login twice.
pub(super) fn begun(reply: Reply, world: &World, id: &str) -> Reply {
    let cookie = cookie(world, id);
    let reply = reply.with(SET_COOKIE, &cookie);
    if world.release().sets_cookie_twice() {
        reply.with(SET_COOKIE, &cookie)
    } else {
        reply
    }
}

/// The user of the request's session.
pub(super) fn user(request: &Asked) -> Option<i64> {
    let id = request.cookie()?;
    let state = request.world.state();
    state.logins.of_session(&state.db, id, state.now())
}

/// The response to a request within a session, with the cookie that the version sends.
pub(super) fn kept(reply: Reply, request: &Asked) -> Reply {
    let world = &request.world;
    let Some(id) = request.cookie() else {
        return reply;
    };
    let rotated = {
        let mut state = world.state();
        let now = state.now();
        state.logins.rotated(id, now)
    };
    match rotated {
        Some(new) => reply.with(SET_COOKIE, &cookie(world, &new)),
        None if world.release().sends_cookie_always() => reply.with(SET_COOKIE, &cookie(world, id)),
        None => reply,
    }
}
