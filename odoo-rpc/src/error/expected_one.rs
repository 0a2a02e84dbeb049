use std::fmt;

use crate::printable::Printable;

/// One record was asked for, and there was none, or more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOne(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    model: &'static str,
    several: bool,
    looked_for: String,
}

impl ExpectedOne {
    /// No record of `model` was found; `looked_for` says what was looked for.
    #[doc(hidden)]
    pub fn none(model: &'static str, looked_for: String) -> Self {
        ExpectedOne(Box::new(Inner {
            model,
            several: false,
            looked_for,
        }))
    }

    /// More than one record of `model` was found.
    #[doc(hidden)]
    pub fn several(model: &'static str, looked_for: String) -> Self {
        ExpectedOne(Box::new(Inner {
            model,
            several: true,
            looked_for,
        }))
    }

    /// Whether there was no record at all.
    pub fn is_none(&self) -> bool {
        !self.0.several
    }

    /// Whether there was more than one.
    pub fn is_several(&self) -> bool {
        self.0.several
    }

    /// The model of the record.
    pub fn model(&self) -> &'static str {
        self.0.model
    }
}

impl fmt::Display for ExpectedOne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            model,
            several,
            looked_for,
        } = &*self.0;
        let found = if *several { "more than one" } else { "none" };
        write!(
            f,
            "expected one record of `{model}` for {}, found {found}",
            Printable(looked_for)
        )
    }
}

impl std::error::Error for ExpectedOne {}
