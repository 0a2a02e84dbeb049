//! Differences between versions of Odoo, as data.
//!
//! Domains, values, groups and methods were compared with servers of 14 and 19 that ran, and with recorded calls of 16, 17 and 18. Rules of the web, of rights and of languages
//! were seen on these five, unless a question names others. No server of 15 was seen: where 14 and 16 differ, its answer is not verified.

/// A version of Odoo, 14 to 19, which determines how a server behaves.
///
/// Each question below is one difference. The evaluators use the questions and never compare numbers, so each change of a version is defined in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version(u16);

/// The supported versions.
pub(crate) const VERSIONS: std::ops::RangeInclusive<u16> = 14..=19;

/// How many versions are supported.
pub(crate) const VERSION_COUNT: usize = 6;

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
    /// The equality operators treat an empty text as unset, and an unset number as 0.
    ///
    /// These are `=`, `!=`, `in` and `not in`.
    falsy_equals_null: since 18;
    /// A falsy operand matches NULL with `=` and `=like`. With `like`, it is empty.
    ///
    /// See 18.0: `odoo/models.py`, `_condition_to_sql`.
    falsy_operand_is_empty: only 18;
    /// `<`, `>`, `<=` and `>=` treat an unset number as 0.
    null_number_has_order: since 18;
    /// They treat an unset text as an empty one, too.
    null_text_has_order: since 19;
    /// A 0 in a list is treated as `False`, which equals it in Python.
    zero_in_list_is_null: until 14;
    /// `any` and `not any` are operators, and a negated path is a negated `any`.
    has_any: since 17;
    /// `any` checks that its value is a list before it looks up the field.
    ///
    /// See 17.0: `odoo/osv/expression.py`, `normalize_domain`.
    checks_any_is_list: between 17 18;
    /// `any` parses its terms before it looks up the field.
    ///
    /// Seen on 17 and not on 18.
    reads_any_first: only 17;
    /// A truncated domain is a `ValueError` (17.0: `odoo/osv/expression.py`, `normalize_domain`).
    short_domain_is_value_error: since 17;
    /// An operator is compared with the known operators.
    ///
    /// Older versions look up a hash of the whole leaf.
    compares_operator_alone: since 17;
    /// A relational operator on a column is an unknown operator.
    ///
    /// Older versions send it to the database (17.0: `SQL_OPERATORS` in `odoo/osv/expression.py`).
    looks_up_operator: between 17 18;
    /// `=?` on a translated column is an error of the database.
    translated_optional_is_undefined: only 16;
    /// `=?` on a translated column is a `KeyError`.
    translated_optional_is_unknown: only 17;
    /// The negation of `=?` is `!=`, or nothing for a falsy value (seen on 18.0).
    negates_optional: only 18;
    /// Terms of one operator are nested in SQL, one level for each term.
    ///
    /// See 17.0: `odoo/osv/expression.py`, `domain_combine_anies`.
    nests_terms: between 17 18;
    /// `display_name` can be searched.
    searches_display_name: since 18;
    /// A term on a field that is neither stored nor searchable is ignored.
    ///
    /// Before 18, orders ignore such a field too.
    ignores_unsearchable: until 18;
    /// Parts of dates, such as `date.month_number`, can be compared.
    ///
    /// Seen on 18 and 19, and not on 14, 16 and 17.
    has_date_parts: since 18;
    /// A date without a time is in the context's time zone. `today -1d` is valid.
    ///
    /// Seen on 14 and 19, with time zones other than UTC.
    has_relative_dates: since 19;
    /// Times are compared in whole seconds (seen on 14 and 19).
    compares_whole_seconds: since 19;
    /// Domains are trees of conditions with their own validation (`orm/domains.py`), instead of lists.
    has_domain_trees: since 19;
    /// Archived lines do not count when a list is compared with an unset value.
    archived_lines_are_no_lines: only 18;
    /// A NULL among the inverse links makes a `NOT IN` over the lines match nothing.
    null_line_spoils_not_in: until 14;
    /// Other users can neither search nor sort by a field of a group.
    ///
    /// Seen on 14 and 19.
    hides_restricted_fields: since 16;
    /// The negation of a constant condition turns its `=` into `!=`, which is invalid.
    negates_constants: until 14;
    /// An order may contain properties, such as `properties.color`, and granularities, which have no effect.
    orders_by_properties: since 17;

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
    /// A list or an object for a selection is a `TypeError`.
    ///
    /// Odoo looks up the value by its hash, and these have none.
    hashes_selections: since 19;
    /// An object instead of a command is a `TypeError` for the same reason.
    hashes_commands: since 19;
    /// A write of 0 to a many2one field links to the missing record 0.
    zero_is_link: until 14;
    /// A read omits the value of an unset property.
    omits_unset_properties: since 19;
    /// A text without tags in an HTML field gets a `span`.
    ///
    /// Older versions use a `p`.
    wraps_html_in_span: since 19;
    /// A create checks access to the fields that it writes.
    checks_written_fields: since 19;
    /// The error of a violated constraint begins with an explanation.
    explains_constraints: since 16;
    /// A command that replaces the lines of a new record does not lose lines either.
    replaced_lines_are_kept: since 17;
    /// Linked lines are linked again after all commands.
    ///
    /// A line that a command deleted in between is an error.
    links_lines_at_end: until 16;
    /// The main company of a fresh server has euros, instead of dollars.
    company_has_euro: until 14;
    /// The groups of a user are `group_ids`, instead of `groups_id`.
    has_group_ids: since 19;
    /// An unset name of a record is displayed as Python's `False`.
    unset_name_is_false: until 15;
    /// An empty display name is unset, instead of an empty text.
    empty_name_is_unset: since 17;

    // Methods and formats.
    /// A copied user has the user's email and phone (checked on 14 and 19).
    copies_addresses_of_users: until 18;
    /// `copy` returns a list of ids.
    copy_gives_list: since 18;
    /// A recordset without a declared result type is returned as a list of ids.
    ///
    /// Older versions return its text.
    recordsets_are_lists: since 19;
    /// Arguments have their names from before 19 as well.
    has_old_argument_names: until 18;
    /// Errors name a method with its model, as `model.method`.
    names_methods_with_model: since 18;
    /// The error of an unknown method names its model.
    names_model_of_missing_method: since 17;
    /// Values that are no dictionary are a `TypeError`, instead of an `AttributeError`.
    wrong_values_are_type_error: since 19;
    /// `create` of `None` fails, instead of creating nothing.
    create_refuses_none: since 19;
    /// `check_access_rights` returns `None`, instead of `True`.
    check_returns_none: since 18;
    /// `get_metadata` returns all external ids of a record.
    metadata_has_all_ids: since 16;
    /// `context_get` returns the id of the user as well.
    context_has_user: since 16;
    /// `read` treats ids that are no numbers as new records.
    reads_odd_ids_as_new: since 17;
    /// A read of one field that is not a column accepts missing records.
    ///
    /// A read of several such fields accepts them on every version.
    single_field_reads_missing: since 16;
    /// `fields_get` says that a related field can be sorted by.
    sorts_by_related: since 18;
    /// `fields_get` returns the path of a related field as a text, instead of a list.
    related_is_text: since 16;
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
    /// The conditions of a group's keys are joined to the domain one by one.
    ///
    /// See 17.0: `odoo/models.py`, `_read_group_format_result`.
    joins_keys_in_turn: between 17 18;
    /// A group key that is not stored is an `AssertionError`.
    asserts_group_keys: until 14;
    /// `array_agg` and `recordset` of no records are unset, instead of empty.
    lists_of_nothing_are_unset: until 18;
    /// A read of an unknown field of no records is a `KeyError`.
    unknown_field_of_none_is_key_error: between 17 18;
    /// Binary fields are not columns: reading only them does not check whether the record exists.
    reads_bytes_of_missing: between 16 18;
    /// `load` finds the record of a `.id` by a search, which excludes archived ones.
    loads_ids_by_search: until 16;
    /// `load` fails for an unknown field with an error that names it.
    load_names_unknown_field: since 18;
    /// A message of `load` has the label of its field.
    load_messages_have_label: since 16;
    /// An exception in `load` is an unknown error with the class of the exception.
    load_errors_are_unknown: until 14;
    /// `load` only warns about an unknown text for a boolean.
    unknown_boolean_is_warning: until 14;
    /// `export_data` returns `False` for an unset relation, instead of an empty text.
    exports_unset_links_as_false: until 14;
    /// `export_data` joins the names of a list, and fails for a record without a name.
    export_joins_names: since 17;
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

    // Controllers and files.
    /// An unknown model is a 404 page.
    ///
    /// The server returns it before it reads the id of the request.
    unknown_model_is_404: since 18;
    /// An error of JSON-RPC has the code 0, instead of 200.
    errors_have_code_0: since 19;
    /// A session's information has the current company as `[id, name]`.
    session_has_company_pair: until 14;
    /// The information of a session has the id of the company.
    session_has_company_id: until 16;
    /// A redirect to the login page has the status 302, instead of 303.
    redirects_with_302: until 14;
    /// A request of a report can force the language of its context (`web/controllers/report.py`).
    reports_have_context_language: since 15;
}

