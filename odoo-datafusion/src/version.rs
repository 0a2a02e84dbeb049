//! How Odoo's versions differ for this crate, in one table.
//!
//! Other code refers to these constants by name and never compares version numbers.

use odoo_orm::rpc::ServerVersion;

/// The first version with a behavior; all later ones have it as well.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since(u16);

impl Since {
    pub(crate) fn holds_on(self, version: &ServerVersion) -> bool {
        version.major() >= self.0
    }
}

/// An empty text matches `= False`, and `!= False` excludes it.
///
/// Not on 14, 16, 17; on 18 and 19 (`odoo/models.py`, 19: `orm/fields.py`, `falsy_value`).
pub(crate) const EMPTY_TEXT_IS_UNSET: Since = Since(18);

/// `formatted_read_group`, which replaces `read_group`.
///
/// Not on 14, 16, 17, 18; on 19 (`web/models/models.py`).
pub(crate) const HAS_FORMATTED_READ_GROUP: Since = Since(19);
