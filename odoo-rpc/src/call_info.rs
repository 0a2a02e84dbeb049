//! A call without its values: for messages, events and logs.

use std::{fmt, sync::Arc};

use crate::printable::Printable;

/// Whether a call reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes nothing, so it can be retried.
    Read,
    /// It may change records.
    Write,
}

/// A description of a call without its values, for messages, events and logs.
///
/// It is cheap to clone.
///
/// ```
/// use odoo_orm::Call;
///
/// let info = Call::write("res.partner", "write").on([3, 4]).info();
/// assert_eq!((info.model(), info.method()), (Some("res.partner"), Some("write")));
/// assert_eq!(info.to_string(), "`res.partner.write` on 2 records");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CallInfo(Arc<Inner>);

#[derive(PartialEq, Eq)]
struct Inner {
    number: u64,
    name: String,
    /// The length of the model's name. A dot and the method's name follow it.
    model: Option<usize>,
    effect: Effect,
    records: Option<usize>,
    label: Option<String>,
}

/// The fields of a new [`CallInfo`].
pub(crate) struct Parts<'a> {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) model: Option<&'a str>,
    pub(crate) effect: Effect,
    pub(crate) records: Option<usize>,
    pub(crate) label: Option<String>,
}

impl CallInfo {
    pub(crate) fn new(parts: Parts<'_>) -> Self {
        CallInfo(Arc::new(Inner {
            number: parts.number,
            name: parts.name,
            model: parts.model.map(str::len),
            effect: parts.effect,
            records: parts.records,
            label: parts.label,
        }))
    }

    /// Returns the number of the call in its client, starting at 1.
    ///
    /// It is 0 for a call that no client has sent.
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// Returns the display name: `res.partner.write`, or the path of a controller.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the label of the call: [`Call::with_label`](crate::Call::with_label).
    pub fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Returns the model whose method is called.
    pub fn model(&self) -> Option<&str> {
        self.0.name.get(..self.0.model?)
    }

    /// Returns the name of the method.
    pub fn method(&self) -> Option<&str> {
        self.0.name.get(self.0.model? + 1..)
    }

    /// Returns whether the call reads or writes.
    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Returns how many records the method runs on; `None` for a model's method.
    pub fn records(&self) -> Option<usize> {
        self.0.records
    }
}

/// Shows the name, the [label](crate::Call::with_label), and the number of records.
impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Printable(&self.0.name))?;
        if let Some(label) = &self.0.label {
            write!(f, " ({})", Printable(label))?;
        }
        match self.0.records {
            None => Ok(()),
            Some(1) => f.write_str(" on 1 record"),
            Some(count) => write!(f, " on {count} records"),
        }
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallInfo")
            .field("number", &self.0.number)
            .field("name", &self.0.name)
            .field("effect", &self.0.effect)
            .field("records", &self.0.records)
            .finish()
    }
}
