use std::fmt;

use crate::printable::Printable;

/// A misconfigured call or client. Nothing was sent.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Printable(&.0.sentence))]
pub struct ConfigError(Box<Inner>);

/// Boxed, so that errors are small.
#[derive(Clone, PartialEq, Eq)]
struct Inner {
    sentence: String,
    kind: ConfigErrorKind,
}

/// What is wrong with a call that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// An id that no record can have: 0, or a number beyond 32 bits.
    ///
    /// It may be input of the application's user.
    InvalidId,
    /// A value that Odoo cannot store, such as text with a NUL character.
    ///
    /// A float that is not finite is another. The value may come from a user of the program.
    InvalidValue,
    /// The server's version does not support it.
    Unsupported,
    /// Anything else: a mistake in the program.
    Other,
}

impl ConfigError {
    /// Creates an error whose sentence says what is wrong and what to do.
    #[cold]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self::of(ConfigErrorKind::Other, sentence.into())
    }

    /// Creates the error of an id that no record can have.
    #[cold]
    pub fn invalid_id(sentence: impl Into<String>) -> Self {
        Self::of(ConfigErrorKind::InvalidId, sentence.into())
    }

    /// The error of a value that Odoo does not have.
    #[cold]
    pub fn invalid_value(sentence: impl Into<String>) -> Self {
        Self::of(ConfigErrorKind::InvalidValue, sentence.into())
    }

    /// The error of something that the server's version does not have.
    #[cold]
    pub fn unsupported(sentence: impl Into<String>) -> Self {
        Self::of(ConfigErrorKind::Unsupported, sentence.into())
    }

    fn of(kind: ConfigErrorKind, sentence: String) -> Self {
        ConfigError(Box::new(Inner { sentence, kind }))
    }

    /// Replaces the sentence, to say where the error is.
    #[cold]
    #[must_use]
    pub fn reworded(mut self, sentence: impl Into<String>) -> Self {
        self.0.sentence = sentence.into();
        self
    }

    /// Returns what is wrong.
    pub fn kind(&self) -> ConfigErrorKind {
        self.0.kind
    }
}

/// Shows the sentence, because a program that ends with the error prints its `Debug`.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.sentence, f)
    }
}
