//! How Odoo's versions differ for this crate, in one table.
//!
//! Code refers to these constants by name and never compares version numbers. Each constant lists the versions on which the behaviour was verified, and the file of Odoo that causes it. A
//! version that was not verified gets the code path that is correct on the versions before and after it, even if that costs one more call.

use std::fmt;

use odoo_rpc::ServerVersion;

/// The first version with a feature; all later ones have it as well.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(unnameable_types, reason = "in the signature of a trait")]
pub struct Since(u16);

impl Since {
    pub(crate) fn holds_on(self, version: &ServerVersion) -> bool {
        version.major() >= self.0
    }
}

/// Shows the version number.
impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A feature of every supported version.
pub(crate) const ALWAYS: Since = Since(14);

// Reads.

/// `web_read`, and `web_search_read` with a specification.
///
/// Not on 14 and 16; on 17, 18, 19 (`web/models/models.py`).
pub(crate) const HAS_SPECIFICATIONS: Since = Since(17);

/// A specification with an `order` keeps the archived records of a list.
///
/// Not on 17, which sorts with a plain `search`; on 18 and 19 (`web/models/models.py`,
/// `web_read`).
pub(crate) const SPECIFICATION_SORTS_ARCHIVED: Since = Since(18);

/// `search_read` takes the options of `read`, such as `load`.
///
/// Not on 14; on 16 to 19 (`odoo/models.py`, `search_read`).
pub(crate) const SEARCH_TAKES_READ_OPTIONS: Since = Since(16);

// Domains.

/// `any` and `not any`.
///
/// Not on 14 and 16; on 17, 18, 19 (`odoo/osv/expression.py`, 19: `orm/domains.py`).
pub(crate) const HAS_ANY: Since = Since(17);

/// Paths into properties. Not on 14 and 16; on 17, 18, 19 (`odoo/osv/expression.py`, 19: `orm/domains.py`).
pub(crate) const HAS_PROPERTY_PATHS: Since = Since(17);

/// Paths such as `date_order.month_number`.
///
/// Not on 14, 16, 17; on 18 and 19 (`odoo/osv/expression.py`, 19: `orm/domains.py`).
pub(crate) const HAS_DATE_PARTS: Since = Since(18);

/// Terms joined by one operator are nested in SQL as deeply as their number.
///
/// How the domain nests them does not matter. Not on 14 and 16, which keep the domain's own tree; on 17, where 9,000 work, and on 17 and 18 9,990 fail (`odoo/osv/expression.py`, `domain_combine_anies`).
pub(crate) const NESTS_TERMS: Since = Since(17);

/// Terms joined by one operator are siblings in SQL.
///
/// Not on 17 and 18; on 19 (`orm/domains.py`).
pub(crate) const JOINS_TERMS_FLAT: Since = Since(19);

// Groups.

/// `read_group` groups by a many2many field.
///
/// Not on 14; on 16 to 19 (`odoo/models.py`, 19: `orm/models.py`).
pub(crate) const GROUPS_BY_LISTS: Since = Since(16);

/// `read_group` returns an aggregate of a field that is also a key.
///
/// Not on 14 and 16, which omit it (`odoo/models.py`, `_read_group_raw`); on 17, 18, 19.
pub(crate) const AGGREGATES_KEYS: Since = Since(17);

/// `formatted_read_group`. Not on 14, 16, 17, 18; on 19 (`web/models/models.py`).
pub(crate) const HAS_FORMATTED_READ_GROUP: Since = Since(19);

// Methods.

/// `has_access`; 19 no longer lets clients call `check_access_rule`.
///
/// Not on 14, 16, 17; on 18 and 19 (`odoo/models.py`, 19: `orm/models.py`).
pub(crate) const HAS_ACCESS: Since = Since(18);
