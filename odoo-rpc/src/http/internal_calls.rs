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

    pub(super) fn is_probe(&self) -> bool {
        self.probe
    }

    /// Whether it needs a session.
    pub(super) fn is_for_users(&self) -> bool {
        match self.target {
            Target::Method { .. } => true,
            Target::Route { for_users, .. } | Target::Page { for_users, .. } => for_users,
        }
    }

    /// Whether the server may give something to one whom it does not know: for an image one that stands for it, for a page the public's. Fields, attachments and reports it hides.
    pub(super) fn may_be_answered_to_strangers(&self) -> bool {
        let hides = |path: &str| path.starts_with("/web/content/") || path.starts_with("/report/");
        matches!(&self.target, Target::Page { path, for_users: true, .. } if !hides(path))
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
