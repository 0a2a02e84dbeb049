use odoo_rpc::Call;
use serde_json::Value;

/// What the database takes for a limit or an offset; there are fewer records.
pub(crate) const LARGEST: u64 = i64::MAX.unsigned_abs();

/// A search as it is sent, whatever it finds.
#[doc(hidden)]
#[derive(Debug, Clone)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub struct Search {
    /// The conditions, all of which records meet.
    pub(crate) domain: Vec<Value>,
    pub(crate) order: Option<String>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    /// Which of several searches it is, for errors.
    pub(crate) note: Option<String>,
    /// Whether it finds so much that two calls which bring less are faster than one.
    pub(crate) is_page: bool,
}

impl Search {
    /// The call of a method that searches.
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
        match &self.note {
            Some(note) => call.with_label(note),
            None => call,
        }
    }
}
