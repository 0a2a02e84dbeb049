//! What servers have and lack.

/// What a behaviour may need beyond Odoo itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// The users that `scripts/odoo` makes, and its second language.
    Users,
    /// The same, behind a URL at which they log in.
    Logins,
    /// A server behind a URL.
    Http,
}

/// A capability by the word that stands before behaviours in their list.
#[macro_export]
macro_rules! capability {
    (users) => {
        $crate::capability::Capability::Users
    };
    (logins) => {
        $crate::capability::Capability::Logins
    };
    (http) => {
        $crate::capability::Capability::Http
    };
}

/// The kinds of servers that the suite runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The Odoo in memory, called in process.
    InProcess,
    /// The same over HTTP.
    OverHttp,
    /// A real server of `scripts/odoo`.
    Script,
    /// A real server that the environment names.
    Named,
}

/// What each kind of server lacks, and why.
const LACKS: &[(Kind, Capability, &str)] = &[
    (Kind::InProcess, Capability::Http, "there is no URL"),
    (Kind::InProcess, Capability::Logins, "nobody logs in"),
    (
        Kind::Named,
        Capability::Users,
        "`scripts/odoo` did not make its users",
    ),
    (
        Kind::Named,
        Capability::Logins,
        "`scripts/odoo` did not make its users",
    ),
];

impl Kind {
    /// Why a server of this kind lacks a capability, if it does.
    pub fn lacks(self, capability: Capability) -> Option<&'static str> {
        let found = LACKS
            .iter()
            .find(|(kind, lacking, _)| (*kind, *lacking) == (self, capability));
        found.map(|(_, _, why)| *why)
    }
}
