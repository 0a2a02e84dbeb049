use odoo_rpc::Call;
use serde_json::Value;

/// The largest limit or offset that is sent.
///
/// No table has more records, because ids have 32 bits, as the integers of XML-RPC.
pub(crate) const LARGEST: u64 = i32::MAX.unsigned_abs() as u64;

/// Tells whether a search of the model depends on whether its domain names an id.
///
/// Without an id, the search omits the attachments of binary fields (14 to 19: `base/models/ir_attachment.py`, `_search`), unless the context disables that
/// (18 and 19: `skip_res_field_check`). What divides such a search into pages looks up the ids with the program's own domain, so that the server's rule is not
/// repeated here.
pub(crate) fn depends_on_naming_an_id(model: &str) -> bool {
    model == "ir.attachment"
}

/// A search as it is sent, for records or ids.
#[doc(hidden)]
#[derive(Debug, Clone)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub struct Search {
    /// The conditions, joined by `&`.
    pub(crate) domain: Vec<Value>,
    pub(crate) order: Option<String>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    /// Identifies one of several searches in error messages.
    pub(crate) label: Option<String>,
    /// Whether the result is large: then two calls with less data are faster.
    pub(crate) is_page: bool,
}

impl Search {
    /// Builds a call of a method that searches.
    pub(crate) fn call(&self, model: &str, method: &str) -> Call {
        let mut call = Call::read(model, method).arg("domain", self.domain.as_slice());
        if let Some(order) = &self.order {
            call = call.kwarg("order", order.as_str());
        }
        if let Some(limit) = self.limit {
            call = call.kwarg("limit", limit.min(LARGEST));
        }
        if self.offset > 0 {
            call = call.kwarg("offset", self.offset.min(LARGEST));
        }
        match &self.label {
            Some(label) => call.with_label(label),
            None => call,
        }
    }
}
