//! Calls that the transport makes itself, and properties of calls.

use crate::call::{Call, LOGOUT, Target};

impl Call {
    /// The login of a user. It changes no data, so it can be retried.
    pub(super) fn authenticate(database: &str, login: &str, password: &str) -> Self {
        Self::route("/web/session/authenticate")
            .kwarg("db", database)
            .kwarg("login", login)
            .kwarg("password", password)
    }

    /// A request for the user's id, or `false` for wrong credentials: `/jsonrpc`, service `common`.
    pub(super) fn common_login(database: &str, login: &str, secret: &str) -> Self {
        Self::route("/jsonrpc")
            .kwarg("service", "common")
            .kwarg("method", "login")
            .kwarg("args", vec![database, login, secret])
    }

    /// A request for the session's user. It fails without a session.
    pub(super) fn session_info() -> Self {
        Self::controller("/web/session/get_session_info").reads()
    }

    pub(super) fn is_logout(&self) -> bool {
        matches!(&self.target, Target::Route { path, .. } if path == LOGOUT)
    }

    pub(super) fn is_probe(&self) -> bool {
        self.probe
    }

    /// Returns whether the call needs a session.
    pub(super) fn is_for_users(&self) -> bool {
        match self.target {
            Target::Method { .. } => true,
            Target::Route { for_users, .. } | Target::Page { for_users, .. } => for_users,
        }
    }

    /// Returns whether the server responds with other content without a session.
    ///
    /// For an image it is a placeholder, for a page the public version. Fields, attachments and reports are hidden instead.
    pub(super) fn may_be_answered_to_strangers(&self) -> bool {
        let hides = |path: &str| path.starts_with("/web/content/") || path.starts_with("/report/");
        matches!(&self.target, Target::Page { path, for_users: true, .. } if !hides(path))
    }
}
