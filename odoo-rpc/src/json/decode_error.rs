use std::{borrow::Cow, fmt};

use crate::{
    call_info::{CallInfo, Effect},
    outcome::Outcome,
    printable::Printable,
};

/// A response that does not have the declared shape.
///
/// It has the record and field, what was expected, and what was found.
///
/// Unexpected text is shown up to 32 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    expected: &'static str,
    found: String,
    model: Option<Cow<'static, str>>,
    field: Option<Cow<'static, str>>,
    record: Option<i64>,
    call: Option<CallInfo>,
}

impl DecodeError {
    /// Creates an error with what was expected and found, as parts of a sentence.
    #[cold]
    pub fn new(expected: &'static str, found: String) -> Self {
        DecodeError(Box::new(Inner {
            expected,
            found,
            model: None,
            field: None,
            record: None,
            call: None,
        }))
    }

    /// Replaces what was expected.
    #[must_use]
    pub fn expecting(mut self, expected: &'static str) -> Self {
        self.0.expected = expected;
        self
    }

    /// Adds the model, field and record, unless they are set.
    #[doc(hidden)]
    #[must_use]
    pub fn at(
        mut self,
        model: impl Into<Cow<'static, str>>,
        field: impl Into<Cow<'static, str>>,
        record: Option<i64>,
    ) -> Self {
        let inner = &mut *self.0;
        inner.model.get_or_insert_with(|| model.into());
        inner.field.get_or_insert_with(|| field.into());
        inner.record = inner.record.or(record);
        self
    }

    /// Adds the call, unless it is set.
    #[must_use]
    pub(crate) fn of_call(mut self, call: CallInfo) -> Self {
        self.0.call.get_or_insert(call);
        self
    }

    /// Returns what was expected.
    pub fn expected(&self) -> &'static str {
        self.0.expected
    }

    /// Returns what was found.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Returns the model of the record.
    pub fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }

    /// Returns the server's name of the field.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// Returns the id of the record.
    pub fn record(&self) -> Option<i64> {
        self.0.record
    }

    /// Returns [`Done`](Outcome::Done) for a write: the server committed before it answered.
    pub fn outcome(&self) -> Outcome {
        match self.0.call.as_ref().map(CallInfo::effect) {
            Some(Effect::Write) => Outcome::Done,
            Some(Effect::Read) | None => Outcome::NotDone,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            expected,
            found,
            model,
            field,
            record,
            call,
            ..
        } = &*self.0;
        if let Some(call) = call {
            write!(f, "the response to {call} is not as declared: ")?;
        }
        if let (Some(model), Some(field)) = (model, field) {
            write!(f, "field `{field}` of `{model}`")?;
            if let Some(record) = record {
                write!(f, " record {record}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "expected {expected}, found {}", Printable(found))?;
        if field.is_some() && found == "`false`" {
            f.write_str(", which is an empty field: declare it as an `Option`")?;
        }
        let is_scalar = matches!(
            *expected,
            "text" | "an integer" | "an integer of 32 bits" | "a number" | "`true` or `false`"
        );
        if field.is_some() && is_scalar && found.starts_with("a list") {
            f.write_str(
                ", as relations are: declare it as `Many2one<M>`, `One2many<M>` or `Many2many<M>`",
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}
