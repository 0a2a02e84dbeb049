//! The methods that every model has, and their parameters.

use crate::version::Version;

/// A method's parameters, in order. `!` marks a required one, `name|old` an older name.
pub(super) struct Signature {
    pub(super) method: &'static str,
    /// Whether it runs on records, whose ids are the first argument.
    pub(super) on_records: bool,
    pub(super) parameters: &'static str,
    pub(super) versions: (u16, u16),
}

const fn model(method: &'static str, parameters: &'static str, versions: (u16, u16)) -> Signature {
    Signature {
        method,
        on_records: false,
        parameters,
        versions,
    }
}

const fn records(
    method: &'static str,
    parameters: &'static str,
    versions: (u16, u16),
) -> Signature {
    Signature {
        method,
        on_records: true,
        parameters,
        versions,
    }
}

const ALL: (u16, u16) = (14, 19);
const SINCE_17: (u16, u16) = (17, 19);

pub(super) const SIGNATURES: &[Signature] = &[
    model("search", "domain|args! offset limit order count", (14, 16)),
    model("search", "domain! offset limit order", SINCE_17),
    model("search_count", "domain|args!", (14, 15)),
    model("search_count", "domain! limit", (16, 19)),
    model("search_read", "domain fields offset limit order", (14, 15)),
    model(
        "search_read",
        "domain fields offset limit order load",
        (16, 19),
    ),
    model("create", "vals_list!", ALL),
    model("name_search", "name domain|args operator limit", ALL),
    model("name_create", "name!", ALL),
    model("default_get", "fields|fields_list!", ALL),
    model("fields_get", "allfields attributes", ALL),
    model("load", "fields! data!", ALL),
    model(
        "read_group",
        "domain! fields! groupby! offset limit orderby lazy",
        ALL,
    ),
    model(
        "formatted_read_group",
        "domain! groupby aggregates having offset limit order",
        (19, 19),
    ),
    model(
        "web_search_read",
        "domain fields offset limit order count_limit",
        (14, 16),
    ),
    model(
        "web_search_read",
        "domain! specification! offset limit order count_limit",
        SINCE_17,
    ),
    model("check_access_rights", "operation! raise_exception", ALL),
    records("read", "fields load", ALL),
    records("write", "vals!", ALL),
    records("unlink", "", ALL),
    records("copy", "default", ALL),
    records("copy_data", "default", ALL),
    records("web_read", "specification!", SINCE_17),
    records("web_save", "vals! specification! next_id", SINCE_17),
    records("name_get", "", (14, 17)),
    records("exists", "", (14, 18)),
    records("action_archive", "", ALL),
    records("action_unarchive", "", ALL),
    records("toggle_active", "", ALL),
    records("get_metadata", "", ALL),
    records("get_external_id", "", ALL),
    records("export_data", "fields_to_export!", ALL),
    records("check_access_rule", "operation!", ALL),
    records("has_access", "operation!", (18, 19)),
    records("check_access", "operation!", (18, 18)),
    records("sudo", "flag", (14, 17)),
    records("get_formview_id", "access_uid", ALL),
];

/// The methods of one model.
pub(super) const OF_MODELS: &[(&str, Signature)] = &[
    (
        "ir.model.data",
        model(
            "check_object_reference",
            "module! xml_id! raise_on_access_error",
            ALL,
        ),
    ),
    ("res.users", model("context_get", "", ALL)),
    ("res.users", model("has_group", "group_ext_id!", (14, 17))),
    ("res.users", records("has_group", "group_ext_id!", (18, 19))),
];

/// Returns the signature of a method, if the version has it.
pub(super) fn find(model: &str, method: &str, version: Version) -> Option<&'static Signature> {
    let here =
        |signature: &&Signature| signature.method == method && version.among(signature.versions);
    let own = OF_MODELS
        .iter()
        .filter(|(name, _)| *name == model)
        .map(|(_, signature)| signature);
    own.chain(SIGNATURES).find(here)
}
