//! The expected differences between versions of Odoo, in one table: behaviours use the questions and never compare numbers.
//!
//! The answers were seen on servers of 14, 16, 17, 18 and 19, unless a question names others. No server of 15 was seen: where 14 and 16 differ, its
//! answer is not verified.

/// The version of a server, 14 to 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u16);

/// Questions, with the first version for which the answer is yes.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident: since $version:literal;)*) => {
        impl Version {
            $($(#[$doc])*
            pub fn $name(self) -> bool {
                self.0 >= $version
            })*
        }
    };
}

questions! {
    // Domains.
    /// Empty texts and numbers match like unset ones.
    falsy_equals_null: since 18;
    /// An unset text sorts before others.
    null_text_has_order: since 19;
    /// A 0 in a list is 0 and not `False`.
    zero_in_list_is_zero: since 15;
    /// A negated path is true without a record.
    negated_path_needs_no_record: since 17;
    /// A date without a time is in the context's time zone. Seen with other zones than UTC on 14 and 19.
    days_follow_zone: since 19;
    /// Times are compared in whole seconds. Seen on 14 and 19.
    compares_whole_seconds: since 19;
    /// Parts of dates can be compared.
    has_date_parts: since 18;
    /// A constant condition is removed before the server checks whether it names `active`. Seen on 14 and 19.
    simplifies_domains: since 19;
    /// `product.template` has properties, and they can be searched. Seen not to on 14 and 16, and to on 17, 18 and 19.
    has_properties: since 17;
    /// `sale.order.line` has a JSON field. Seen on 14 and 19.
    has_json_field: since 19;

    // Groups.
    /// Weeks start on the day of the context's language, and filled groups have a count.
    ///
    /// Not on 14 and 16; on 17, 18 and 19 (`odoo/models.py` was rewritten for 17).
    has_new_read_group: since 17;
    /// Records can be grouped by a many2many field.
    groups_by_lists: since 16;
    /// `formatted_read_group`, in addition to the `read_group` of 17 and 18.
    has_formatted_read_group: since 19;

    // Reads and methods.
    /// `web_read` reads nested records in one call.
    has_web_read: since 17;
    /// A sorted list in a specification includes its archived records.
    ///
    /// Not on 17; on 18 and 19. Earlier versions have no specifications.
    sorts_archived_lists: since 18;
    /// `web_search_read` or `search_read` reads links without their names in one call.
    reads_links_bare: since 16;
    /// `sudo` and others are private.
    has_private_helpers: since 18;
    /// `res.partner.comment` is an HTML field instead of plain text.
    has_html_comment: since 16;

    // The web.
    /// A download has a file name, and a report uses the context's language. Reports were seen on 14 and 19.
    has_new_files: since 15;
    /// The code of a fault is 0.
    has_fault_code_0: since 19;
    /// JSON-2 is supported.
    has_json_2: since 19;
}

impl Version {
    pub fn new(major: u16) -> Self {
        Version(major)
    }

    pub fn major(self) -> u16 {
        self.0
    }
}
