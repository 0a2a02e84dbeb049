//! Whether the server did what a call asked for.

use crate::call_info::Effect;

/// Whether the server did what a call asked for.
///
/// One call is one transaction in Odoo: it is done whole, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing was changed: the call never ran, or was rolled back. Sending it again does no harm.
    NotDone,
    /// The call was committed; only its answer could not be used. Sending it again would do it twice.
    Done,
    /// The line broke after the call was sent, so either may be true; or what takes several calls was done in part. Look before sending it again.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a call that was sent and whose response is missing or cannot be used.
    pub(crate) fn without_response(effect: Effect) -> Self {
        match effect {
            Effect::Read => Outcome::NotDone,
            Effect::Write => Outcome::Unknown,
        }
    }
}