#[cfg(feature = "http")]
differences! {
    // Requests over HTTP.
    /// The error of an expired session has no id.
    ///
    /// The server checks the session before it reads the id of the request.
    expired_session_has_no_id: since 16;
    /// A file is sent without headers about caching.
    sends_bare_files: until 14;
    /// `/web/health`.
    has_health_page: since 16;
    /// `/json/2`, and `/web/version`.
    has_json2: since 19;
    /// A non-JSON request to a JSON controller has the status 415, instead of 400.
    wrong_media_type_is_415: since 19;
    /// An invalid request gets an HTML page.
    wrong_requests_get_page: only 14;
    /// An invalid request gets a plain text from werkzeug.
    wrong_requests_get_text: between 15 17;
    /// A request without `params` runs its controller without arguments.
    runs_without_parameters: until 17;
    /// An unknown path is an error in JSON for a request in JSON.
    answers_unknown_path_in_json: until 14;
    /// An unknown service of `/jsonrpc` is an `UnboundLocalError`.
    unknown_service_is_unbound: until 14;
    /// XML-RPC does not write a `frozendict`, the result of `context_get` (14: `base/controllers/rpc.py`).
    #[cfg(feature = "xml-rpc")]
    writes_no_frozendict: until 14;
    /// XML-RPC removes control characters from texts (19: `rpc/controllers/xmlrpc.py`; 14 writes them).
    #[cfg(feature = "xml-rpc")]
    removes_control_characters: since 19;
    /// Too few arguments of `execute_kw` are a `ValueError`, instead of a `TypeError`.
    short_execute_is_value_error: since 19;

    // Sessions.
    /// A login opens the database that it names, and fails as that does.
    opens_named_database: until 14;
    /// A login that needs a second factor returns little about the user.
    second_factor_is_short: until 14;
    /// The id of a session has 84 digits, instead of 40.
    has_long_session_ids: since 18;
    /// A session lasts 90 days, instead of 7.
    has_long_sessions: until 14;
    /// A login sets the cookie of its session twice.
    sets_cookie_twice: since 19;
    /// Each response sets the cookie again.
    sends_cookie_always: until 14;
    /// A header can have the id of the session, instead of the cookie.
    has_session_header: until 14;
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

    /// The place among the supported versions, from 0 on.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0 - VERSIONS.start())
    }

    pub(crate) fn among(self, (first, last): (u16, u16)) -> bool {
        (first..=last).contains(&self.0)
    }

    fn since(self, major: u16) -> bool {
        self.0 >= major
    }

    fn until(self, major: u16) -> bool {
        self.0 <= major
    }

    fn between(self, first: u16, last: u16) -> bool {
        self.among((first, last))
    }

    fn only(self, major: u16) -> bool {
        self.0 == major
    }
}
