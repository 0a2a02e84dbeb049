use std::fmt;

use odoo_rpc::{ConfigError, Error};

use crate::patch::{Mistake, write_all};

/// What is wrong with a query string: every mistake, with its key as the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    mistakes: Vec<Mistake>,
}

impl FilterError {
    pub(super) fn new(mistakes: Vec<Mistake>) -> Self {
        FilterError { mistakes }
    }

    /// Returns the mistakes in the order of the query string, at most 100.
    ///
    /// The path of each is its key as a JSON pointer, such as `/name__icontains`.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

/// `/page: expected a number of at least 1`.
impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid query: ")?;
        write_all(f, &self.mistakes)
    }
}

impl std::error::Error for FilterError {}

/// Of the kind [`Invalid`](odoo_rpc::ErrorKind::Invalid).
impl From<FilterError> for Error {
    fn from(error: FilterError) -> Self {
        ConfigError::invalid_value(error.to_string()).into()
    }
}

/// ``one of `a`, `b` ``, or `nothing`.
pub(super) fn one_of<T: fmt::Display>(names: impl Iterator<Item = T>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match &*names {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        _ => format!("one of {}", names.join(", ")),
    }
}
