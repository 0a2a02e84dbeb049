//! What the suite expects of each version of Odoo: one table, so that behaviours ask a question and never compare numbers.

/// The version of a server, 14 to 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u16);

/// Questions with the first version to which they apply.
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
    /// Empty texts and numbers are found as those that were never set.
    falsy_equals_null: since 18;
    /// A text that was never set comes before others.
    null_text_has_order: since 19;
    /// A 0 in a list is a 0 and no `False`.
    zero_in_list_is_zero: since 15;
    /// A negated path is true without a record.
    negated_path_needs_no_record: since 17;
    /// A day alone is one of the context's zone.
    days_follow_zone: since 19;
    /// Times are compared by whole seconds.
    compares_whole_seconds: since 19;
    /// Parts of dates can be compared.
    has_date_parts: since 18;
    /// A condition that is always true goes before anybody looks whether it names `active`.
    simplifies_domains: since 19;
    /// `product.template` has properties, and they can be searched.
    has_properties: since 17;
    /// `sale.order.line` has a JSON field.
    has_json_field: since 19;

    // Groups.
    /// Weeks begin as the context's language has them, and groups that are filled in have a count. Not so on 14 and 16, where it was seen; `odoo/models.py` was rewritten for 17.
    has_new_read_group: since 17;
    /// Records can be grouped by a many2many field.
    groups_by_lists: since 16;
    /// `formatted_read_group`, beside the `read_group` of 17 and 18.
    has_formatted_read_group: since 19;

    // Reads and methods.
    /// `web_read` reads a tree in one call.
    has_web_read: since 17;
    /// A sorted list in a specification keeps its archived records. Seen on 18 and 19, and not so on 17.
    sorts_archived_lists: since 18;
    /// `web_search_read` or `search_read` reads links without their names in one call.
    reads_links_bare: since 16;
    /// `sudo` and others are private.
    has_private_helpers: since 18;
    /// A HTML field where there was plain text: `res.partner.comment`.
    has_html_comment: since 16;

    // The web.
    /// A file comes with its name, and a report in the context's language.
    has_new_files: since 15;
    /// A fault's code is 0.
    has_fault_code_0: since 19;
    /// JSON-2.
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
