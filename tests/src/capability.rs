//! The capabilities of servers.

use odoo_orm::rpc::Protocol;

use crate::{server::Server, version::Version};

/// A requirement of a behaviour beyond Odoo itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// The users that `scripts/odoo-seed.py` creates, and its second language.
    Users,
    /// The same users, on a server with a URL where they log in.
    Logins,
    /// A server with a URL.
    Http,
    /// A server with a URL without TLS, so that a proxy can change the traffic.
    Plain,
    /// Products with properties.
    Properties,
    /// A JSON field in an installed module.
    JsonField,
    /// `formatted_read_group` in addition to the `read_group` of 17 and 18.
    TwoReadGroups,
}

/// Returns the capability of a word in a list of behaviours.
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
    (plain) => {
        $crate::capability::Capability::Plain
    };
    (properties) => {
        $crate::capability::Capability::Properties
    };
    (json_field) => {
        $crate::capability::Capability::JsonField
    };
    (two_read_groups) => {
        $crate::capability::Capability::TwoReadGroups
    };
}

/// The kinds of servers that run the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The in-memory Odoo, called in process.
    InProcess,
    /// The in-memory Odoo over HTTP.
    OverHttp,
    /// A real server with the data of `scripts/odoo-seed.py`.
    Seeded,
    /// A real server without these users.
    Unseeded,
}

const UNSEEDED: &str = "the server has no user `clerk`: run `odoo shell -d DATABASE --no-http < scripts/odoo-seed.py` on it";

impl Kind {
    /// Why a server of this kind and version lacks a capability, if it does: the suite's only table of skipped behaviours.
    pub fn lacks(self, version: Version, capability: Capability) -> Option<&'static str> {
        use Capability as Needs;
        let table: [(Needs, bool, &'static str); 8] = [
            (
                Needs::Http,
                self == Kind::InProcess,
                "the server has no URL",
            ),
            (
                Needs::Plain,
                self == Kind::InProcess,
                "the server has no URL",
            ),
            (Needs::Logins, self == Kind::InProcess, "nobody logs in"),
            (Needs::Logins, self == Kind::Unseeded, UNSEEDED),
            (Needs::Users, self == Kind::Unseeded, UNSEEDED),
            (
                Needs::Properties,
                !version.has_properties(),
                "products have properties from Odoo 17 on",
            ),
            (
                Needs::JsonField,
                !version.has_json_field(),
                "order lines have a JSON field from Odoo 19 on",
            ),
            (
                Needs::TwoReadGroups,
                !version.has_formatted_read_group(),
                "only Odoo 19 has two methods for groups",
            ),
        ];
        let found = table
            .into_iter()
            .find(|(needs, lacks, _)| *needs == capability && *lacks);
        found.map(|(_, _, why)| why)
    }
}

impl Server {
    /// Returns why the server lacks a capability, if it does.
    pub fn lacks(&self, version: Version, capability: Capability) -> Option<&'static str> {
        if capability == Capability::Plain && !self.url.starts_with("http://") {
            return Some("the URL has TLS, so no proxy can change the traffic");
        }
        self.kind.lacks(version, capability)
    }
}

/// Behaviours that a protocol cannot show, with the last version for which that holds, and the reason.
const IMPOSSIBLE: [(Protocol, &str, u16, &str); 5] = [
    (
        Protocol::XmlRpc,
        "a_sum_of_no_values_is_none",
        14,
        WITHOUT_NONE,
    ),
    (
        Protocol::XmlRpc,
        "groups_aggregate_their_records",
        19,
        WITHOUT_NONE,
    ),
    (Protocol::XmlRpc, "json_is_read_back", 19, WITHOUT_NONE),
    (
        Protocol::XmlRpc,
        "an_unset_number_is_not_zero",
        19,
        "Odoo cannot write a number beyond 32 bits by XML-RPC",
    ),
    (
        Protocol::XmlRpc,
        "returned_records_are_read_on_every_version",
        14,
        "Odoo 14 cannot write a recordset by XML-RPC",
    ),
];

const WITHOUT_NONE: &str = "Odoo cannot write a `None` within a result by XML-RPC";

/// Returns why a protocol cannot show a behaviour, if so.
pub fn impossible_by(
    protocol: Protocol,
    version: Version,
    behaviour: &str,
) -> Option<&'static str> {
    let found = IMPOSSIBLE.iter().find(|(by, name, until, _)| {
        *by == protocol && *name == behaviour && version.major() <= *until
    });
    found.map(|(.., why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite;

    #[test]
    fn impossible_behaviours_exist() {
        let all = suite::all();
        for (_, name, ..) in IMPOSSIBLE {
            assert!(all.iter().any(|behaviour| behaviour.name == name), "{name}");
        }
    }
}
