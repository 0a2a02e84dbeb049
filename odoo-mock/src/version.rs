//! Differences between versions of Odoo, as data.
//!
//! Domains, values, groups and methods were compared with servers of 14 and 19 that ran, and with recorded calls of 16, 17 and 18. Rules of the web, of rights and of languages
//! were seen on these five, unless a question names others. No server of 15 was seen: where 14 and 16 differ, its answer is not verified.

/// A version of Odoo, 14 to 19, which determines how a server behaves.
///
/// Each question below is one difference. The evaluators use the questions and never compare numbers, so each change of a version is defined in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u16);

/// The supported versions.
pub(crate) const VERSIONS: std::ops::RangeInclusive<u16> = 14..=19;

/// Questions, with the first version, the last version, or both.
macro_rules! differences {
    ($($(#[$doc:meta])* $name:ident: $method:ident $($version:literal)+;)*) => {
        impl Version {
            $($(#[$doc])*
            pub(crate) fn $name(self) -> bool {
                self.$method($($version),+)
            })*
        }
    };
}

differences! {
    // Domains.
    /// `=`, `!=`, `in` and `not in` treat an empty text as unset, and an unset number as 0.
    falsy_equals_null: since 18;
    /// A falsy value matches NULL with `=` and `=like`, and is an empty pattern with `like` (18.0: `odoo/models.py`, `_condition_to_sql`).
    falsy_operand_is_empty: only 18;
    /// `<`, `>`, `<=` and `>=` treat an unset number as 0.
    null_number_has_order: since 18;
    /// They treat an unset text as an empty one, too.
    null_text_has_order: since 19;
    /// A 0 in a list is treated as `False`, which equals it in Python.
    zero_in_list_is_null: until 14;
    /// `any` and `not any` are operators, and a negated path is a negated `any`.
    has_any: since 17;
    /// The value of `any` is checked to be a list before its field is looked up (17.0: `odoo/osv/expression.py`, `normalize_domain`).
    checks_any_is_list: between 17 18;
    /// The terms inside `any` are parsed before its field is looked up (seen on 17 and not on 18).
    reads_any_first: only 17;
    /// A truncated domain is a `ValueError` (17.0: `odoo/osv/expression.py`, `normalize_domain`).
    short_domain_is_value_error: since 17;
    /// An operator is compared with the known ones, instead of being looked up by a hash of the whole leaf.
    compares_operator_alone: since 17;
    /// A relational operator on a column is unknown; before, it is sent to the database (17.0: `SQL_OPERATORS` in
    /// `odoo/osv/expression.py`).
    looks_up_operator: between 17 18;
    /// `=?` on a translated column is an error of the database.
    translated_optional_is_undefined: only 16;
    /// `=?` on a translated column is a `KeyError`.
    translated_optional_is_unknown: only 17;
    /// The negation of `=?` is `!=`, or nothing for a falsy value (seen on 18.0).
    negates_optional: only 18;
    /// Terms of one operator are nested in SQL, one level for each term (17.0: `odoo/osv/expression.py`, `domain_combine_anies`).
    nests_terms: between 17 18;
    /// `display_name` can be searched.
    searches_display_name: since 18;
    /// A term on a field that is not stored and has no search is ignored; before 18, in orders too.
    ignores_unsearchable: until 18;
    /// Parts of dates, such as `date.month_number`, can be compared (not on 14, 16 and 17; on 18 and 19).
    has_date_parts: since 18;
    /// A date without a time is in the context's time zone, and `today -1d` is a time (seen with other zones than UTC on 14 and 19).
    has_relative_dates: since 19;
    /// Times are compared in whole seconds (seen on 14 and 19).
    compares_whole_seconds: since 19;
    /// Domains are trees of conditions with their own validation (`orm/domains.py`), instead of lists.
    has_domain_trees: since 19;
    /// Archived lines do not count when a list is compared with an unset value.
    archived_lines_are_no_lines: only 18;
    /// A NULL among the inverse links makes a `NOT IN` over the lines match nothing.
    null_line_spoils_not_in: until 14;
    /// A field that is restricted to a group cannot be searched or sorted by other users (seen on 14 and 19).
    hides_restricted_fields: since 16;

    /// `skip_res_field_check` in the context shows the attachments of binary fields.
    can_show_file_fields: since 18;

    // Values.
    /// Translations are one value with a text for each language, which falls back to English.
    has_translated_columns: since 16;
    /// An uninstalled language is an error for translated fields.
    checks_language: since 18;
    /// An empty text is not a valid date.
    empty_text_is_no_date: since 19;
    /// A write treats a text instead of an id as unset.
    text_is_no_link: since 16;
    /// Only Python's exceptions are raised where older versions show the database's.
    has_python_errors: since 19;

    // Methods and formats.
    /// `copy` returns a list of ids.
    copy_gives_list: since 18;
    /// A recordset without a declared result type is returned as a list of ids, and not as text.
    recordsets_are_lists: since 19;
    /// `web_read`, and `web_search_read` with a specification.
    has_web_read: since 17;
    /// `web_read` sorts the archived records of a list as well (17: `web/models/models.py`, a plain `search`).
    web_read_sorts_archived: since 18;
    /// `read_group` can group by a many2many field, and returns `__range`.
    groups_by_lists: since 16;
    /// The rewritten `read_group`.
    has_new_read_group: since 17;
    /// Weeks start on the day of the context's language.
    weeks_follow_language: since 17;
    /// Groups first check whether the domain can match anything (17.0: `odoo/models.py`, `_search`).
    groups_by_search: between 17 18;
    /// The conditions of a group's keys are joined to the domain one by one (17.0: `odoo/models.py`, `_read_group_format_result`).
    joins_keys_in_turn: between 17 18;
    /// A read of an unknown field of no records is a `KeyError`.
    unknown_field_of_none_is_key_error: between 17 18;
    /// Binary fields are not columns: reading only them does not check whether the record exists.
    reads_bytes_of_missing: between 16 18;
    /// `load` finds the record of a `.id` by a search, which excludes archived ones.
    loads_ids_by_search: until 16;
    /// Many ORM helpers are private.
    has_private_helpers: since 18;
    /// `exists` and others are private, too.
    has_more_private_helpers: since 19;
    /// `search(count=True)`, `__last_update`.
    has_last_update: until 16;
    /// `nulls first` and `nulls last` in an order.
    has_nulls_order: since 17;
    /// An order by a field that is not stored is an error.
    checks_order: since 18;

    // The web.
    /// An unknown model is a 404 page.
    unknown_model_is_404: since 18;
}

impl Version {
    /// The version of this number, if it is supported.
    pub(crate) fn new(major: u16) -> Option<Self> {
        VERSIONS.contains(&major).then_some(Version(major))
    }

    pub(crate) const LATEST: Version = Version(19);

    pub(crate) fn major(self) -> u16 {
        self.0
    }

    pub(crate) fn among(self, (first, last): (u16, u16)) -> bool {
        (first..=last).contains(&self.0)
    }

    pub(crate) fn since(self, major: u16) -> bool {
        self.0 >= major
    }

    pub(crate) fn until(self, major: u16) -> bool {
        self.0 <= major
    }

    pub(crate) fn between(self, first: u16, last: u16) -> bool {
        self.among((first, last))
    }

    pub(crate) fn only(self, major: u16) -> bool {
        self.0 == major
    }
}
