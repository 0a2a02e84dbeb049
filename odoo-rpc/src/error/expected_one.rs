use std::fmt;

use crate::printable::Printable;

/// One record was expected, but none or more than one was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOne(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    model: &'static str,
    several: bool,
    looked_for: String,
}

impl ExpectedOne {
    /// Creates the error for no record; `looked_for` describes the search.
    #[doc(hidden)]
    pub fn none(model: &'static str, looked_for: String) -> Self {
        ExpectedOne(Box::new(Inner {
            model,
            several: false,
            looked_for,
        }))
    }

    /// Creates the error for more than one record.
    #[doc(hidden)]
    pub fn several(model: &'static str, looked_for: String) -> Self {
        ExpectedOne(Box::new(Inner {
            model,
            several: true,
            looked_for,
        }))
    }

    /// Returns whether no record was found.
    pub fn is_none(&self) -> bool {
        !self.0.several
    }

    /// Returns whether more than one record was found.
    pub fn is_several(&self) -> bool {
        self.0.several
    }

    /// Returns the model of the record.
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
