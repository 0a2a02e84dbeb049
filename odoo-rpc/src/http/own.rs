//! Calls that the transport makes for itself, and what it asks and notes of those that it is given.

use crate::call::{Call, LOGOUT, Target};

impl Call {
    /// The login of a user. It makes a session and changes no data, so it can be sent again.
    pub(super) fn authenticate(database: &str, login: &str, password: &str) -> Self {
        Self::route("/web/session/authenticate")
            .kwarg("db", database)
            .kwarg("login", login)
            .kwarg("password", password)
    }

    /// The user's number, if login and secret are right, else `false`: `/jsonrpc`, service `common`.
    pub(super) fn common_login(database: &str, login: &str, secret: &str) -> Self {
        Self::route("/jsonrpc")
            .kwarg("service", "common")
            .kwarg("method", "login")
            .kwarg("args", vec![database, login, secret])
    }

    /// Tells a user who they are, and a stranger that they are none.
    pub(super) fn session_info() -> Self {
        Self::controller("/web/session/get_session_info").reads()
    }

    pub(super) fn is_logout(&self) -> bool {
        matches!(&self.target, Target::Route { path, .. } if path == LOGOUT)
    }

    /// Whether the server gives something even to one whom it does not know: an image that stands for those that cannot be seen.
    pub(super) fn is_answered_to_strangers(&self) -> bool {
        matches!(&self.target, Target::Page { path, .. } if path.starts_with("/web/image"))
    }

    /// Notes that the call has not been sent, or that nothing of it was run.
    pub(super) fn waits(&self) {
        if let Some(progress) = &self.tracked.progress {
            progress.waits();
        }
    }

    /// Notes that the call is being sent.
    pub(super) fn is_being_sent(&self) {
        if let Some(progress) = &self.tracked.progress {
            progress.sent();
        }
    }
}
