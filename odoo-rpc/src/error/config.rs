use std::fmt;

use crate::printable::Printable;

/// A call, or a client, that is not well-formed: nothing was sent.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Printable(&.0.sentence))]
pub struct ConfigError(Box<Inner>);

/// Boxed, because errors are small where they are passed on.
#[derive(Clone, PartialEq, Eq)]
struct Inner {
    sentence: String,
    kind: ConfigErrorKind,
}

/// What is wrong with a call that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// An id that no record can have: 0, or a number beyond 32 bits. It may come from a program's user.
    InvalidId,
    /// A value that Odoo does not have, such as a text with a NUL character or a float that is not a number. It may come from a program's user.
    InvalidValue,
    /// What the server's version does not have.
    Unsupported,
    /// Anything else, which is a mistake of the program's.
    Other,
}

impl ConfigError {
    /// An error with one sentence that says what is wrong and what to do.
    #[cold]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self::of(ConfigErrorKind::Other, sentence.into())
    }

    /// The error of an id that no record can have.
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

    /// The same error with another sentence, which says where it is.
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

/// The sentence: it is what a program shows that ends with the error.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.sentence, f)
    }
}
