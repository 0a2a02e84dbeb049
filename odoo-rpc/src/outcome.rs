//! Whether the server did what a call asked for.

use crate::call_info::Effect;

/// Whether the server did what a call asked for.
///
/// In Odoo one call is one transaction: it runs completely or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing changed: the call did not run, or was rolled back.
    ///
    /// It is safe to retry.
    NotDone,
    /// The call was committed, but its response was not usable.
    ///
    /// A retry would run it twice.
    Done,
    /// The server may or may not have run the call, or ran some of several.
    ///
    /// Check before a retry.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a call that was sent and has no usable response.
    pub(crate) fn without_response(effect: Effect) -> Self {
        match effect {
            Effect::Read => Outcome::NotDone,
            Effect::Write => Outcome::Unknown,
        }
    }
}
